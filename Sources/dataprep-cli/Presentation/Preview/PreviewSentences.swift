import DataPrep

/// What a preview comes to, in sentences.
struct PreviewSentences {
  let totals: PreviewTotals

  /// The sentences, a line each.
  var lines: [String] {
    (scaling + empty + (totals.comparison == nil ? disagreement : []) + limits).map { "  " + $0 }
  }

  private var scaling: [String] {
    guard let weight = totals.matchingLossWeight else { return ["nothing is trained"] }
    if totals.weightKind == .effective {
      return ["loss_weight holds effective weights: the rule sum shows what they do"]
    }
    let inverse = PreviewText.short(1 / Double(totals.width))
    return [
      "batch-size scaling matches the token mean with loss_weight \(weight) = "
        + "\(PreviewText.short(weight.double)); 1/max_seq_length is \(inverse)"
    ]
  }

  private var empty: [String] {
    var lines: [String] = []
    if totals.emptyStepCount > 0 {
      lines.append(
        "\(Numbers.counted(totals.emptyStepCount, "step")) without a loss label: num_tokens scaling gives "
          + "NaN there (PyTorch, Cerebras), batch_size scaling 0"
      )
    }
    if totals.emptyMicroBatchCount > 0 {
      lines.append(
        "\(Numbers.counted(totals.emptyMicroBatchCount, "micro-batch", "micro-batches")) without a loss "
          + "label: a mean of micro-batch means is NaN, or too small where they are skipped"
      )
    }
    if totals.emptyRowCount > 0 {
      lines.append("\(Numbers.counted(totals.emptyRowCount, "row")) without a loss label")
    }
    return lines
  }

  /// For each rule that weights tokens against each other, what it does to short articles.
  private var disagreement: [String] {
    let deciles = totals.deciles
    guard let shortest = deciles.first, let longest = deciles.last, deciles.count > 1 else {
      return []
    }
    return totals.rules.indices.compactMap { index in
      let rule = totals.rules[index]
      guard rule.rule.reweightsTokens, longest.weights[index] > 0 else { return nil }
      let ratio = shortest.weights[index] / longest.weights[index]
      let sentence = sentence(rule.rule, ratio, shortest, longest)
      guard
        let top = rule.overweighted.first, let bottom = rule.underweighted.first,
        top.ratio - bottom.ratio > 1e-9
      else {
        return sentence
      }
      return sentence + "; most: \(Self.place(top)), least: \(Self.place(bottom))"
    }
  }

  private func sentence(
    _ rule: LossReduction,
    _ ratio: Double,
    _ shortest: PreviewTotals.Decile,
    _ longest: PreviewTotals.Decile
  ) -> String {
    let share = { (decile: PreviewTotals.Decile) in
      Numbers.fixed(100 * Double(decile.articleCount) / Double(max(1, totals.articleCount)), 0)
    }
    return "under \(rule.rawValue), the \(share(shortest)) % shortest answers "
      + "(\(Self.lengths(shortest)) labels) weigh \(PreviewText.short(ratio))× as much per token as "
      + "the \(share(longest)) % longest (\(Self.lengths(longest)))"
  }

  /// What the two rules of a comparison do to short answers.
  func comparison(_ comparison: PreviewComparison) -> [String] {
    let deciles = totals.deciles
    guard let shortest = deciles.first, let longest = deciles.last, deciles.count > 1 else {
      return ["the answers are of one length"]
    }
    return [comparison.first, comparison.second].enumerated().compactMap { index, rule in
      guard longest.weights[index] > 0 else { return nil }
      let ratio = shortest.weights[index] / longest.weights[index]
      return sentence(rule, ratio, shortest, longest)
    }
  }

  /// Counts that 16-bit floats cannot hold.
  private var limits: [String] {
    let most = totals.lossLabels.maximum
    if most >= 65_520 {
      return ["steps with 65,520 loss labels or more: a count in float16 is infinite"]
    }
    return most > 256 ? ["steps with more than 256 loss labels: bfloat16 cannot count them"] : []
  }

  static func lengths(_ decile: PreviewTotals.Decile) -> String {
    let (low, high) = (decile.lengths.lowerBound, decile.lengths.upperBound)
    return low == high ? "\(low)" : "\(low)–\(high)"
  }

  static func place(_ weighed: PreviewTotals.WeighedArticle) -> String {
    let range = weighed.article.range
    return "row \(weighed.article.row), tokens \(range.lowerBound)–\(range.upperBound - 1) "
      + "(\(PreviewText.short(weighed.ratio))×)"
  }
}
