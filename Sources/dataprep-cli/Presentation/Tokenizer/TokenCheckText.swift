import DataPrep

/// The outcome of `tokenizer --check` as text.
struct TokenCheckText {
  let check: TokenCheck
  let colours: Colours

  /// The text, with a line end after each line.
  var text: String {
    var table = Table([.left, .right])
    table.add("lines", Numbers.grouped(check.lineCount))
    table.add("equal", Numbers.grouped(check.equalCount))
    table.add("different", Numbers.grouped(check.differentCount))
    table.add("not compared", Numbers.grouped(check.failedCount))
    var lines = table.lines
    if !check.differences.isEmpty { lines.append("") }
    for difference in check.differences { lines += self.lines(of: difference) }
    let unlisted = check.differentCount + check.failedCount - check.differences.count
    if unlisted > 0 { lines.append("… and \(Numbers.grouped(unlisted)) more") }
    return lines.map { $0 + "\n" }.joined()
  }

  private func lines(of difference: TokenCheck.Difference) -> [String] {
    let place = colours.paint("line \(Numbers.grouped(difference.line))", .heading)
    guard let position = difference.position else {
      return [place + ": " + VisibleText.inOneLine(difference.message ?? "")]
    }
    return [
      place + ": from token \(position) on",
      "  expected  " + Self.list(difference.expected),
      "  found     " + Self.list(difference.found),
    ]
  }

  private static func list(_ ids: [Int32]) -> String {
    ids.isEmpty ? "the end" : ids.map { "\($0)" }.joined(separator: " ")
  }
}

/// The outcome of `tokenizer --check` as JSON; keys are added, never renamed or removed.
///
/// `{"lines", "equal", "different", "failed", "differences": [{"line", "position", "expected",
/// "found", "error"}]}`; the last four are null where they do not apply.
struct TokenCheckJSON {
  let check: TokenCheck

  /// The object.
  var value: JSONText {
    .object([
      ("lines", .integer(check.lineCount)),
      ("equal", .integer(check.equalCount)),
      ("different", .integer(check.differentCount)),
      ("failed", .integer(check.failedCount)),
      ("differences", .array(check.differences.map(Self.difference))),
    ])
  }

  private static func difference(_ difference: TokenCheck.Difference) -> JSONText {
    func ids(_ ids: [Int32]) -> JSONText {
      difference.position == nil ? .null : .array(ids.map { .integer(Int($0)) })
    }
    return .object([
      ("line", .integer(difference.line)),
      ("position", difference.position.map { .integer($0) } ?? .null),
      ("expected", ids(difference.expected)),
      ("found", ids(difference.found)),
      ("error", difference.message.map { .string($0) } ?? .null),
    ])
  }
}
