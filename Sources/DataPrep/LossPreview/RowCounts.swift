/// How many labels of each kind a row's documents have: all that the rules need to know of a row.
///
/// Kept as words, so that many rows fit into little memory:
///
///     row       tokens, labels, documents
///     document  start, end, prompt tokens, completion tokens, kinds
///     kind      type, category, bits of the factor, labels
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
  static let rowWordCount = 3
  static let documentWordCount = 5
  static let kindWordCount = 4
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
      var runs: [TypeRun] = []
      // No pointer leaves the closure.
      unsafe types.withUnsafeBufferPointer { _ = unsafe TypeRun.append(of: $0, to: &runs) }
      return count(runs, into: &words)
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
  /// Counts run by run, where types are all that there is.
  ///
  /// 1. Add a run's length to the document that is open, or open one; less one label where the run
  ///    begins the row, or begins a document and `mask` says that this is no label.
  /// 2. A separator ends the document, as does padding.
  ///
  /// - Parameters:
  ///   - runs: The row's runs.
  ///   - words: Gets the counts.
  /// - Returns: The first position whose type none can have, or nil.
  func count(_ runs: [TypeRun], into words: inout [UInt32]) -> Int? {
    let header = words.count
    words.append(0)
    words.append(0)
    words.append(0)
    var document = OpenDocument()
    var (tokenCount, labelCount, documentCount) = (0, 0, 0)
    for run in runs {
      let (type, range) = (run.type, run.range)
      guard type >= 0, type <= 3 else { return range.lowerBound }
      if type == 2 {
        if document.isOpen { close(&document, at: range.lowerBound, &documentCount, into: &words) }
        continue
      }
      tokenCount += range.count
      labelCount += range.lowerBound == 0 ? range.count - 1 : range.count
      var next = range.lowerBound
      while next < range.upperBound {
        // Every separator ends a document; other tokens go on together.
        let part = type == 3 ? next + 1 : range.upperBound
        let opens = !document.isOpen
        if opens { document = OpenDocument(start: next) }
        let isUntrained = next == 0 || (opens && boundary == .mask)
        document.add(type, tokens: part - next, labels: part - next - (isUntrained ? 1 : 0))
        next = part
        if type == 3 { close(&document, at: next, &documentCount, into: &words) }
      }
    }
    if document.isOpen {
      close(&document, at: runs.last?.range.upperBound ?? 0, &documentCount, into: &words)
    }
    words[header] = UInt32(tokenCount)
    words[header + 1] = UInt32(labelCount)
    words[header + 2] = UInt32(documentCount)
    return nil
  }

  private func close(
    _ document: inout OpenDocument,
    at end: Int,
    _ documentCount: inout Int,
    into words: inout [UInt32]
  ) {
    documentCount += 1
    words.append(UInt32(document.start))
    words.append(UInt32(end))
    words.append(UInt32(document.promptTokens))
    words.append(UInt32(document.completionTokens))
    let place = words.count
    words.append(0)
    addKind(0, document.promptLabels, at: place, &words)
    addKind(1, document.completionLabels, at: place, &words)
    addKind(3, document.separatorLabels, at: place, &words)
    document = OpenDocument()
  }

  private func addKind(_ type: Int, _ labelCount: Int, at place: Int, _ words: inout [UInt32]) {
    guard labelCount > 0, isTrained[type] else { return }
    words[place] += 1
    words.append(UInt32(type))
    words.append(UInt32(bitPattern: RowCounts.noCategory))
    words.append(RowCounts.noFactor)
    words.append(UInt32(labelCount))
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
