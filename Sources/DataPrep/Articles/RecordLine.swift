import JSON
import Tokenization

/// Writes an article as one line of JSONL that `convert` reads.
///
/// One pair is an object, several are a list of them:
/// `{"prompt": "…", "completion": "…"}`. A pair's other keys, which `convert` passes over:
///
/// | key | |
/// |---|---|
/// | `category_id` | the category of its first token, where the file has categories |
/// | `category` | its name, where the file has names; `convert` reads it |
/// | `input_ids`, `token_type_ids` | its tokens, all of the article's in order over the pairs |
/// | `marks` | what is not as it should be about the article, in its first pair |
struct RecordLine: Sendable {
  let decoder: PairDecoder
  let ids: IDsInRecords
  /// The names of categories; empty where the file has none.
  let categoryNames: [String]
  private let serializer = JSONSerializer(ensureASCII: false)

  init(decoder: PairDecoder, ids: IDsInRecords, categoryNames: [String]) {
    self.decoder = decoder
    self.ids = ids
    self.categoryNames = categoryNames
  }

  /// Appends an article's line and its end.
  ///
  /// - Returns: How many of its pairs have a completion that ends without EOS.
  /// - Throws: `TokenizerError` with code `matchLimit`.
  func append(
    _ article: ArticleBatch.Article,
    of tokens: TokenColumns,
    to line: inout [UInt8]
  ) throws(TokenizerError) -> Int {
    let pairs = decoder.pairs(of: tokens, article.tokens)
    if pairs.count > 1 { line.append(UInt8(ascii: "[")) }
    for (index, pair) in pairs.enumerated() {
      if index > 0 { line += ", ".utf8 }
      let marks = index == 0 ? article.marks.names : []
      try append(pair, of: tokens, marks: marks, to: &line)
    }
    if pairs.count > 1 { line.append(UInt8(ascii: "]")) }
    line.append(UInt8(ascii: "\n"))
    return pairs.count(where: \.isOpen)
  }

  private func append(
    _ pair: PairDecoder.Pair,
    of tokens: TokenColumns,
    marks: [String],
    to line: inout [UInt8]
  ) throws(TokenizerError) {
    let prompt = try decoder.prompt(tokens.tokenIDs[pair.prompt])
    let completion = try decoder.completion(
      tokens.tokenIDs[pair.completion],
      afterPrompt: !pair.prompt.isEmpty
    )
    line += #"{"prompt": "#.utf8
    serializer.write(.string(prompt), to: &line)
    line += #", "completion": "#.utf8
    serializer.write(.string(completion), to: &line)
    if !tokens.categoryIDs.isEmpty {
      let id = tokens.categoryIDs[pair.tokens.lowerBound]
      line += #", "category_id": "#.utf8
      line += String(id).utf8
      if categoryNames.indices.contains(Int(id)) {
        line += #", "category": "#.utf8
        serializer.write(.string(categoryNames[Int(id)]), to: &line)
      }
    }
    if ids == .included {
      line += #", "input_ids": "#.utf8
      Self.append(tokens.tokenIDs[pair.tokens], to: &line)
      line += #", "token_type_ids": "#.utf8
      Self.append(tokens.tokenTypes[pair.tokens], to: &line)
    }
    if !marks.isEmpty {
      line += #", "marks": "#.utf8
      serializer.write(.array(marks.map { .string($0) }), to: &line)
    }
    line.append(UInt8(ascii: "}"))
  }

  /// Appends a list of numbers.
  static func append(_ numbers: ArraySlice<Int32>, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "["))
    for (index, number) in numbers.enumerated() {
      if index > 0 { line += ", ".utf8 }
      line += String(number).utf8
    }
    line.append(UInt8(ascii: "]"))
  }
}

/// Whether a record's ids and types stand beside its texts.
public enum IDsInRecords: Sendable {
  /// They do: nothing is lost, whatever the tokenizer.
  case included
  /// Only the texts.
  case left
}
