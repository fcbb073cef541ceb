import ArgumentParser
import DataPrep

/// Runs a preview and presents it.
struct PreviewRun {
  let preview: LossPreview
  let format: OutputFormat
  let isDecimal: Bool
  let color: ColourChoice

  /// Runs to the end.
  ///
  /// - Throws: `DataPrepError` where the preview fails, `OutputError` where it cannot be written.
  func run() throws {
    let output = StandardOutput()
    let labels: LabelDifferences
    switch format {
    case .json: labels = try writeJSON(to: output)
    case .text: labels = try writeText(to: output)
    }
    try output.flush()
    Talk.warnings(ReadingWarning.all(for: labels))
  }

  /// Tells how one token comes by its weight.
  func explain(_ place: TokenPlace) throws {
    let explanation = try TokenExplanation(of: place.token, inRow: place.row, preview)
    Talk.warnings(ReadingWarning.all(for: explanation.labels))
    switch format {
    case .json:
      try write(PreviewJSON(isDecimal: isDecimal).explanation(explanation).text + "\n")
    case .text:
      let colours = Colours(color, on: .standardOutput)
      try write(ExplanationText(explanation: explanation, colours: colours).text)
    }
  }

  /// Prints a configuration for a trainer.
  func emitConfiguration(_ trainer: TrainerPreset?, _ rule: LossReduction?) throws {
    guard let trainer else {
      throw ValidationError("--emit-config needs the trainer: add --trainer")
    }
    var preview = preview
    preview.rules = [rule ?? trainer.rule]
    preview.arithmetic = .double
    let totals = try preview.run(cancellation: Interruption.listen()) { _ in }
    Talk.warnings(ReadingWarning.all(for: totals.labels))
    let lines = trainer.configuration(
      rule ?? trainer.rule,
      preview.settings,
      matchingLossWeight: totals.matchingLossWeight
    )
    switch format {
    case .json:
      let object = JSONText.object([
        ("trainer", .string(trainer.rawValue)),
        ("rule", .string((rule ?? trainer.rule).rawValue)),
        ("configuration", .string(lines.joined(separator: "\n") + "\n")),
      ])
      try write(object.text + "\n")
    case .text: try write(lines.map { $0 + "\n" }.joined())
    }
  }

  /// Writes the dataset with a rule's weights.
  func bake(_ rule: LossReduction, to path: String, _ overwrite: OverwritePolicy) throws {
    var preview = preview
    preview.rules = [rule]
    preview.arithmetic = .double
    var baking = LossBaking(preview, output: path)
    baking.overwrite = overwrite
    let report = try baking.run(cancellation: Interruption.listen())
    Talk.warnings(ReadingWarning.all(for: report.labels))
    switch format {
    case .json:
      let object = JSONText.object([
        ("rule", .string(rule.rawValue)),
        ("files", .array(report.paths.map { .string($0) })),
        ("rows", .integer(report.rowCount)),
        ("steps", .integer(report.stepCount)),
        ("weights", .integer(report.weightCount)),
        ("greatest_relative_error", .number(report.greatestRelativeError)),
        ("greatest_kappa_error", .number(report.greatestScaleError)),
      ])
      try write(object.text + "\n", besides: report.paths)
    case .text:
      var text = report.paths.map { "wrote \(VisibleText.inOneLine($0))\n" }.joined()
      text += "  \(Numbers.grouped(report.rowCount)) rows of \(Numbers.grouped(report.stepCount)) "
      text +=
        "steps, \(Numbers.grouped(report.weightCount)) effective weights by \(rule.rawValue)\n"
      text += "  rounding to float32 changes a weight by at most "
      text += "\(report.greatestRelativeError) of it,\n"
      text += "  and the sum of a step by at most \(report.greatestScaleError)\n"
      text += "  sum the losses times loss_weight; preview it with --rule sum\n"
      try write(text, besides: report.paths)
    }
  }

  /// Writes the preview as a page.
  func writePage(to path: String, _ overwrite: OverwritePolicy) throws {
    var preview = preview
    try WholeFile.check(path, isNoneOf: [preview.path])
    preview.arithmetic = .double
    let totals = try preview.run(cancellation: Interruption.listen()) { _ in }
    var steps: [PreviewStep] = []
    preview.givesDetails = true
    preview.threadCount = 1
    let drawn = PreviewHTML.drawnSteps(of: totals, from: preview.plan.steps?.lowerBound ?? 0)
    if preview.plan.layout == nil { preview.plan.steps = drawn }
    _ = try preview.run(cancellation: Interruption.listen()) { steps.append($0) }
    Talk.warnings(ReadingWarning.all(for: totals.labels))
    let page = PreviewHTML(preview: preview, totals: totals, steps: steps)
    try WholeFile.write(page.text, to: path, overwrite)
    try write("wrote \(VisibleText.inOneLine(path))\n", besides: [path])
  }

  private func writeText(to output: StandardOutput) throws -> LabelDifferences {
    var steps: [PreviewStep] = []
    let totals = try preview.run(cancellation: Interruption.listen()) { step in
      if steps.count < PreviewText.listedStepCount { steps.append(step) }
    }
    let text = PreviewText(
      preview: preview,
      totals: totals,
      steps: steps,
      colours: Colours(color, on: .standardOutput)
    )
    try output.write(text.text)
    return totals.labels
  }

  /// Writes each step when it comes; a failure to write ends the preview.
  private func writeJSON(to output: StandardOutput) throws -> LabelDifferences {
    let cancellation = Interruption.listen()
    var failure: OutputError?
    let json = PreviewJSON(isDecimal: isDecimal)
    var isFirst = true
    let totals: PreviewTotals
    do throws(DataPrepError) {
      totals = try preview.run(cancellation: cancellation) { step in
        guard failure == nil else { return }
        var text = isFirst ? "{\n  \"steps\": [\n    " : ",\n    "
        isFirst = false
        json.step(step).write(to: &text, indentation: "    ")
        do throws(OutputError) {
          try output.write(text)
        } catch {
          failure = error
          cancellation.cancel()
        }
      }
    } catch {
      if let failure { throw failure }
      throw error
    }
    if let failure { throw failure }
    var text = isFirst ? "{\n  \"steps\": [\n  ],\n  \"total\": " : "\n  ],\n  \"total\": "
    json.totals(totals).write(to: &text, indentation: "  ")
    try output.write(text + "\n}\n")
    return totals.labels
  }

  private func write(_ text: String, besides files: [String] = []) throws {
    let output = StandardOutput(besides: files)
    try output.write(text)
    try output.flush()
  }
}
