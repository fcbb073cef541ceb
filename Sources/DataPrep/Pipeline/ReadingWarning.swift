/// Something that a reader of a training set should know.
public enum ReadingWarning: Sendable, Equatable {
  /// Files do not say how they were packed, and articles in them do not end.
  case openArticles(count: Int)
  /// A file was decoded with another tokenizer than its attributes name.
  case otherTokenizer(file: String)
  /// A rule was for no token.
  case unusedRule(String)
  /// Labels of a Cerebras file behind a row's last token were left out.
  case lostLabels(count: Int)
  /// Rows of a Cerebras file have labels that are not the next ids.
  case otherLabels(count: Int)
  /// Completions in lines end without EOS.
  case openPairs(count: Int)
  /// Ids that the tokenizer does not know have no text.
  case unknownIDs(count: Int)
  /// A dataset or attribute of the input is not in the output.
  case leftOut(String)
  /// A manifest notes files as they were before they were replaced.
  case staleManifest(file: String)
  /// No file has any of the rows that were asked for.
  case noSuchRows(greatestRowCount: Int)
  /// Files were named more than once, by themselves or with their folders.
  case repeatedFiles(count: Int, first: String)

  /// Every warning that the report of unpacking gives reason for.
  public static func all(for report: UnpackingReport) -> [ReadingWarning] {
    var warnings: [ReadingWarning] = []
    if report.markCounts[0] > 0, !report.filesWithoutPacking.isEmpty {
      warnings.append(.openArticles(count: report.markCounts[0]))
    }
    warnings += report.filesOfOtherTokenizers.map { .otherTokenizer(file: $0) }
    if report.unknownIDCount > 0 { warnings.append(.unknownIDs(count: report.unknownIDCount)) }
    warnings += report.leftOut.map { .leftOut($0) }
    if report.openPairCount > 0 { warnings.append(.openPairs(count: report.openPairCount)) }
    return warnings + all(for: report.labels) + repeated(report.repeatedFiles)
  }

  /// Every warning that the report of decoding gives reason for.
  public static func all(for report: DecodingReport) -> [ReadingWarning] {
    var warnings: [ReadingWarning] = report.filesOfOtherTokenizers.map { .otherTokenizer(file: $0) }
    if report.unknownIDCount > 0 { warnings.append(.unknownIDs(count: report.unknownIDCount)) }
    if report.openPairCount > 0 { warnings.append(.openPairs(count: report.openPairCount)) }
    if report.readRowCount == 0, report.greatestRowCount > 0 {
      warnings.append(.noSuchRows(greatestRowCount: report.greatestRowCount))
    }
    return warnings + all(for: report.labels) + repeated(report.repeatedFiles)
  }

  /// Every warning that the report of retyping gives reason for.
  public static func all(for report: RetypingReport) -> [ReadingWarning] {
    var warnings = report.rules.filter { $0.count == 0 && report.rowCount > 0 }
      .map { ReadingWarning.unusedRule($0.rule) }
    warnings += all(for: report.labels)
    warnings += report.leftOut.map { .leftOut($0) }
    warnings += report.staleNotes.map { .staleManifest(file: $0) }
    return warnings
  }
  /// Every warning that statistics give reason for.
  public static func all(for statistics: SetStatistics) -> [ReadingWarning] {
    all(for: statistics.labels) + repeated(statistics.repeatedFiles)
  }

  /// Every warning that the report of a validation gives reason for; findings are in the report itself.
  public static func all(for report: ValidationReport) -> [ReadingWarning] {
    repeated(report.repeatedFiles)
  }

  /// Every warning that labels without a place in types give reason for.
  public static func all(for labels: LabelDifferences) -> [ReadingWarning] {
    var warnings: [ReadingWarning] = []
    if labels.lostCount > 0 { warnings.append(.lostLabels(count: labels.lostCount)) }
    if labels.otherRowCount > 0 { warnings.append(.otherLabels(count: labels.otherRowCount)) }
    return warnings
  }

  private static func repeated(_ files: [String]) -> [ReadingWarning] {
    files.first.map { [.repeatedFiles(count: files.count, first: $0)] } ?? []
  }
}
