import DataPrep

/// What a training set holds, as tables and histograms.
struct StatisticsText {
  let statistics: SetStatistics
  let grouping: StatisticsScan.Grouping?
  let colours: Colours

  /// The tables, with a line end after each line.
  var text: String {
    let all = statistics.all
    var sections = [
      colours.section("Rows", rows), colours.section("Tokens", tokens),
      colours.section("Articles", articles),
      colours.section("Lengths in tokens", lengths),
    ]
    if all.articleCount > 0 {
      sections.append(colours.section("Article lengths", histogram(all.articleLengths)))
    }
    sections.append(
      colours.section("Generation ratio R_g, completion tokens for a prompt token", ratio)
    )
    if !all.generationRatio.histogram.isEmpty {
      sections.append(colours.section("Articles by R_g", ratioHistogram))
    }
    sections.append(colours.section("Prompt loss weight", suggestion))
    if let grouping {
      sections.append(colours.section("By \(grouping.rawValue)", groups))
    }
    return sections.joined(separator: "\n")
  }

  private var rows: [String] {
    guard let rows = statistics.all.rows else { return [] }
    var table = Table([.left, .right])
    table.add("files", Numbers.grouped(statistics.all.fileCount))
    table.add("rows", Numbers.grouped(rows.count))
    table.add("tokens a row", rows.widths.map(Numbers.grouped).joined(separator: ", "))
    table.add("utilisation", statistics.all.utilisation.map(Numbers.percentage) ?? "–")
    table.add("rows without a trained token", Numbers.grouped(rows.withoutTrained))
    table.add("rows of padding alone", Numbers.grouped(rows.empty))
    return table.lines
  }

  private var tokens: [String] {
    let tokens = statistics.all.tokens
    var table = Table([.left, .right, .right])
    var counts = [
      ("prompt", tokens.prompt), ("completion", tokens.completion),
      ("separator", tokens.separator), ("padding", tokens.padding),
    ]
    if tokens.unknown > 0 { counts.append(("no token type", tokens.unknown)) }
    for (name, count) in counts {
      let share = tokens.all == 0 ? "" : Numbers.percentage(Double(count) / Double(tokens.all))
      table.add(name, Numbers.grouped(count), share)
    }
    return table.lines
  }

  private var articles: [String] {
    let all = statistics.all
    var table = Table([.left, .right])
    table.add("articles", Numbers.grouped(all.articleCount))
    for (named, count) in zip(ArticleMarks.named, all.markCounts) where count > 0 {
      table.add(named.name, Numbers.grouped(count))
    }
    return table.lines
  }

  private var lengths: [String] {
    var table = Table([.left] + [Table.Alignment](repeating: .right, count: 8))
    table.add("", "mean", "min", "5 %", "25 %", "50 %", "75 %", "95 %", "max")
    func add(_ name: String, _ distribution: Distribution) {
      guard distribution.count > 0 else { return }
      let shown = zip(Distribution.percents, distribution.percentiles)
        .filter { [5, 25, 50, 75, 95].contains($0.0) }.map { Numbers.grouped($0.1) }
      table.add(
        name,
        distribution.mean.map { Numbers.fixed($0, 1) } ?? "–",
        Numbers.grouped(distribution.minimum),
        shown[0],
        shown[1],
        shown[2],
        shown[3],
        shown[4],
        Numbers.grouped(distribution.maximum)
      )
    }
    let all = statistics.all
    add("articles", all.articleLengths)
    add("prompts", all.promptLengths)
    add("completions", all.completionLengths)
    if let rows = all.rows {
      add("rows, filled", rows.filled)
      add("rows, trained", rows.trained)
    }
    return table.lines
  }

  private func histogram(_ distribution: Distribution) -> [String] {
    Bars.lines(
      distribution.histogram.map { bin in
        let isOne = bin.upper - bin.lower == 1
        let label = isOne ? "\(bin.lower)" : "\(bin.lower)–\(bin.upper - 1)"
        return (label, bin.count)
      }
    )
  }

  private var ratio: [String] {
    let ratio = statistics.all.generationRatio
    var table = Table([.left, .right])
    table.add("articles with a prompt", Numbers.grouped(ratio.count))
    table.add("articles without a prompt", Numbers.grouped(ratio.withoutPrompt))
    table.add("prompts without a completion", Numbers.grouped(ratio.withoutCompletion))
    guard ratio.count > 0 else { return table.lines }
    let trimmed = "mean without \(Numbers.short(share: ratio.trim)) at each end"
    for (name, value) in [
      ("arithmetic mean", ratio.arithmeticMean), ("geometric mean", ratio.geometricMean),
      (trimmed, ratio.trimmedMean), ("all completions to all prompts", ratio.pooled),
      ("smallest", ratio.minimum), ("median", ratio.median), ("largest", ratio.maximum),
    ] {
      table.add(name, value.map(Self.significant) ?? "–")
    }
    table.add("share above 1", ratio.shareAbove.map(Numbers.percentage) ?? "–")
    table.add("share below 1", ratio.shareBelow.map(Numbers.percentage) ?? "–")
    return table.lines
  }

  private var ratioHistogram: [String] {
    Bars.lines(
      statistics.all.generationRatio.histogram.map { bin in
        if bin.lower == 0 { return ("below \(Self.significant(bin.upper))", bin.count) }
        guard bin.upper.isFinite else { return ("from \(Self.significant(bin.lower))", bin.count) }
        return ("\(Self.significant(bin.lower)) – \(Self.significant(bin.upper))", bin.count)
      }
    )
  }

  private var suggestion: [String] {
    [statistics.all.generationRatio.suggestion.message, GenerationRatio.Suggestion.evidence]
      .flatMap { Self.wrapped($0, columns: 78) }.map { "  " + $0 }
  }

  private var groups: [String] {
    var table = Table([.left, .right, .right, .right, .right, .right, .right, .right])
    table.add(
      grouping?.rawValue ?? "",
      "rows",
      "articles",
      "prompt",
      "completion",
      "utilisation",
      "median length",
      "R_g"
    )
    for group in statistics.groups {
      let lengths = group.articleLengths
      let median = zip(Distribution.percents, lengths.percentiles).first { $0.0 == 50 }?.1
      table.add(
        grouping == .category && group.name == "-1"
          ? "(none)" : VisibleText.inOneLine(group.name),
        group.rows.map { Numbers.grouped($0.count) } ?? "–",
        Numbers.grouped(group.articleCount),
        Numbers.grouped(group.tokens.prompt),
        Numbers.grouped(group.tokens.completion),
        group.rows == nil ? "–" : group.utilisation.map(Numbers.percentage) ?? "–",
        median.map(Numbers.grouped) ?? "–",
        group.generationRatio.geometricMean.map(Self.significant) ?? "–"
      )
    }
    return table.lines
  }

  /// Three digits that count: `0.0123`, `1.23`, `12.3`, `1,234`.
  static func significant(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return value == 0 ? "0" : "–" }
    if value >= 99.95 {
      return value < 1e15 ? Numbers.grouped(Int(value.rounded())) : "\(value)"
    }
    var digits = 1
    var bound = 9.995
    while value < bound, digits < 9 {
      digits += 1
      bound /= 10
    }
    var text = Numbers.fixed(value, digits)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension Numbers {
  /// A share as a percentage without needless digits: `0.25 %`.
  fileprivate static func short(share: Double) -> String {
    StatisticsText.significant(share * 100) + " %"
  }
}
