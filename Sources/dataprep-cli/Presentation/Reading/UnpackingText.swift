import DataPrep

/// What unpacking did, as tables.
struct UnpackingText {
  /// Marked articles that are listed before the rest is only counted.
  private static let listedPlaces = 10

  let report: UnpackingReport
  let colours: Colours

  /// The tables, with a line end after each line.
  var text: String {
    var sections = [colours.section("Articles", articles)]
    if !report.places.isEmpty { sections.append(colours.section("Marked", marked)) }
    sections.append(colours.section("File", report.files.lines))
    return sections.joined(separator: "\n")
  }

  private var articles: [String] {
    var table = Table([.left, .right])
    table.add("rows read", Numbers.grouped(report.rowCount))
    table.add("articles", Numbers.grouped(report.articleCount))
    table.add("joined over rows", Numbers.grouped(report.joinedArticleCount))
    table.add("tokens", Numbers.grouped(report.tokenCount))
    table.add("longest article", Numbers.grouped(report.longestArticle))
    return table.lines
  }

  private var marked: [String] {
    var counts = Table([.left, .right])
    for (named, count) in zip(ArticleMarks.named, report.markCounts) where count > 0 {
      counts.add(named.name, Numbers.grouped(count))
    }
    var places = Table([.left, .left, .left, .left])
    for place in report.places.prefix(Self.listedPlaces) {
      places.add(
        VisibleText.inOneLine(place.file),
        "row \(place.row)",
        "column \(place.column)",
        place.marks.names.joined(separator: ", ")
      )
    }
    let more = report.places.count > Self.listedPlaces ? ["  …"] : []
    return counts.lines + places.lines + more
  }
}

/// What unpacking did, as JSON; keys are added, never renamed or removed.
///
/// | key | |
/// |---|---|
/// | `input_files`, `rows` | what was read |
/// | `articles`, `joined`, `tokens`, `longest` | what was cut out: all, those that lay in several rows, their tokens, the tokens of the longest |
/// | `marks` | articles by what is not as it should be: `open`, `end-cut`, `start-may-be-cut`, `no-separator`, `rows-may-be-missing` |
/// | `places` | `file`, `row`, `column`, `marks` of the first 100 of them |
/// | `unknown_ids` | ids that have no text |
/// | `file` | `path`, `articles`, `bytes`, `sha256` |
/// | `warnings` | their sentences |
struct UnpackingJSON {
  let report: UnpackingReport

  /// The object.
  var value: JSONText {
    .object([
      ("input_files", .integer(report.inputFileCount)),
      ("rows", .integer(report.rowCount)),
      ("articles", .integer(report.articleCount)),
      ("joined", .integer(report.joinedArticleCount)),
      ("tokens", .integer(report.tokenCount)),
      ("longest", .integer(report.longestArticle)),
      (
        "marks",
        .object(zip(ArticleMarks.named, report.markCounts).map { ($0.0.name, .integer($0.1)) })
      ),
      ("places", .array(report.places.map(Self.place))),
      ("unknown_ids", .integer(report.unknownIDCount)),
      ("file", report.files.json.first ?? .null),
      ("warnings", .array(ReadingWarning.all(for: report).map { .string($0.message) })),
    ])
  }

  private static func place(_ place: UnpackingReport.Place) -> JSONText {
    .object([
      ("file", .string(place.file)), ("row", .integer(place.row)),
      ("column", .integer(place.column)),
      ("marks", .array(place.marks.names.map { .string($0) })),
    ])
  }
}

extension UnpackingReport {
  /// The file with its articles counted.
  fileprivate var files: WrittenFiles {
    WrittenFiles(files: [file].compactMap(\.self), unit: "articles")
  }
}
