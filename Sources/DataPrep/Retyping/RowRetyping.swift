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
  ///
  /// - Parameter recycled: Where it gets memory from for the types of long rows.
  /// - Returns: The work.
  func makeWorker(_ recycled: RecycledArrays) -> Worker { Worker(self, recycled) }

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

    private let recycled: RecycledArrays

    init(_ retyping: RowRetyping, _ recycled: RecycledArrays) {
      self.retyping = retyping
      self.recycled = recycled
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
        take(&rows.tokens.tokenTypes, range)
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
        put(into: &rows.tokens.tokenTypes, range)
      }
      rows.ruleCounts = zip(matcher.counts, countsBefore).map { $0 - $1 }
      countsBefore = matcher.counts
    }

    /// Takes a row's types; a row that is alone, which may be a long one, is not copied for it.
    private func take(_ all: inout [Int32], _ range: Range<Int>) {
      if range == all.indices {
        (before, types) = (all, recycled.copy(all))
        all = []
      } else {
        before.removeAll(keepingCapacity: true)
        before.append(contentsOf: all[range])
        types.removeAll(keepingCapacity: true)
        types.append(contentsOf: before)
      }
    }

    /// Puts a row's types back.
    private func put(into all: inout [Int32], _ range: Range<Int>) {
      if all.isEmpty {
        all = types
        (before, types) = ([], [])
      } else {
        all.replaceSubrange(range, with: types)
      }
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
