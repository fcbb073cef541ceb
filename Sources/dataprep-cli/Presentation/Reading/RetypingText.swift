import DataPrep

/// What retyping changed, as tables.
struct RetypingText {
  let report: RetypingReport
  let colours: Colours

  /// The tables, with a line end after each line.
  var text: String {
    var sections = [colours.section("Rows", rows), colours.section("Tokens", tokens)]
    if !report.changes.isEmpty { sections.append(colours.section("Changes", changes)) }
    if !report.rules.isEmpty { sections.append(colours.section("Rules", rules)) }
    let title = report.files.count == 1 ? "File" : "Files"
    sections.append(colours.section(title, WrittenFiles(files: report.files).lines))
    return sections.joined(separator: "\n")
  }

  private var rows: [String] {
    var table = Table([.left, .right])
    table.add("rows", Numbers.grouped(report.rowCount))
    table.add("changed", Numbers.grouped(report.changedRowCount))
    if let id = report.paddingID { table.add("padding id", "\(id)") }
    if !report.separatorIDs.isEmpty {
      table.add("separator ids", report.separatorIDs.map { "\($0)" }.joined(separator: ", "))
    }
    return table.lines
  }

  private var tokens: [String] {
    var table = Table([.left, .right])
    for type in TokenType.allCases {
      table.add(type.name, Numbers.grouped(report.counts[Int(type.rawValue)]))
    }
    return table.lines
  }

  private var changes: [String] {
    var table = Table([.left, .right])
    for change in report.changes {
      let from = change.from.map { TokenTypeStyle($0).name } ?? "–"
      table.add("\(from) → \(TokenTypeStyle(change.to).name)", Numbers.grouped(change.count))
    }
    return table.lines
  }

  private var rules: [String] {
    var table = Table([.left, .right])
    for rule in report.rules {
      table.add(VisibleText.inOneLine(rule.rule), Numbers.grouped(rule.count))
    }
    return table.lines
  }
}

/// What retyping changed, as JSON; keys are added, never renamed or removed.
///
/// | key | |
/// |---|---|
/// | `rows`, `changed_rows` | rows, and those with a token of another type |
/// | `tokens` | positions by type now |
/// | `changes` | `from`, `to`, `tokens`: what became of the types that the file had |
/// | `rules` | `rule`, `tokens`: how many tokens each rule was for |
/// | `padding_id` | the id that was taken as padding, or null |
/// | `separator_ids` | the ids under type 3 |
/// | `lost_labels`, `other_label_rows` | Cerebras: labels behind the last token, rows whose labels are not the next ids |
/// | `files` | `path`, `rows`, `bytes`, `sha256` of each file |
/// | `file` | the one file, or null where there are several |
/// | `warnings` | their sentences |
struct RetypingJSON {
  let report: RetypingReport

  /// The object.
  var value: JSONText {
    let files = WrittenFiles(files: report.files).json
    return .object([
      ("rows", .integer(report.rowCount)),
      ("changed_rows", .integer(report.changedRowCount)),
      (
        "tokens",
        .object(
          TokenType.allCases.map { ($0.name, .integer(report.counts[Int($0.rawValue)])) }
        )
      ),
      ("changes", .array(report.changes.map(Self.change))),
      (
        "rules",
        .array(
          report.rules.map {
            .object([("rule", .string($0.rule)), ("tokens", .integer($0.count))])
          }
        )
      ),
      ("padding_id", report.paddingID.map { .integer(Int($0)) } ?? .null),
      ("separator_ids", .array(report.separatorIDs.map { .integer(Int($0)) })),
      ("lost_labels", .integer(report.labels.lostCount)),
      ("other_label_rows", .integer(report.labels.otherRowCount)),
      ("file", (files.count == 1 ? files.first : nil) ?? .null),
      ("files", .array(files)),
      ("warnings", .array(ReadingWarning.all(for: report).map { .string($0.message) })),
    ])
  }

  private static func change(_ change: RetypingReport.Change) -> JSONText {
    .object([
      ("from", change.from.map { .string(TokenTypeStyle($0).name) } ?? .null),
      ("to", .string(TokenTypeStyle(change.to).name)),
      ("tokens", .integer(change.count)),
    ])
  }
}
