import HDF5
import Tokenization

/// Everything that is looked up once for the rows of a file.
struct RowRetyping: Sendable {
  /// Rules with their ids.
  let rules: [(rule: ResolvedRule, type: TokenType)]
  /// The rules as they were written.
  let ruleTexts: [String]
  let marking: EndMarking
  let tokenizer: Tokenizer?
  /// How a Cerebras file's types follow from its mask.
  let cerebras: CerebrasReading?
  /// Whether the file has types, be it by a mask.
  let hasTypes: Bool
  let path: String
  let width: Int

  /// Finds tokenizer and ids, and reads the rules.
  ///
  /// - Throws: ``DataPrepError``: `badRules`, `invalidPlan`; what loading a tokenizer throws.
  init(_ task: Retyping, _ file: TrainingFile) throws(DataPrepError) {
    path = file.path
    width = file.width
    var written = task.rules
    if let rulesFile = task.rulesFile {
      written = try RuleFile(path: rulesFile).rules + written
    }
    let found = try TokenizerOfFile.loadIfKnown(file, named: task.tokenizer)
    let folder = found?.folder
    let tokenizer = folder?.tokenizer
    self.tokenizer = tokenizer
    var rules: [(rule: ResolvedRule, type: TokenType)] = []
    for rule in written { rules.append((try ResolvedRule(rule, tokenizer), rule.type)) }
    self.rules = rules
    ruleTexts = written.map(\.text)

    func id(_ marker: TypeRule.Marker?, _ option: String) throws(DataPrepError) -> Int32? {
      switch marker {
      case nil: return nil
      case .id(let id): return id
      case .token(let token):
        guard let id = tokenizer?.id(of: token) else {
          let reason =
            tokenizer == nil ? "no tokenizer is known" : "the vocabulary has no such token"
          throw DataPrepError(.invalidPlan, found: "\(option) \(token): \(reason)")
        }
        return id
      }
    }
    let description = file.description
    let givenPadding = try id(task.paddingToken, "--pad-token")
    let givenSeparator = try id(task.separatorToken, "--eos-token")
    let endID = description.endOfSequenceID ?? folder?.endOfSequenceID
    var paddingID = givenPadding ?? description.paddingID ?? folder?.paddingID ?? endID
    var separatorIDs = Set(
      givenSeparator.map { [$0] } ?? description.separatorIDs ?? endID.map { [$0] } ?? []
    )
    if file.kind == .cerebras {
      let reading = try CerebrasReading(of: file)
      paddingID = givenPadding ?? reading.paddingID ?? paddingID
      let separator = givenSeparator ?? reading.separatorID ?? endID
      cerebras = CerebrasReading(paddingID: paddingID, separatorID: separator)
      if let separator { separatorIDs.insert(separator) }
    } else {
      cerebras = nil
    }
    hasTypes = file.tokenTypes != nil || file.kind == .cerebras
    let automatic: EndTypes = hasTypes || task.sidecar != nil ? .keep : .infer
    marking = EndMarking(
      padding: task.padding == .auto ? automatic : task.padding,
      separators: task.separators == .auto ? automatic : task.separators,
      paddingID: paddingID,
      separatorIDs: separatorIDs
    )
  }

  /// Makes the work of one thread.
  func makeWorker() -> Worker { Worker(self) }

  /// The attributes of the output: those of the file, and what its types say now.
  func attributes(of file: TrainingFile, _ report: RetypingReport) -> [Attribute] {
    typealias Name = FileLayout.Attribute
    var changed: [(String, AttributeValue)] = [(Name.toolVersion, .text(ToolVersion.current))]
    let isListed = report.separatorIDs.count <= RetypingReport.separatorLimit
    if !report.separatorIDs.isEmpty, isListed {
      changed.append((Name.separatorIDs, .integers(report.separatorIDs.map(Int64.init))))
    }
    if let id = report.paddingID, report.counts[2] > 0 {
      changed.append((Name.paddingID, .integer(Int64(id))))
    }
    // A list that lacks some would make sound rows wrong.
    let kept = file.attributes.filter { isListed || $0.name != Name.separatorIDs }
    var attributes = kept.map { attribute in
      guard let index = changed.firstIndex(where: { $0.0 == attribute.name }) else {
        return attribute
      }
      return Attribute(name: attribute.name, value: changed.remove(at: index).1)
    }
    attributes += changed.map { Attribute(name: $0.0, value: $0.1) }
    return attributes
  }

  /// Gives types to rows; one for each thread.
  final class Worker {
    private let retyping: RowRetyping
    private let matcher: RuleMatcher
    private var countsBefore: [Int]
    /// The types of the row that is worked on: those that it has, and those that it gets.
    private var before: [Int32] = []
    private var types: [Int32] = []

    init(_ retyping: RowRetyping) {
      self.retyping = retyping
      matcher = RuleMatcher(retyping.rules, retyping.tokenizer)
      countsBefore = matcher.counts
    }

    /// Replaces the types of rows.
    ///
    /// - Throws: ``DataPrepError`` with code `undecodable`.
    func work(on rows: inout RetypedRows) throws(DataPrepError) {
      let width = retyping.width
      guard width > 0 else { return }
      for row in 0..<rows.rowCount {
        let range = row * width..<(row + 1) * width
        let ids = rows.tokens.tokenIDs[range]
        before.removeAll(keepingCapacity: true)
        before.append(contentsOf: rows.tokens.tokenTypes[range])
        types.removeAll(keepingCapacity: true)
        types.append(contentsOf: before)
        let end = retyping.marking.contentEnd(ids, before)
        do throws(TokenizerError) {
          try matcher.apply(to: ids, content: 0..<end, types: &types)
        } catch {
          throw DataPrepError(
            .undecodable,
            retyping.path,
            found: "row \(rows.firstRow + row): \(error)"
          )
        }
        retyping.marking.mark(ids, contentEnd: end, before: before, types: &types)
        rows.tokens.tokenTypes.replaceSubrange(range, with: types)
      }
      rows.ruleCounts = zip(matcher.counts, countsBefore).map { $0 - $1 }
      countsBefore = matcher.counts
    }
  }
}

/// Rows on their way: what the file says of them, and their types before and now.
struct RetypedRows: Sendable {
  var firstRow: Int
  var rowCount: Int
  var tokens: TokenColumns
  /// The types that the file has; empty where it has none.
  var typesBefore: [Int32]
  var ruleCounts: [Int] = []
  var labels = LabelDifferences()

  init(_ slice: RowSlice, _ retyping: RowRetyping) {
    firstRow = slice.rows.lowerBound
    rowCount = slice.rows.count
    typesBefore = retyping.cerebras?.types(of: slice) ?? slice.tokenTypes
    tokens = TokenColumns(
      tokenIDs: slice.tokenIDs,
      tokenTypes: typesBefore,
      categoryIDs: slice.categoryIDs,
      lossWeights: slice.lossWeights
    )
    if !retyping.hasTypes {
      // A trainer takes everything as trained where there are no types.
      tokens.tokenTypes = [Int32](
        repeating: Int32(TokenType.completion.rawValue),
        count: tokens.tokenIDs.count
      )
    }
    labels = LabelDifferences(of: slice)
  }
}

/// Counts what changed.
final class RetypingTally {
  private(set) var report = RetypingReport()
  private var changes: [Int64: Int] = [:]
  private let hasTypes: Bool
  private let width: Int
  private var separatorIDs: Set<Int32> = []
  /// The one that was noted last, since most files have no other.
  private var lastSeparatorID: Int32?

  init(_ retyping: RowRetyping) {
    hasTypes = retyping.hasTypes
    width = retyping.width
    report.rules = retyping.ruleTexts.map { RetypingReport.RuleCount(rule: $0, count: 0) }
    if retyping.marking.padding == .infer || retyping.cerebras != nil {
      report.paddingID = retyping.marking.paddingID
    }
  }

  /// Counts rows, the next in order.
  ///
  /// - Returns: Their tokens that are no padding.
  func add(_ rows: RetypedRows) -> Int {
    report.rowCount += rows.rowCount
    report.labels.add(rows.labels)
    for (index, count) in rows.ruleCounts.enumerated() { report.rules[index].count += count }
    guard width > 0 else { return 0 }
    let types = rows.tokens.tokenTypes
    let typesBefore = hasTypes ? rows.typesBefore : types
    // Tokens by their types before and now, for the types that there are: each token can be a run.
    var known = [Int](repeating: 0, count: 16)
    for start in stride(from: 0, to: types.count, by: width) {
      var isChanged = !hasTypes
      var first = start
      while first < start + width {
        // Neighbours that changed alike are counted together.
        let type = types[first]
        let before = typesBefore[first]
        var end = first + 1
        while end < start + width, types[end] == type, typesBefore[end] == before { end += 1 }
        if type == 3 { noteSeparators(rows.tokens.tokenIDs[first..<end]) }
        if before != type { isChanged = true }
        if type | before >= 0, type | before <= 3 {
          known[Int(before << 2 | type)] += end - first
        } else {
          note(end - first, before, type)
        }
        first = end
      }
      if isChanged { report.changedRowCount += 1 }
    }
    let paddingBefore = report.counts[2]
    for place in known.indices where known[place] > 0 {
      note(known[place], Int32(place >> 2), Int32(place & 3))
    }
    finish()
    return types.count - (report.counts[2] - paddingBefore)
  }

  /// Counts tokens of a type before and a type now.
  private func note(_ count: Int, _ before: Int32, _ type: Int32) {
    if (0...3).contains(type) { report.counts[Int(type)] += count }
    guard before != type else { return }
    changes[Int64(before) << 32 | Int64(UInt32(bitPattern: type)), default: 0] += count
  }

  private func noteSeparators(_ ids: ArraySlice<Int32>) {
    for id in ids where id != lastSeparatorID {
      lastSeparatorID = id
      if separatorIDs.count <= RetypingReport.separatorLimit { separatorIDs.insert(id) }
    }
  }

  private func finish() {
    report.separatorIDs = separatorIDs.sorted()
    report.changes = RetypingReport.inOrder(
      changes.map { key, count in
        RetypingReport.Change(
          from: Int32(truncatingIfNeeded: key >> 32),
          to: Int32(truncatingIfNeeded: key),
          count: count
        )
      }
    )
  }
}
