import DataPrep

/// Rows of a file as JSON; keys are added, never renamed or removed.
///
/// `{"path", "rows", "max_seq_length", "attributes": {…}, "layout": [{"row", "tokens", "trained",
/// "duplicate_of", "articles": [{"start", "end", "turns", "ending"}], "runs": [{"type", "token_type",
/// "start", "end", "text"}], "input_ids", "pieces"}]}`; `type` is null for a number that is no token
/// type, `text` and `pieces` where no tokenizer was given, `duplicate_of` unless that was looked for.
struct LayoutJSON {
  let view: LayoutView

  /// The object.
  var value: JSONText {
    .object([
      ("path", .string(view.path)),
      ("rows", .integer(view.rowCount)),
      ("max_seq_length", .integer(view.maximumSequenceLength)),
      ("attributes", .object(view.attributes.map { ($0.name, .string($0.value)) })),
      ("layout", .array(view.rows.map(Self.row))),
    ])
  }

  private static func row(_ row: LayoutView.Row) -> JSONText {
    .object([
      ("row", .integer(row.index)),
      ("tokens", .integer(row.tokenCount)),
      ("trained", .integer(row.trainedCount)),
      ("duplicate_of", row.duplicateOf.map { .integer($0) } ?? .null),
      ("articles", .array(row.articles.map(article))),
      ("runs", .array(row.runs.map(run))),
      ("input_ids", .integers(row.tokenIDs)),
      ("pieces", row.pieces.isEmpty ? .null : .array(row.pieces.map { .string($0) })),
    ])
  }

  private static func article(_ article: LayoutView.Article) -> JSONText {
    .object([
      ("start", .integer(article.range.lowerBound)),
      ("end", .integer(article.range.upperBound)),
      ("turns", .integer(article.turnCount)),
      ("ending", .string(article.ending.rawValue)),
    ])
  }

  private static func run(_ run: LayoutView.Run) -> JSONText {
    let type = UInt8(exactly: run.tokenType).flatMap(TokenType.init(rawValue:))
    return .object([
      ("type", type.map { .string($0.name) } ?? .null),
      ("token_type", .integer(Int(run.tokenType))),
      ("start", .integer(run.range.lowerBound)),
      ("end", .integer(run.range.upperBound)),
      ("text", run.text.map { .string($0) } ?? .null),
    ])
  }
}
