/// A step with what was made of it, for the next ones that have the same counts.
///
/// Copies of a record make steps that differ in their rows' numbers alone: a file of few bytes can hold
/// millions of them, and each would be worth as much work as one of texts.
struct KnownStep {
  let input: StepInput
  let result: StepResult

  /// What would be made of another step; nil where its counts are not the same.
  func result(for other: StepInput) -> StepResult? {
    guard other.store == nil, input.store == nil, other.tokens == nil, input.tokens == nil,
      other.accumulation == input.accumulation, other.words == input.words,
      other.shape == input.shape
    else { return nil }
    var result = result
    result.step.index = other.index
    result.step.rows = other.rows
    for rule in result.contribution.rules.indices {
      move(&result.contribution.rules[rule].overweighted, to: other.rows)
      move(&result.contribution.rules[rule].underweighted, to: other.rows)
    }
    return result
  }

  /// Names the rows that are in the same places of another step.
  private func move(_ articles: inout [PreviewTotals.WeighedArticle], to rows: [Int]) {
    for index in articles.indices {
      guard let place = input.rows.firstIndex(of: articles[index].article.row) else { continue }
      articles[index].article.row = rows[place]
    }
  }
}
