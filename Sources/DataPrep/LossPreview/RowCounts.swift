/// How many labels of each kind a row's documents have: all that the rules need to know of a row.
///
/// Kept as words, so that many rows fit into little memory:
///
///     row       tokens, labels, documents
///     document  start, end, prompt tokens, completion tokens, kinds
///     kind      type, category, bits of the factor, labels
///
/// Where types are all that a file has, a document has ``plainKinds`` kinds, which stands for three
/// words: its prompt, completion and separator labels.
///
/// Tokens and labels are those that are no padding; a kind's labels are those with a weight above 0.
struct RowCounts: Sendable, Equatable {
  /// Labels of a document that have the same weight.
  struct Kind: Sendable, Hashable {
    var type: UInt32
    var category: Int32
    /// The factor of `loss_weight`, as the bits of a float.
    var factorBits: UInt32
  }

  static let noFactor = Float(1).bitPattern
  static let noCategory: Int32 = -1
  /// Stands for labels of all types without category or factor; no row has so many kinds.
  static let plainKinds = Int(UInt32.max)
}

/// What can be counted in a block of rows, and how.
struct RowCounter {
  let boundary: DocumentBoundary
  /// Whether prompt, completion, padding and separator labels can have a weight above 0.
  let isTrained: [Bool]

  init(_ settings: LossSettings, weightKind: LossWeightKind) {
    boundary = settings.boundary
    isTrained = [TokenType.prompt, .completion, .padding, .separator].map { type in
      type != .padding && (weightKind == .effective || !settings.weight(of: type).isZero)
    }
  }

  /// Appends the counts of one row.
  ///
  /// - Parameters:
  ///   - types: The row's types.
  ///   - factors: The row's factors, or nothing.
  ///   - categories: The row's categories, or nothing.
  ///   - words: Gets the counts.
  /// - Returns: The first position whose type or factor none can have, or nil.
  func count(
    types: ArraySlice<Int32>,
    factors: ArraySlice<Float> = [],
    categories: ArraySlice<Int32> = [],
    into words: inout [UInt32]
  ) -> Int? {
    if factors.isEmpty, categories.isEmpty {
      guard !types.isEmpty else {
        words += [0, 0, 0]
        return nil
      }
      return count(
        row: 0,
        of: TypeRows(numbers: Array(types), width: types.count),
        into: &words
      )
    }
    if let position = types.firstIndex(where: { !(0...3).contains($0) }) {
      return position - types.startIndex
    }
    if let position = factors.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      return position - factors.startIndex
    }
    countTokens(types, factors, categories, into: &words)
    return nil
  }

  /// Counts token by token, which any row can be counted by.
  private func countTokens(
    _ types: ArraySlice<Int32>,
    _ factors: ArraySlice<Float>,
    _ categories: ArraySlice<Int32>,
    into words: inout [UInt32]
  ) {
    let labels = RowLabels(types: types, boundary: boundary)
    let tokenCount = labels.documents.reduce(0) { $0 + $1.count }
    let opensAtStart = labels.documents.first?.lowerBound == 0
    words.append(UInt32(tokenCount))
    words.append(UInt32(opensAtStart ? tokenCount - 1 : tokenCount))
    words.append(UInt32(labels.documents.count))
    // Whoever counts refuses the row.
    guard labels.documents.count <= TypeRuns.maximumKeptCount else { return }
    for document in labels.documents {
      var kinds: [RowCounts.Kind] = []
      var counts: [UInt32] = []
      var places: [RowCounts.Kind: Int] = [:]
      var tokensByType: [UInt32] = [0, 0, 0, 0]
      for position in document {
        let type = types[types.startIndex + position]
        tokensByType[Int(type)] += 1
        let factor = factors.isEmpty ? 1 : factors[factors.startIndex + position]
        guard labels.isLabel[position], isTrained[Int(type)], factor > 0 else { continue }
        let kind = RowCounts.Kind(
          type: UInt32(type),
          category: categories.isEmpty
            ? RowCounts.noCategory : categories[categories.startIndex + position],
          factorBits: factor.bitPattern
        )
        if let index = places[kind] {
          counts[index] += 1
        } else {
          places[kind] = kinds.count
          kinds.append(kind)
          counts.append(1)
        }
      }
      words.append(UInt32(document.lowerBound))
      words.append(UInt32(document.upperBound))
      words.append(tokensByType[0])
      words.append(tokensByType[1])
      words.append(UInt32(kinds.count))
      for (kind, count) in zip(kinds, counts) {
        words.append(kind.type)
        words.append(UInt32(bitPattern: kind.category))
        words.append(kind.factorBits)
        words.append(count)
      }
    }
  }
}

extension RowCounter {
  /// Counts a row run by run, where types are all that there is.
  ///
  /// 1. Add a run's length to the document that is open, or open one; less one label where the run
  ///    begins the row, or begins a document and `mask` says that this is no label.
  /// 2. A separator ends the document, as does padding.
  ///
  /// - Parameters:
  ///   - row: The row's number among the types.
  ///   - types: The types.
  ///   - words: Gets the counts.
  /// - Returns: The first position whose type none can have, or nil.
  func count(row: Int, of types: TypeRows, into words: inout [UInt32]) -> Int? {
    let header = words.count
    words.append(0)
    words.append(0)
    words.append(0)
    var document = OpenDocument()
    var (tokenCount, labelCount, documentCount) = (0, 0, 0)
    var fault: Int?
    let masksFirst = boundary == .mask
    types.visitRuns(ofRow: row) { type, start, end in
      guard type != 2 else {
        if document.isOpen { close(&document, at: start, &documentCount, into: &words) }
        return
      }
      guard type >= 0, type <= 3 else {
        if fault == nil { fault = start }
        return
      }
      tokenCount &+= end &- start
      labelCount &+= end &- start
      if start == 0 { labelCount &-= 1 }
      var next = start
      while next < end {
        // Every separator ends a document; other tokens go on together.
        let part = type == 3 ? next &+ 1 : end
        let opens = !document.isOpen
        if opens { document.start = next }
        let isUntrained = next == 0 || (opens && masksFirst)
        let count = part &- next
        document.add(type, tokens: count, labels: isUntrained ? count &- 1 : count)
        next = part
        if type == 3 { close(&document, at: next, &documentCount, into: &words) }
      }
    }
    if document.isOpen { close(&document, at: types.width, &documentCount, into: &words) }
    words[header] = UInt32(tokenCount)
    words[header + 1] = UInt32(labelCount)
    words[header + 2] = UInt32(documentCount)
    return fault
  }

  private func close(
    _ document: inout OpenDocument,
    at end: Int,
    _ documentCount: inout Int,
    into words: inout [UInt32]
  ) {
    documentCount += 1
    // Whoever counts refuses the row.
    guard documentCount <= TypeRuns.maximumKeptCount else {
      document = OpenDocument()
      return
    }
    // A row has at most 2^24 tokens.
    let counts = SIMD8<Int>(
      document.start,
      end,
      document.promptTokens,
      document.completionTokens,
      RowCounts.plainKinds,
      isTrained[0] ? document.promptLabels : 0,
      isTrained[1] ? document.completionLabels : 0,
      isTrained[3] ? document.separatorLabels : 0
    )
    let short = SIMD8<UInt32>(truncatingIfNeeded: counts)
    // Eight numbers end to end; no pointer leaves the closure.
    unsafe withUnsafeBytes(of: short) { bytes in
      unsafe words.append(contentsOf: bytes.bindMemory(to: UInt32.self))
    }
    document = OpenDocument()
  }
}

/// A document of which not all is counted.
private struct OpenDocument {
  var start = -1
  var promptTokens = 0
  var completionTokens = 0
  var promptLabels = 0
  var completionLabels = 0
  var separatorLabels = 0

  init(start: Int = -1) {
    self.start = start
  }

  var isOpen: Bool { start >= 0 }

  mutating func add(_ type: Int32, tokens: Int, labels: Int) {
    switch type {
    case 0:
      promptTokens += tokens
      promptLabels += labels
    case 1:
      completionTokens += tokens
      completionLabels += labels
    default: separatorLabels += labels
    }
  }
}

/// What the numbers of a `loss_weight` dataset are.
public enum LossWeightKind: String, Sendable, CaseIterable {
  /// They multiply the weight of the label's type.
  case factor
  /// They are the weights themselves.
  case effective
}
