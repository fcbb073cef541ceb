/// Counts what one group of a training set holds.
///
/// Of most articles the lengths of prompt and completion say everything: one separator follows. They
/// are only tallied as pairs, of which ``finished(name:trim:hasRows:)`` makes everything else.
struct GroupTally: Sendable {
  private var group = SetStatistics.Group()
  private var usual = PairTally()
  private var others = PairTally()
  /// The lengths of the articles that are not usual.
  private var otherLengths = Tally()
  private var filled = Tally()
  private var trained = Tally()
  private var rows = SetStatistics.Rows()

  /// Notes a file.
  mutating func addFile(width: Int) {
    group.fileCount += 1
    if !rows.widths.contains(width) { rows.widths.append(width) }
  }

  /// Notes a row.
  ///
  /// - Parameters:
  ///   - filledCount: Its tokens that are not padding.
  ///   - trainedCount: Its tokens that are trained as labels.
  ///   - width: Its positions.
  mutating func addRow(filledCount: Int, trainedCount: Int, width: Int) {
    rows.count += 1
    filled.add(filledCount)
    trained.add(trainedCount)
    group.tokens.padding += width - filledCount
    if filledCount == 0 { rows.empty += 1 }
    if trainedCount == 0 { rows.withoutTrained += 1 }
  }

  /// Notes an article that ends with its only separator, as most do, and has no other numbers.
  @inline(__always)
  mutating func addUsual(promptCount: Int, completionCount: Int) {
    usual.add(promptCount: promptCount, completionCount: completionCount)
  }

  /// Notes what another counted.
  mutating func add(_ other: Self) {
    group.fileCount += other.group.fileCount
    group.tokens.padding += other.group.tokens.padding
    group.tokens.separator += other.group.tokens.separator
    group.tokens.unknown += other.group.tokens.unknown
    for index in group.markCounts.indices {
      group.markCounts[index] += other.group.markCounts[index]
    }
    usual.add(other.usual)
    others.add(other.others)
    otherLengths.add(other.otherLengths)
    filled.add(other.filled)
    trained.add(other.trained)
    rows.count += other.rows.count
    rows.empty += other.rows.empty
    rows.withoutTrained += other.rows.withoutTrained
    for width in other.rows.widths where !rows.widths.contains(width) { rows.widths.append(width) }
  }

  /// Notes an article.
  mutating func add(_ article: CountedArticle, _ marks: ArticleMarks) {
    let counted = article.promptCount &+ article.completionCount
    if article.separatorCount == 1, article.tokenCount == counted &+ 1 {
      usual.add(promptCount: article.promptCount, completionCount: article.completionCount)
    } else {
      others.add(promptCount: article.promptCount, completionCount: article.completionCount)
      otherLengths.add(article.tokenCount)
      group.tokens.separator += article.separatorCount
      group.tokens.unknown += article.tokenCount - counted - article.separatorCount
    }
    guard !marks.isEmpty else { return }
    for (index, named) in ArticleMarks.named.enumerated() where marks.contains(named.mark) {
      group.markCounts[index] += 1
    }
  }

  /// What was counted.
  ///
  /// - Parameters:
  ///   - name: The group's name.
  ///   - trim: The share that the trimmed mean leaves out at each end.
  ///   - hasRows: Whether the rows are the group's own.
  /// - Returns: The group, with its distributions.
  func finished(name: String, trim: Double, hasRows: Bool) -> SetStatistics.Group {
    var group = group
    group.name = name
    var articles = otherLengths
    var prompts = Tally()
    var completions = Tally()
    let (usual, others) = (usual.pairs, others.pairs)
    for (prompt, completion, count) in usual {
      articles.add(prompt + completion + 1, times: count)
      group.tokens.separator += count
    }
    for (prompt, completion, count) in usual + others {
      group.articleCount += count
      prompts.add(prompt, times: count)
      completions.add(completion, times: count)
      group.tokens.prompt += prompt * count
      group.tokens.completion += completion * count
    }
    group.articleLengths = Distribution(articles)
    group.promptLengths = Distribution(prompts)
    group.completionLengths = Distribution(completions)
    group.generationRatio = GenerationRatio(usual + others, trim: trim)
    if hasRows {
      var rows = rows
      rows.widths.sort()
      rows.filled = Distribution(filled)
      rows.trained = Distribution(trained)
      group.rows = rows
    }
    return group
  }
}
