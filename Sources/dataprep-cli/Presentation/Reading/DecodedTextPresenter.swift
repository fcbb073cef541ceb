import DataPrep

/// Decoded articles and rows for people: where each is, and its text by type.
///
/// ```
/// row 0, column 0: 7 tokens
/// prompt 3     │ GAA GGC GCC
/// completion 3 │ ATG ATC GAC
/// separator 1  │ SEP
/// ```
final class DecodedTextPresenter {
  private let colours: Colours
  private var file = ""

  init(colours: Colours) {
    self.colours = colours
  }

  /// The lines of one, each with its end; a file's name stands above its first.
  func text(for decoded: DecodedText) -> String {
    var lines: [String] = []
    if decoded.file != file {
      if !file.isEmpty { lines.append("") }
      file = decoded.file
      lines.append(colours.paint(VisibleText.inOneLine(file), .heading))
    }
    let marks = decoded.marks.names.map { ", " + $0 }.joined()
    let categories =
      decoded.categories.isEmpty
      ? "" : ", " + decoded.categories.map(VisibleText.inOneLine).joined(separator: " and ")
    let tokens =
      decoded.tokenCount == 1 ? "1 token" : "\(Numbers.grouped(decoded.tokenCount)) tokens"
    lines += [
      "",
      colours.paint(
        "row \(decoded.row), column \(decoded.column): \(tokens)\(categories)\(marks)",
        .heading
      ),
    ]
    let labels = decoded.runs.map { "\(TokenTypeStyle($0.tokenType).name) \($0.tokenCount)" }
    let gutter = labels.reduce(0) { max($0, DisplayWidth.of($1)) }
    let space = String(repeating: " ", count: gutter)
    for (run, label) in zip(decoded.runs, labels) {
      let style = TokenTypeStyle(run.tokenType)
      guard run.tokenType != Int32(TokenType.padding.rawValue) else {
        lines.append(colours.paint(label, style.text))
        continue
      }
      let texts = run.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, text) in texts.enumerated() {
        let first = index == 0 ? Table.pad(label, to: gutter, .left) : space
        let isCut = index < texts.count - 1
        let shown = VisibleText.inOneLine(String(text)) + (isCut ? "⏎" : "")
        lines.append(colours.paint(first, style.text) + " │ " + colours.paint(shown, style.text))
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
