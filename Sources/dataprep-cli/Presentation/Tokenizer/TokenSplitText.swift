import DataPrep

/// A text split into its tokens: the pieces in alternating colours, then a table.
struct TokenSplitText {
  let split: TokenSplit
  let colours: Colours

  /// The text, with a line end after each line.
  var text: String {
    let hasRanges = split.tokens.contains { $0.range != nil }
    var lines = [hasRanges ? pieces : VisibleText.inOneLine(split.text), ""]
    var table = Table([.right, .right, .left, .left, .left])
    table.add("#", "id", "token", hasRanges ? "text" : "", hasRanges ? "from–to" : "")
    for (index, token) in split.tokens.enumerated() {
      table.add(
        "\(index)",
        "\(token.id)",
        token.spelling.map(VisibleText.inOneLine) ?? "no such token",
        split.text(of: token).map { "\"\(VisibleText.inOneLine($0))\"" } ?? "",
        token.range.map { "\($0.lowerBound)–\($0.upperBound)" } ?? ""
      )
    }
    lines += table.lines
    lines += ["", count]
    return lines.map { $0 + "\n" }.joined()
  }

  private var count: String {
    let tokens =
      split.tokens.count == 1 ? "1 token" : "\(Numbers.grouped(split.tokens.count)) tokens"
    let characters = split.text.unicodeScalars.count
    return "\(tokens), "
      + (characters == 1 ? "1 character" : "\(Numbers.grouped(characters)) characters")
  }

  /// The text with a bar between tokens; those that share a character stand together.
  private var pieces: String {
    let scalars = Array(split.text.unicodeScalars)
    var result: [String] = []
    var shown = 0
    for token in split.tokens {
      guard let range = token.range else {
        // Added by the post-processor: not in the text.
        result.append(colours.paint(VisibleText.inOneLine(token.spelling ?? ""), .faint))
        continue
      }
      let end = min(max(range.upperBound, shown), scalars.count)
      let piece = String(String.UnicodeScalarView(scalars[min(shown, end)..<end]))
      shown = end
      if piece.isEmpty { continue }
      let role: Colours.Role = result.count.isMultiple(of: 2) ? .promptCell : .completionCell
      result.append(colours.paint(VisibleText.inOneLine(piece), role))
    }
    let rest = String(String.UnicodeScalarView(scalars[min(shown, scalars.count)...]))
    if !rest.isEmpty { result.append(VisibleText.inOneLine(rest)) }
    return result.joined(separator: "│")
  }
}

/// A text split into its tokens, as JSON; keys are added, never renamed or removed.
///
/// `{"text", "tokens": [{"id", "token", "special", "start", "end", "text"}]}`; the last three are
/// null where a token has no place in the text.
struct TokenSplitJSON {
  let split: TokenSplit

  /// The object.
  var value: JSONText {
    .object([
      ("text", .string(split.text)),
      ("tokens", .array(split.tokens.map(token))),
    ])
  }

  private func token(_ token: TokenSplit.Token) -> JSONText {
    .object([
      ("id", .integer(Int(token.id))),
      ("token", token.spelling.map { .string($0) } ?? .null),
      ("special", .boolean(token.isSpecial)),
      ("start", token.range.map { .integer($0.lowerBound) } ?? .null),
      ("end", token.range.map { .integer($0.upperBound) } ?? .null),
      ("text", split.text(of: token).map { .string($0) } ?? .null),
    ])
  }
}
