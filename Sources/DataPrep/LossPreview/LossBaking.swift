import HDF5

/// Writes a dataset anew with the effective weights of one rule as its `loss_weight`, so that a
/// trainer that only sums gets what the rule would give.
///
/// 1. The steps are made as for a ``LossPreview``, in the order of the file, none left out.
/// 2. Each row is written with its ids, types and categories, and its weights rounded to Float32.
/// 3. The file says `loss_weight_kind = effective`: the numbers are the weights, whatever the types.
///    A preview of it with the rule `sum` shows them.
///
/// A folder gives a folder with a file for each of its files. Each file stands under its name only
/// when it is whole and checked; of a folder, files that were finished before a failure stay.
public struct LossBaking: Sendable {
  /// What was written.
  public struct Report: Sendable, Hashable {
    /// The files.
    public var paths: [String] = []
    /// Rows.
    public var rowCount = 0
    /// Steps.
    public var stepCount = 0
    /// Weights above 0.
    public var weightCount = 0
    /// The greatest rounding error of a weight, as a share of it; at most 2⁻²⁴ for normal numbers.
    public var greatestRelativeError = 0.0
    /// The greatest change of a step's scale by rounding.
    public var greatestScaleError = 0.0
    /// Labels of Cerebras files that have no place in types, and so no weight.
    public var labels = LabelDifferences()
  }

  /// The dataset, plan and settings; its first rule is baked.
  public var preview: LossPreview
  /// A file name, or for a folder a folder's.
  public var output: String
  /// What is done where something stands there.
  public var overwrite = OverwritePolicy.refuse
  /// How datasets are compressed.
  public var compression = Compression.fast

  /// Makes the baking of a preview's first rule.
  public init(_ preview: LossPreview, output: String) {
    self.preview = preview
    self.output = output
  }

  /// Runs to the end.
  ///
  /// - Throws: ``DataPrepError``: what ``LossPreview/run(cancellation:_:)`` throws; `outputExists`,
  ///   `unwritable`, `diskFull`, `verificationFailed`; `invalidPreview` where rows would be left out
  ///   or stand in another order.
  public func run(cancellation: Cancellation = Cancellation()) throws(DataPrepError) -> Report {
    try validate()
    let data = try PreviewData(path: preview.path)
    let target = BakedFiles(data, output, overwrite, compression)
    var report = Report()
    var preview = preview
    preview.rules = [preview.rules.first ?? .tokenMean]
    preview.givesDetails = true
    do throws(DataPrepError) {
      try target.prepare()
      let totals = try preview.run(cancellation: cancellation) { step throws(DataPrepError) in
        try Self.add(step, to: target, &report)
      }
      report.labels = totals.labels
      try target.finish()
    } catch {
      target.discard()
      let count = target.finishedCount
      throw error.keeping(
        count == 0
          ? "nothing was kept" : "\(count) of \(target.paths.count) files are complete and stay"
      )
    }
    report.paths = target.paths
    return report
  }

  private func validate() throws(DataPrepError) {
    let plan = preview.plan
    let obstacle: String? =
      if plan.layout != nil {
        "--layout"
      } else if plan.steps != nil {
        "--steps"
      } else if plan.lastStep == .drop {
        "--drop-last"
      } else if plan.tail == .drop {
        "--tail drop"
      } else if plan.order != .file {
        "--order seed:N"
      } else {
        nil
      }
    guard let obstacle else { return }
    throw DataPrepError(
      .invalidPreview,
      "--bake",
      found: "used with \(obstacle)",
      expected: "every row, in the order of the file"
    )
  }

  private static func add(
    _ step: PreviewStep,
    to target: BakedFiles,
    _ report: inout Report
  ) throws(DataPrepError) {
    guard let details = step.rules.first?.details, let scale = step.rules.first?.scale.double else {
      return
    }
    guard scale.isFinite || step.counts.lossLabels == 0 else {
      throw DataPrepError(
        .invalidPreview,
        "--bake",
        found: "a rule that divides by 0 in step \(step.index)",
        expected: "finite weights"
      )
    }
    var sum = 0.0
    // The step's rows lie side by side in the file; only their order within the step differs.
    for place in step.rows.indices.sorted(by: { step.rows[$0] < step.rows[$1] }) {
      var weights: [Float] = []
      for run in details.weights[place] {
        let value = run.weight.double
        let rounded = Float(value)
        guard rounded.isFinite else {
          throw DataPrepError(
            .invalidPreview,
            "--bake",
            found: "the weight \(value) in step \(step.index)",
            expected: "weights of 32 bits"
          )
        }
        weights += repeatElement(rounded, count: run.range.count)
        guard value > 0 else { continue }
        report.weightCount += run.range.count
        sum += Double(rounded) * Double(run.range.count)
        let error = (Double(rounded) - value).magnitude / value
        report.greatestRelativeError = max(report.greatestRelativeError, error)
      }
      try target.append(weights)
      report.rowCount += 1
    }
    report.stepCount += 1
    if scale.isFinite {
      report.greatestScaleError = max(report.greatestScaleError, (sum - scale).magnitude)
    }
  }
}

/// The files of a baking, written one after the other as their rows come.
private final class BakedFiles {
  private(set) var paths: [String] = []
  private let data: PreviewData
  private let output: String
  private let overwrite: OverwritePolicy
  private let compression: Compression
  private var file = 0
  /// How many files are complete.
  var finishedCount: Int { file }
  private var row = 0
  private var writer: RowFileWriter?
  private var slice: RowSlice?
  private var columns = TokenColumns()

  /// The most tokens that are read at once.
  private static let tokensAtOnce = 1 << 17

  init(
    _ data: PreviewData,
    _ output: String,
    _ overwrite: OverwritePolicy,
    _ compression: Compression
  ) {
    self.data = data
    self.output = output
    self.overwrite = overwrite
    self.compression = compression
  }

  /// Chooses the outputs and makes sure that none is in the way.
  func prepare() throws(DataPrepError) {
    if OutputTarget(output).isFile {
      guard data.files.count == 1 else {
        throw DataPrepError(
          .unwritable,
          output,
          found: "the input has \(data.files.count) files; name a folder"
        )
      }
      paths = [output]
    } else {
      try FileSystem.makeFolder(output)
      paths = data.files.map { "\(output)/\(FileSystem.name(of: $0.path))" }
    }
    try OutputTarget.refuse(paths, thatAreAmong: data.files.map(\.path))
    for path in paths { try OutputTarget.prepareFile(path, overwrite) }
    guard Set(paths).count == paths.count else {
      throw DataPrepError(.unwritable, output, found: "two input files have one name")
    }
    try open()
  }

  /// Writes the next row with its weights.
  func append(_ weights: [Float]) throws(DataPrepError) {
    while row == data.files[file].rowCount { try close() }
    let slice = try sliceOfRow()
    let start = (row - slice.rows.lowerBound) * data.width
    let positions = start..<start + data.width
    let tokens = TokenColumns(
      tokenIDs: Array(columns.tokenIDs[positions]),
      tokenTypes: Array(columns.tokenTypes[positions]),
      categoryIDs: columns.categoryIDs.isEmpty ? [] : Array(columns.categoryIDs[positions]),
      lossWeights: weights
    )
    try writer?.append(tokens, 0..<data.width)
    row += 1
  }

  /// Commits the last file, and those without rows behind it.
  func finish() throws(DataPrepError) {
    while file < data.files.count { try close() }
  }

  func discard() {
    writer?.discard()
    writer = nil
  }

  private func open() throws(DataPrepError) {
    guard file < data.files.count else { return }
    var optional: RowFileWriter.OptionalColumns = .lossWeights
    if data.files[file].categoryIDs != nil { optional.insert(.categoryIDs) }
    writer = try RowFileWriter(
      path: paths[file],
      width: data.width,
      columns: optional,
      filters: ChunkFilters(compression)
    )
    writer?.neutralWeight = 0
    slice = nil
    row = 0
  }

  private func close() throws(DataPrepError) {
    let name = FileLayout.Attribute.lossWeightKind
    let others = data.files[file].attributes.filter { $0.name != name }
    let kind = Attribute(name: name, value: .text(LossWeightKind.effective.rawValue))
    try writer?.finish(others + [kind])
    try writer?.file.commit()
    writer = nil
    file += 1
    try open()
  }

  private func sliceOfRow() throws(DataPrepError) -> RowSlice {
    if let slice, slice.rows.contains(row) { return slice }
    let source = data.files[file]
    let types = data.typeSources[file]
    let known = slice ?? RowSlice(of: source, columns: [.tokenIDs, .categoryIDs, types.columns])
    let most = max(1, Self.tokensAtOnce / data.width)
    try known.fill(row..<min(source.rowCount, row + most))
    columns = types.columns(of: known)
    slice = known
    return known
  }
}
