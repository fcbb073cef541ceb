import DataPrep

/// A preview as text: counts, steps, rules, and the sentences that matter.
struct PreviewText {
  let preview: LossPreview
  let totals: PreviewTotals
  /// The first few steps.
  let steps: [PreviewStep]
  let colours: Colours

  /// As many steps have a line of their own.
  static let listedStepCount = 8

  /// The text, with a line end after each line.
  var text: String {
    var sections = [
      heading, colours.section("Tokens", tokenLines), colours.section("Steps", stepLines),
      colours.section("Rules", ruleLines),
    ]
    if let comparison = totals.comparison {
      let lines = ComparisonText(comparison: comparison, totals: totals).lines
      sections.append(colours.section("Side by side", lines))
    }
    sections.append(colours.section("What it means", PreviewSentences(totals: totals).lines))
    return sections.joined(separator: "\n")
  }

  private var heading: String {
    let plan = preview.plan
    let steps = "\(Numbers.counted(totals.stepCount, "step"))"
    let rows =
      "\(VisibleText.inOneLine(preview.path))  \(Numbers.counted(totals.datasetRowCount, "row"))"
    guard plan.layout == nil else {
      return "\(rows) × \(totals.width) tokens, \(steps) of a given layout\n"
    }
    let order =
      switch plan.order {
      case .file: "in file order"
      case .seed(let seed): "in the random order of seed \(seed)"
      }
    return "\(rows) × \(totals.width) tokens, \(steps) of \(plan.batchSize) × "
      + "\(plan.accumulation) × \(plan.rankCount) rows, \(order)\n"
  }

  private var tokenLines: [String] {
    let counts = totals.counts
    var table = Table([.left, .right, .right, .left])
    for (name, count, remark) in [
      ("slots", counts.slots, ""),
      ("non-padding tokens", counts.nonPaddingTokens, "num_tokens before the shift"),
      ("non-padding labels", counts.nonPaddingLabels, "num_tokens of non-padded tokens"),
      ("loss labels", counts.lossLabels, "num_tokens of trained tokens"),
    ] {
      let share = Double(count) / Double(max(1, counts.slots))
      table.add(name, Numbers.grouped(count), Numbers.percentage(share), remark)
    }
    return table.lines
  }

  private var stepLines: [String] {
    var table = Table([.left, .right, .right, .right, .right, .right])
    table.add("step", "rows", "slots", "non-padding labels", "loss labels", "empty micro-batches")
    for step in steps {
      table.add(
        String(step.index),
        Numbers.grouped(step.rows.count),
        Numbers.grouped(step.counts.slots),
        Numbers.grouped(step.counts.nonPaddingLabels),
        Numbers.grouped(step.counts.lossLabels),
        Numbers.grouped(step.emptyMicroBatchCount)
      )
    }
    if totals.stepCount > steps.count { table.add("…") }
    table.add(
      "all",
      Numbers.grouped(totals.rowCount),
      Numbers.grouped(totals.counts.slots),
      Numbers.grouped(totals.counts.nonPaddingLabels),
      Numbers.grouped(totals.counts.lossLabels),
      Numbers.grouped(totals.emptyMicroBatchCount)
    )
    let labels = totals.lossLabels
    let variation = labels.mean == 0 ? 0 : labels.deviation / labels.mean
    return table.lines + [
      "  loss labels a step: least \(Self.short(labels.minimum)), mean "
        + "\(Self.short(labels.mean)), most \(Self.short(labels.maximum)), "
        + "variation \(Numbers.percentage(variation))"
    ]
  }

  private var ruleLines: [String] {
    let types = PreviewJSON.typeNames
    let figures: [Table.Alignment] = Array(repeating: .right, count: 4 + types.count)
    var table = Table([.left] + figures + [.left])
    table.add(["rule", "κ", "κ range", "N_eff", "spread"] + types)
    for rule in totals.rules {
      let mass = rule.mass
      let share = { (part: Double) in mass == 0 ? "–" : Numbers.percentage(part / mass) }
      let range = "\(Self.short(rule.scale.minimum))–\(Self.short(rule.scale.maximum))"
      let cells = [
        rule.rule.rawValue,
        rule.scale.count == 0 ? "NaN" : Self.short(rule.scale.mean),
        rule.scale.count == 0 ? "" : range,
        rule.effectiveShare.count == 0 ? "–" : Numbers.percentage(rule.effectiveShare.mean),
        Self.short(rule.spread),
      ]
      let remark =
        rule.nanStepCount == 0 ? "" : "NaN in \(Numbers.counted(rule.nanStepCount, "step"))"
      table.add(cells + rule.typeMasses.map(share) + [remark])
    }
    return table.lines + [
      "  κ: the sum of a step's effective weights; N_eff: equally weighted labels that would be",
      "  as many, of those trained; spread: the largest weight of a step over the smallest",
    ]
  }

  /// Four digits or so: `23`, `3.833`, `0.004241`, `1.2e-07`.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
    let size = value.magnitude
    if size >= 1e15 || size < 1e-6 { return value.description }
    if size >= 1000 { return Numbers.grouped(Int(value.rounded())) }
    var digits = 3
    var limit = 1.0
    while size < limit, digits < 9 {
      digits += 1
      limit /= 10
    }
    var text = Numbers.fixed(value, digits)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
