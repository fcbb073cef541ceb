import DataPrep

/// Rows of a file as a picture: a strip of token types, the run lengths, the decoded text.
struct LayoutText {
  /// Whether the decoded text of each run is shown.
  enum Detail {
    case runLengths
    case text
    /// A table of all tokens.
    case tokens
    /// The text as it runs on, in the colours of its types.
    case plainText
  }

  /// Runs that are listed before the rest is only counted.
  private static let listedRuns = 40
  /// Tokens of a row that are listed before the rest is only counted.
  private static let listedTokens = 1 << 18

  let view: LayoutView
  /// What the rows had to be like, where they were looked for.
  var wanted: RowTrait?
  let detail: Detail
  let colours: Colours
  let columns: Int

  /// The picture, with a line end after each line.
  var text: String {
    var lines = heading
    for row in view.rows {
      lines += [""] + self.lines(of: row)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var heading: [String] {
    let rows = view.rowCount == 1 ? "1 row" : "\(Numbers.grouped(view.rowCount)) rows"
    let shape = "\(rows) × \(Numbers.grouped(view.maximumSequenceLength)) tokens"
    var lines = [colours.paint(VisibleText.inOneLine(view.path), .heading) + "  " + shape]
    var table = Table([.left, .left])
    for attribute in view.attributes {
      table.add(VisibleText.inOneLine(attribute.name), VisibleText.inOneLine(attribute.value))
    }
    lines += table.lines
    guard !view.rows.isEmpty else {
      let reason =
        wanted.map { "no such row: --where \($0.rawValue)" }
        ?? "none of the rows that were asked for"
      return lines + (view.rowCount == 0 ? [] : ["", reason])
    }
    return lines + ["", legend]
  }

  private var legend: String {
    TokenType.allCases
      .map { type in
        let style = TokenTypeStyle(type)
        return colours.paint(" \(style.letter) ", style.cell) + " \(style.name)"
      }
      .joined(separator: "  ")
  }

  private func lines(of row: LayoutView.Row) -> [String] {
    let strip = LayoutStrip(row, columns: columns)
    let label = colours.paint("row \(row.index)", .heading) + "  " + summary(of: row)
    switch detail {
    case .runLengths:
      return [label + scale(strip), strip.text(colours)] + runLengths(of: row)
    case .text: return [label + scale(strip), strip.text(colours)] + texts(of: row)
    case .tokens: return [label] + tokens(of: row)
    case .plainText: return [label, plainText(of: row)]
    }
  }

  /// `1 article, 1 turn, 4 runs, 4 of 7 tokens trained`.
  private func summary(of row: LayoutView.Row) -> String {
    var parts = [
      Numbers.counted(row.articles.count, "article"),
      Numbers.counted(row.articles.reduce(0) { $0 + $1.turnCount }, "turn"),
      Numbers.counted(row.runs.count, "run"),
      "\(Numbers.grouped(row.trainedCount)) of \(Numbers.counted(row.tokenCount, "token")) trained",
    ]
    if row.articles.last?.ending == .rowEnd { parts.append("ends inside an article") }
    if let first = row.duplicateOf { parts.append("same ids as row \(first)") }
    return parts.joined(separator: ", ")
  }

  // MARK: Tokens

  /// A line a token: place, id, text, whether it is trained as a label, and its type.
  private func tokens(of row: LayoutView.Row) -> [String] {
    var table = Table([.right, .right, .left, .left, .left])
    table.add("#", "id", row.pieces.isEmpty ? "" : "text", "trained", "type")
    for run in row.runs {
      let style = TokenTypeStyle(run.tokenType)
      for position in run.range.prefix(max(0, Self.listedTokens - run.range.lowerBound)) {
        let piece = position < row.pieces.count ? row.pieces[position] : nil
        let isLabel = position > 0 && LayoutView.isTrained(run.tokenType)
        table.add(
          "\(position)",
          "\(row.tokenIDs[position])",
          piece.map { "\"\(VisibleText.inOneLine($0))\"" } ?? "",
          isLabel ? "yes" : "no",
          colours.paint(style.name, style.text)
        )
      }
    }
    let rest = row.tokenIDs.count - Self.listedTokens
    return table.lines + (rest > 0 ? ["… \(Numbers.grouped(rest)) more tokens"] : [])
  }

  /// The text as it runs on; line ends are those of the text.
  private func plainText(of row: LayoutView.Row) -> String {
    row.runs.map { run in
      colours.paint(VisibleText.keepingLines(run.text ?? ""), TokenTypeStyle(run.tokenType).text)
    }
    .joined()
  }

  private func scale(_ strip: LayoutStrip) -> String {
    guard strip.tokensPerCell > 1 else { return "" }
    return colours.paint(
      "  a letter is \(strip.tokensPerCell) tokens, upper case where a separator is among them",
      .faint
    )
  }

  // MARK: Run lengths

  /// `prompt 12 · completion 30 · separator 1`, in as many lines as it takes.
  private func runLengths(of row: LayoutView.Row) -> [String] {
    var parts = row.runs.prefix(Self.listedRuns).map { run in
      let style = TokenTypeStyle(run.tokenType)
      return (plain: "\(style.name) \(run.range.count)", role: style.text as Colours.Role?)
    }
    if row.runs.count > Self.listedRuns {
      parts.append(("… \(row.runs.count - Self.listedRuns) more runs", nil))
    }
    var lines: [String] = []
    var (line, width) = ("", 0)
    for part in parts {
      let partWidth = DisplayWidth.of(part.plain)
      let painted = part.role.map { colours.paint(part.plain, $0) } ?? part.plain
      if width > 0, width + 3 + partWidth > columns {
        lines.append(line)
        (line, width) = ("", 0)
      }
      line += width == 0 ? painted : " · " + painted
      width += width == 0 ? partWidth : 3 + partWidth
    }
    return width == 0 ? lines : lines + [line]
  }

  // MARK: Text

  /// A block a run: its type and length, then the text in lines that fit, never a control character.
  private func texts(of row: LayoutView.Row) -> [String] {
    let labels = row.runs.map { "\(TokenTypeStyle($0.tokenType).name) \($0.range.count)" }
    let gutter = labels.reduce(0) { max($0, DisplayWidth.of($1)) }
    let space = String(repeating: " ", count: gutter)
    return zip(row.runs, labels).flatMap { run, label in
      let style = TokenTypeStyle(run.tokenType)
      let first = colours.paint(Table.pad(label, to: gutter, .left), style.text)
      let isPadding = run.tokenType == Int32(TokenType.padding.rawValue)
      guard let text = run.text, !isPadding else { return [isPadding ? label : first + " │"] }
      return wrapped(text, columns: max(10, columns - gutter - 3)).enumerated().map { index, line in
        (index == 0 ? first : space) + " │ " + colours.paint(line, style.text)
      }
    }
  }

  /// Cuts a text where it has line ends, which stay visible, and where a line is full.
  private func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var (line, width) = ("", 0)
    for character in VisibleText.inOneLine(text) {
      let characterWidth = DisplayWidth.of(character)
      if width + characterWidth > columns {
        lines.append(line)
        (line, width) = ("", 0)
      }
      line.append(character)
      width += characterWidth
      if character == "⏎" {
        lines.append(line)
        (line, width) = ("", 0)
      }
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }
}
