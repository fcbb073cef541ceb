import DataPrep

extension PreparationWarning {
  /// The stable name in JSON.
  var code: String {
    switch self {
    case .noRows: "no-rows"
    case .badRecords: "bad-records"
    case .overflow: "overflow"
    case .articlesWithoutEnd: "articles-without-end"
    case .skippedPairs: "skipped-pairs"
    case .promptOnlyRows: "prompt-only-rows"
    case .recordsWithoutSeparator: "records-without-separator"
    case .paddingIsEndOfSequence: "padding-is-end-of-sequence"
    case .ignoredFlag: "ignored-flag"
    }
  }
}
