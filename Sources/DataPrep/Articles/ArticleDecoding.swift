import Tokenization

/// Decodes batches of a file's articles, on any thread.
struct ArticleDecoding: Sendable {
  /// Lines, and what is to be known of them.
  struct Lines: Sendable {
    var bytes: [UInt8] = []
    /// Ids that stand for no token.
    var unknownIDCount = 0
    /// Pairs that end without EOS.
    var openPairCount = 0
  }

  let decoder: PairDecoder
  /// Whether the tokenizer is another than the file's attributes name.
  let usesAnotherTokenizer: Bool
  private let path: String
  private let line: RecordLine
  private let categoryNames: [String]

  /// Loads the file's tokenizer.
  ///
  /// - Throws: ``DataPrepError``: `unknownTokenizer`; what loading throws.
  init(
    _ file: TrainingFile,
    tokenizer given: String?,
    ids: IDsInRecords
  ) throws(DataPrepError) {
    let found = try TokenizerOfFile.load(file, named: given)
    usesAnotherTokenizer = found.isAnother
    path = file.path
    decoder = PairDecoder(
      tokenizer: found.folder.tokenizer,
      endOfSequenceID: file.description.endOfSequenceID ?? found.folder.endOfSequenceID,
      beginningOfSequenceID: file.description.beginningOfSequenceID
        ?? found.folder.beginningOfSequenceID
    )
    categoryNames = file.description.categoryNames ?? []
    line = RecordLine(decoder: decoder, ids: ids, categoryNames: categoryNames)
  }

  /// The articles of a batch, a line each.
  ///
  /// - Throws: ``DataPrepError``: `undecodable`, `tooManyRuns`.
  func lines(of batch: ArticleBatch) throws(DataPrepError) -> Lines {
    var lines = Lines()
    lines.unknownIDCount = unknownIDCount(in: batch.tokens)
    for article in batch.articles {
      try checkLengths(of: batch.tokens, article.tokens, row: article.row)
      do throws(TokenizerError) {
        lines.openPairCount += try line.append(article, of: batch.tokens, to: &lines.bytes)
      } catch {
        throw DataPrepError(.undecodable, path, found: "row \(article.row): \(error)")
      }
    }
    return lines
  }

  /// The articles of a batch as texts by type.
  ///
  /// - Throws: ``DataPrepError``: `undecodable`, `tooManyRuns`.
  func texts(of batch: ArticleBatch) throws(DataPrepError) -> [DecodedText] {
    var texts: [DecodedText] = []
    for article in batch.articles {
      try checkLengths(of: batch.tokens, article.tokens, row: article.row)
      texts.append(
        DecodedText(
          file: path,
          row: article.row,
          column: article.column,
          tokenCount: article.tokens.count,
          marks: article.marks,
          categories: categories(of: batch.tokens, article.tokens),
          runs: try runs(of: batch.tokens, article.tokens, row: article.row)
        )
      )
    }
    return texts
  }

  /// A row as texts by type.
  ///
  /// - Throws: ``DataPrepError``: `undecodable`, `tooManyRuns`.
  func text(ofRow row: Int, _ tokens: TokenColumns) throws(DataPrepError) -> DecodedText {
    try checkLengths(of: tokens, 0..<tokens.count, row: row)
    return DecodedText(
      file: path,
      row: row,
      column: 0,
      tokenCount: tokens.count,
      marks: [],
      categories: categories(of: tokens, 0..<tokens.count),
      runs: try runs(of: tokens, 0..<tokens.count, row: row)
    )
  }

  /// Tokens that are decoded at once to find out how long a text is; fewer are not looked at.
  var tokensAtOnce = 1 << 20
  /// The most bytes of a text that is put together: several for each of ten million tokens.
  var maximumTextByteCount = 1 << 26

  /// Checks that memory has room for what is said of some tokens.
  ///
  /// - Throws: ``DataPrepError``: `tooManyRuns`, `undecodable`.
  private func checkLengths(
    of tokens: TokenColumns,
    _ range: Range<Int>,
    row: Int
  ) throws(DataPrepError) {
    guard range.count > tokensAtOnce else { return }
    var runCount = 0
    // Safe: the range lies in the tokens, and the pointer stays in the closure.
    unsafe tokens.tokenTypes.withUnsafeBufferPointer { types in
      unsafe TypeRuns.visit(UnsafeBufferPointer(rebasing: types[range])) { _, _, _ in
        runCount += 1
      }
    }
    guard runCount <= TypeRuns.maximumKeptCount else {
      throw DataPrepError(.tooManyRuns, path, found: "\(row)")
    }
    var byteCount = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: tokensAtOnce) {
      let part = start..<min(start + tokensAtOnce, range.upperBound)
      do throws(TokenizerError) {
        byteCount += try decoder.tokenizer.decode(
          Array(tokens.tokenIDs[part]),
          skippingSpecialTokens: false
        ).utf8.count
      } catch {
        throw DataPrepError(.undecodable, path, found: "row \(row): \(error)")
      }
      guard byteCount <= maximumTextByteCount else {
        throw DataPrepError(
          .undecodable,
          path,
          found: "row \(row): a text of more than \(maximumTextByteCount) bytes"
        )
      }
    }
  }

  /// The names of the tokens' categories, each once, in their order.
  private func categories(of tokens: TokenColumns, _ range: Range<Int>) -> [String] {
    guard !categoryNames.isEmpty, !tokens.categoryIDs.isEmpty else { return [] }
    var names: [String] = []
    var last: Int32 = -1
    for id in tokens.categoryIDs[range] where id != last {
      last = id
      guard categoryNames.indices.contains(Int(id)) else { continue }
      let name = categoryNames[Int(id)]
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func runs(
    of tokens: TokenColumns,
    _ range: Range<Int>,
    row: Int
  ) throws(DataPrepError) -> [DecodedText.Run] {
    var runs: [DecodedText.Run] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let type = tokens.tokenTypes[start]
      var end = start + 1
      while end < range.upperBound, tokens.tokenTypes[end] == type { end += 1 }
      var text = ""
      if type != Int32(TokenType.padding.rawValue) {
        do throws(TokenizerError) {
          text = try decoder.tokenizer.decode(
            Array(tokens.tokenIDs[start..<end]),
            skippingSpecialTokens: false
          )
        } catch {
          throw DataPrepError(.undecodable, path, found: "row \(row): \(error)")
        }
      }
      runs.append(DecodedText.Run(tokenType: type, tokenCount: end - start, text: text))
      start = end
    }
    return runs
  }

  /// Ids that stand for no token, those in gaps of the vocabulary too.
  func unknownIDCount(in tokens: TokenColumns) -> Int {
    tokens.tokenIDs.count { !decoder.tokenizer.hasToken($0) }
  }
}
