import DataPrep

/// The summary of a conversion as text: records, tokens, rows, time, files, SambaNova's counters.
struct SummaryText {
  let report: PreparationReport
  let colours: Colours

  /// The text, with a line end after each line.
  var text: String {
    var sections = [
      colours.section("Records", records),
      colours.section("Tokens", tokens),
      colours.section("Rows", rows),
      colours.section("Time", time),
      colours.section("Files", WrittenFiles(files: report.files).lines),
      colours.section("Metrics by SambaNova's names", peerMetrics),
    ]
    if report.chats.records > 0 {
      sections.insert(colours.section("Chats", ChatSummary(report: report).lines), at: 1)
    }
    if !report.faults.isEmpty {
      sections.insert(colours.section("Records that could not be read", faults), at: 1)
    }
    return sections.joined(separator: "\n")
  }

  private var records: [String] {
    var table = Table([.left, .right, .left])
    let records = report.records
    table.add("read", Numbers.grouped(records.read), besides)
    table.add("written", Numbers.grouped(records.written))
    table.add("truncated", Numbers.grouped(records.truncated))
    table.add("dropped", Numbers.grouped(records.dropped), reasons(report.droppedRecords))
    table.add("quarantined", Numbers.grouped(records.quarantined), report.quarantineFile ?? "")
    return table.lines
  }

  /// What stood in the input and is no record, or less than one.
  private var besides: String {
    let counts = [
      (report.blankLines, "blank lines"), (report.byteOrderMarks, "byte order marks"),
      (report.skippedPairs, "pairs without a completion"),
    ]
    let parts = counts.filter { $0.0 > 0 }.map { "\($0.1) \(Numbers.grouped($0.0))" }
    return parts.isEmpty ? "" : "passed over: " + parts.joined(separator: " · ")
  }

  private var faults: [String] {
    report.faults.map { "  " + VisibleText.inOneLine($0.message) }
  }

  private var tokens: [String] {
    let tokens = report.tokens
    let all = tokens.prompt + tokens.completion + tokens.separator + tokens.padding
    var table = Table([.left, .right, .right, .left])
    for (name, count) in [
      ("prompt", tokens.prompt), ("completion", tokens.completion),
      ("separator", tokens.separator), ("padding", tokens.padding),
    ] {
      let share = all == 0 ? "" : Numbers.percentage(Double(count) / Double(all))
      table.add(name, Numbers.grouped(count), share)
    }
    table.add("dropped", Numbers.grouped(tokens.dropped), "", reasons(report.droppedTokens))
    return table.lines
  }

  private var rows: [String] {
    var table = Table([.left, .right])
    table.add("rows", Numbers.grouped(report.rowCount))
    table.add("tokens a row", Numbers.grouped(report.maximumSequenceLength))
    table.add("utilisation", Numbers.percentage(report.utilisation))
    table.add("truncated articles", Numbers.grouped(report.truncatedArticles))
    table.add("dropped articles", Numbers.grouped(report.droppedArticles))
    return table.lines
  }

  private var time: [String] {
    var table = Table([.left, .right])
    table.add("seconds", Numbers.fixed(report.seconds, 2))
    table.add("before the first record", Numbers.fixed(report.startSeconds, 2))
    if let rate = report.bytesPerSecond { table.add("MB/s", Numbers.fixed(rate / 1e6, 1)) }
    if let rate = report.tokensPerSecond { table.add("tokens/s", Numbers.short(rate)) }
    return table.lines
  }

  private var peerMetrics: [String] {
    var table = Table([.left, .right])
    for (name, count) in report.peerMetrics.named { table.add(name, Numbers.grouped(count)) }
    return table.lines
  }

  private func reasons(_ counts: [PreparationReport.DropReason: Int]) -> String {
    PreparationReport.DropReason.allCases
      .compactMap { reason in
        counts[reason].flatMap { $0 > 0 ? "\(reason.rawValue) \(Numbers.grouped($0))" : nil }
      }
      .joined(separator: " · ")
  }
}
