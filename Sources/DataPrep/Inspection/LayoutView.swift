import HDF5
import Tokenization

/// The token type layout of some rows of a file: runs, articles, ids, and their decoded text.
public struct LayoutView: Sendable, Equatable {
  /// A run of tokens of one type.
  public struct Run: Sendable, Equatable {
    /// The type's number as the file has it; 0…3 are those of ``TokenType``.
    public var tokenType: Int32
    /// The positions in the row.
    public var range: Range<Int>
    /// The decoded text of the run, or `nil` where no tokenizer was given, and for padding.
    public var text: String?
  }

  /// What a row holds of an article.
  public struct Article: Sendable, Equatable {
    /// What stands where it ends.
    public enum Ending: String, Sendable {
      /// Its last token is a separator.
      case separator
      /// Padding follows.
      case padding
      /// The row is full; what follows, if anything, is in another.
      case rowEnd = "row-end"
    }

    /// The positions in the row.
    public var range: Range<Int>
    /// Its prompts, or 1 where it has none.
    public var turnCount: Int
    /// What stands where it ends.
    public var ending: Ending
  }

  /// One row.
  public struct Row: Sendable, Equatable {
    /// The row's number, counted from 0.
    public var index: Int
    /// The runs, in order; together they cover the row.
    public var runs: [Run]
    /// The ids, as many as the row is wide.
    public var tokenIDs: [Int32]
    /// The articles, in order.
    public var articles: [Article] = []
    /// What each token adds to the text; empty where no tokenizer was given, and for more than 2^20.
    public var pieces: [String] = []
    /// An earlier row with the same ids, where that is what was looked for.
    public var duplicateOf: Int?

    /// Tokens that are not padding.
    public var tokenCount: Int { articles.reduce(0) { $0 + $1.range.count } }

    /// Tokens that are trained as labels: types 1 and 3 behind the first position, since nothing
    /// comes before that.
    public var trainedCount: Int {
      runs.reduce(0) { sum, run in
        sum + (LayoutView.isTrained(run.tokenType) ? run.range.clamped(to: 1..<Int.max).count : 0)
      }
    }
  }

  /// A root attribute, as text.
  public struct Attribute: Sendable, Equatable {
    /// The attribute's name.
    public var name: String
    /// Its value: text, a number, or numbers separated by commas.
    public var value: String
  }

  /// The file.
  public var path: String
  /// Rows in the file.
  public var rowCount: Int
  /// The width of a row in tokens.
  public var maximumSequenceLength: Int
  /// Root attributes, in the file's order.
  public var attributes: [Attribute]
  /// The rows that were asked for.
  public var rows: [Row]
  /// Labels of these rows that have no place in types, in a Cerebras file.
  public var labels = LabelDifferences()

  /// Whether tokens of a type are trained: completions and separators.
  public static func isTrained(_ tokenType: Int32) -> Bool {
    tokenType == Int32(TokenType.completion.rawValue)
      || tokenType == Int32(TokenType.separator.rawValue)
  }

  /// Reads rows of a file.
  ///
  /// - Parameters:
  ///   - path: An HDF5 file with `input_ids` and `token_type_ids`, or one of Cerebras.
  ///   - range: The rows; cut to those that exist.
  ///   - tokenizer: A folder or `tokenizer.json` to decode with, or `nil`.
  /// - Throws: ``DataPrepError``: `badDataset`, `inputNotFound`, `noTokenTypes`, `badTokenizer`.
  public init(path: String, rows range: Range<Int>, tokenizer: String?) throws(DataPrepError) {
    try self.init(path: path, rows: range, where: nil, limit: .max, tokenizer: tokenizer)
  }

  /// Looks for rows of a file and reads them.
  ///
  /// - Parameters:
  ///   - path: An HDF5 file with `input_ids` and `token_type_ids`, or one of Cerebras.
  ///   - range: The rows that are looked at; cut to those that exist.
  ///   - trait: What a row must be like; `nil` for all.
  ///   - limit: The most rows that are read.
  ///   - tokenLimit: No further row is read when those before have as many tokens.
  ///   - tokenizer: A folder or `tokenizer.json` to decode with, or `nil`.
  ///   - cancellation: Stops the search when it is cancelled.
  /// - Throws: ``DataPrepError``: `badDataset`, `inputNotFound`, `noTokenTypes`, `badTokenizer`,
  ///   `oversized`, `tooManyRuns`, `interrupted`.
  public init(
    path: String,
    rows range: Range<Int>,
    where trait: RowTrait?,
    limit: Int,
    tokenLimit: Int = .max,
    tokenizer: String?,
    cancellation: Cancellation = Cancellation()
  ) throws(DataPrepError) {
    let file = try TrainingFile(path: path)
    let types = try TypeSource(file)
    let decoder = try tokenizer.map { path throws(DataPrepError) in
      try TokenizerFolder.load(path).tokenizer
    }
    self.path = path
    rowCount = file.rowCount
    maximumSequenceLength = file.width
    attributes = file.attributes.map { Attribute(name: $0.name, value: $0.text) }
    rows = []
    let limit = min(limit, max(1, tokenLimit / max(1, file.width)))
    let existing = range.clamped(to: 0..<file.rowCount)
    let slice = RowSlice(of: file, columns: types.columns.union(.tokenIDs))
    guard let trait else {
      let chosen = existing.prefix(limit)
      // A slice at a time, so that a wide range takes no more than its rows.
      let step = max(1, (1 << 17) / max(1, file.width))
      for start in stride(from: chosen.startIndex, to: chosen.endIndex, by: step) {
        try slice.fill(start..<min(chosen.endIndex, start + step))
        try append(slice, types, decoder)
      }
      return
    }
    let found = try RowSearch(trait: trait, limit: limit)
      .rows(of: file, types, existing, cancellation)
    for match in found {
      try slice.fill(match.row..<match.row + 1)
      try append(slice, types, decoder)
      rows[rows.count - 1].duplicateOf = match.duplicateOf
    }
  }

  private mutating func append(
    _ slice: RowSlice,
    _ source: TypeSource,
    _ decoder: Tokenizer?
  ) throws(DataPrepError) {
    let width = slice.width
    let types = source.types(of: slice)
    labels.add(LabelDifferences(of: slice))
    for (offset, index) in slice.rows.enumerated() {
      let positions = offset * width..<(offset + 1) * width
      let row = Row(
        index: index,
        tokenIDs: Array(slice.tokenIDs[positions]),
        types: types[positions],
        decoder: decoder
      )
      guard let row else { throw DataPrepError(.tooManyRuns, path, found: "\(index)") }
      rows.append(row)
    }
  }
}

extension LayoutView.Row {
  /// The most tokens of a row that are named one by one.
  private static let maximumPieceCount = 1 << 20

  /// Lays out a row; nil where there would be too many runs.
  fileprivate init?(
    index: Int,
    tokenIDs: [Int32],
    types: ArraySlice<Int32>,
    decoder: Tokenizer?
  ) {
    self.init(index: index, runs: [], tokenIDs: tokenIDs)
    let base = types.startIndex
    var start = 0
    while start < types.count {
      var end = start + 1
      while end < types.count, types[base + end] == types[base + start] { end += 1 }
      guard runs.count < TypeRuns.maximumKeptCount else { return nil }
      var run = LayoutView.Run(tokenType: types[base + start], range: start..<end)
      if run.tokenType != Int32(TokenType.padding.rawValue) {
        run.text = try? decoder?.decode(
          Array(tokenIDs[start..<end]),
          skippingSpecialTokens: false
        )
      }
      runs.append(run)
      start = end
    }
    if tokenIDs.count <= Self.maximumPieceCount, let pieces = try? decoder?.pieces(tokenIDs) {
      self.pieces = pieces.map { String(decoding: $0, as: UTF8.self) }
    }
    let prompts = runs.filter { $0.tokenType == Int32(TokenType.prompt.rawValue) }.map(\.range)
    // Articles come in order, as runs do: both are walked once.
    var first = 0
    var hasTooMany = false
    // Safe: the pointer stays in the closure.
    unsafe types.withUnsafeBufferPointer { buffer in
      unsafe RowPiece.cut(buffer) { piece in
        // A run of separators is as many articles.
        hasTooMany = articles.count == TypeRuns.maximumKeptCount
        guard !hasTooMany else { return }
        while first < prompts.count, prompts[first].upperBound <= piece.columns.lowerBound {
          first += 1
        }
        let count = prompts[first...].prefix { $0.lowerBound < piece.columns.upperBound }.count
        articles.append(LayoutView.Article(piece, turnCount: max(1, count)))
      }
    }
    if hasTooMany { return nil }
  }
}

extension LayoutView.Article {
  fileprivate init(_ piece: RowPiece, turnCount: Int) {
    let ending: Ending =
      switch piece.ending {
      case .separator: .separator
      case .padding: .padding
      case .rowEnd: .rowEnd
      }
    self.init(range: piece.columns, turnCount: turnCount, ending: ending)
  }
}
