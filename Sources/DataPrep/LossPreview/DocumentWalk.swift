/// Goes over the counted documents of a step, row by row, and keeps none.
///
/// Where the step's words lie in memory they are read on; where they lie in a ``RowCountStore``, those
/// of one row at a time are fetched.
struct DocumentWalk {
  /// A row, and where its documents begin and end among ``documents``.
  struct Row {
    /// The row's place in the step.
    var place = 0
    /// Its tokens and labels that are no padding.
    var tokenCount = 0
    var labelCount = 0
  }

  /// Labels of one kind.
  struct Kind {
    var type: UInt32
    var category: Int32
    var factorBits: UInt32
    var labelCount: Int
  }

  /// A document and how many labels of each kind it has.
  struct Document {
    var range: Range<Int>
    var promptTokens: Int
    var completionTokens: Int
    /// Labels without category or factor.
    var prompts = 0
    var completions = 0
    var separators = 0
    /// The other labels, in a range of ``DocumentWalk/kinds``.
    var kinds = 0..<0
  }

  /// The row that was read last.
  private(set) var row = Row()
  /// Its documents.
  private(set) var documents: [Document] = []
  /// The kinds of labels of all of them.
  private(set) var kinds: [Kind] = []

  /// Rows of packed conversations have some dozens.
  private static let usualDocumentCount = 64

  private let rows: [Int]
  private let store: RowCountStore?
  private var words: [UInt32]
  private var position = 0
  private var next = 0

  /// Starts in front of the first row.
  init(_ input: StepInput) {
    rows = input.rows
    store = input.store
    words = input.words
    documents.reserveCapacity(Self.usualDocumentCount)
  }

  /// Reads the next row.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  mutating func advance() throws(DataPrepError) -> Bool {
    guard next < rows.count else { return false }
    if let store {
      words.removeAll(keepingCapacity: true)
      try store.append(row: rows[next], to: &words)
      position = 0
    }
    row.place = next
    next += 1
    documents.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
    row.tokenCount = word()
    row.labelCount = word()
    for _ in 0..<word() {
      if let document = plainDocument() {
        documents.append(document)
        continue
      }
      let start = word()
      var document = Document(
        range: start..<max(start, word()),
        promptTokens: word(),
        completionTokens: word()
      )
      let kindCount = word()
      if kindCount != RowCounts.plainKinds { readKinds(kindCount, of: &document) }
      documents.append(document)
    }
    return true
  }

  /// The next document, if its labels have no categories or factors.
  @inline(__always)
  private mutating func plainDocument() -> Document? {
    let first = position
    guard first &+ 8 <= words.count else { return nil }
    let document: Document? = unsafe words.withUnsafeBufferPointer { words in
      // Safety: eight words from `first` on are there.
      let word = { (offset: Int) in unsafe Int(words[first &+ offset]) }
      guard word(4) == RowCounts.plainKinds else { return nil }
      let start = word(0)
      return Document(
        range: start..<max(start, word(1)),
        promptTokens: word(2),
        completionTokens: word(3),
        prompts: word(5),
        completions: word(6),
        separators: word(7)
      )
    }
    if document != nil { position &+= 8 }
    return document
  }

  private mutating func readKinds(_ count: Int, of document: inout Document) {
    let first = kinds.count
    for _ in 0..<count {
      kinds.append(
        Kind(
          type: UInt32(truncatingIfNeeded: word()),
          category: Int32(truncatingIfNeeded: word()),
          factorBits: UInt32(truncatingIfNeeded: word()),
          labelCount: word()
        )
      )
    }
    document.kinds = first..<kinds.count
  }

  /// The next word; behind the last one there are zeros.
  @inline(__always)
  private mutating func word() -> Int {
    guard position < words.count else { return 0 }
    defer { position &+= 1 }
    return Int(words[position])
  }
}
