import DataPrep

/// Runs a plan and presents what it did: progress, warnings, summary.
struct ConversionRun {
  let plan: PreparationPlan
  let format: OutputFormat
  /// Whether only errors are printed, and the JSON if it is asked for.
  let isQuiet: Bool
  let showsProgress: Bool
  /// Warnings from before the run.
  var earlierWarnings: [PreparationWarning] = []

  /// Runs the plan to its end.
  ///
  /// - Throws: `DataPrepError` where the run fails, `OutputError` where the summary cannot be
  ///   written; the files are committed then.
  func run() throws {
    present(earlierWarnings)
    let report = try prepare()
    present(report.warnings)
    let output = StandardOutput(besides: [plan.output])
    switch format {
    case .json:
      try output.write(SummaryJSON(report: report, earlierWarnings: earlierWarnings).value.text)
      try output.write("\n")
    case .text where !isQuiet:
      let colours = Colours(.auto, on: .standardOutput)
      try output.write(SummaryText(report: report, colours: colours).text)
    case .text: break
    }
    try output.flush()
  }

  private func prepare() throws(DataPrepError) -> PreparationReport {
    let line = ProgressLine(isWanted: showsProgress && !isQuiet)
    defer { line.erase() }
    return try Preparation(plan: plan)
      .run(cancellation: Interruption.listen(), progress: line.show)
  }

  private func present(_ warnings: [PreparationWarning]) {
    guard !isQuiet else { return }
    for warning in warnings { Talk.warning(warning.message, hint: warning.hint) }
  }
}
