import HDF5

/// Adds `token_type_ids` to a file, or replaces them, by rules.
///
/// 1. A row begins with the types of a sidecar file, else those that the file has, else all of type 1,
///    as a trainer takes a file without types.
/// 2. Its padding is settled (``EndTypes``); rules do not reach it.
/// 3. The rules are applied in order; a later one goes before an earlier one.
/// 4. Its separators are settled.
///
/// The other known datasets and the attributes are carried over. A Cerebras file becomes one with our
/// datasets, with types by its loss mask. The files of a folder are taken in turn, in the order in
/// which a trainer reads them.
public struct Retyping: Sendable {
  /// What kind of file is expected.
  public enum Source: String, Sendable, CaseIterable {
    /// Any that is known.
    case any
    /// One of Cerebras, `data` `[rows, 3, width]`.
    case cerebras
  }

  /// The file to read, or a folder of them.
  public var path: String
  /// The file to write, or for a folder a new folder.
  ///
  /// The same path replaces each file in one step when its new one is complete.
  public var output: String
  /// What kind of file is expected.
  public var source: Source = .any
  /// A YAML file with rules, which go before ``rules``.
  public var rulesFile: String?
  /// The rules in order.
  public var rules: [TypeRule] = []
  /// A JSONL file with the types of each row.
  public var sidecar: String?
  /// How padding is settled.
  public var padding: EndTypes = .auto
  /// How separators are settled.
  public var separators: EndTypes = .auto
  /// The token that fills rows; nil means what the file or its tokenizer names.
  public var paddingToken: TypeRule.Marker?
  /// The token that ends articles; nil means what the file or its tokenizer names.
  public var separatorToken: TypeRule.Marker?
  /// The tokenizer; nil means the one that the file names.
  public var tokenizer: String?
  /// The compression of the datasets.
  public var compression: Compression = .fast
  /// Whether an existing output may be replaced.
  public var overwrite: OverwritePolicy = .refuse
  /// How many threads work; nil means the cores that the process may use.
  public var threadCount: Int?

  /// Creates a task; nothing is read before ``run(cancellation:)``.
  public init(path: String, output: String) {
    self.path = path
    self.output = output
  }

  /// Reads, gives types and writes.
  ///
  /// - Returns: What changed.
  /// - Throws: ``DataPrepError``; the output is as it was then, or where files of a folder are
  ///   replaced one by one, those that come first are new.
  public func run(
    cancellation: Cancellation = Cancellation()
  ) throws(DataPrepError) -> RetypingReport {
    let sidecar = try sidecar.map { path throws(DataPrepError) in try SidecarTypes(path: path) }
    if FileSystem.isFolder(path) { return try retypeFolder(sidecar, cancellation) }
    guard output.hasSuffix(".hdf5") || output.hasSuffix(".h5") || output == path else {
      throw DataPrepError(.invalidPlan, found: "the output's name must end in .hdf5 or .h5")
    }
    if output != path {
      try OutputTarget.refuse([output], thatAreAmong: [path] + [self.sidecar].compactMap(\.self))
    }
    try OutputTarget.prepareFile(output, output == path ? .replace : overwrite)
    var report = try retype(path, to: output, sidecar, isLast: true, cancellation)
    if output == path { report.staleNotes = Self.manifests(beside: [path]) }
    return report
  }

  /// Reads one file and writes one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - output: The file to write.
  ///   - sidecar: The types of its rows, and of those of files that follow.
  ///   - isLast: Whether nothing of the sidecar may be left.
  ///   - cancellation: Stops the work when it is cancelled.
  /// - Returns: What changed.
  /// - Throws: ``DataPrepError``; the output is as it was then.
  func retype(
    _ path: String,
    to output: String,
    _ sidecar: SidecarTypes?,
    isLast: Bool,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> RetypingReport {
    let file = try TrainingFile(path: path)
    guard source == .any || file.kind == .cerebras else {
      throw DataPrepError(.badDataset, path, found: "this is no Cerebras file: it has input_ids")
    }
    let leftOut = file.whatIsNotCarriedOver
    guard output != path || leftOut.isEmpty else {
      throw DataPrepError(
        .badDataset,
        path,
        found: "in place, \(leftOut.joined(separator: ", ")) would be lost"
      )
    }
    let work = try RowRetyping(self, file)
    var columns: RowFileWriter.OptionalColumns = []
    if file.categoryIDs != nil { columns.insert(.categoryIDs) }
    if file.lossWeights != nil { columns.insert(.lossWeights) }
    // Behind a link stands the file that is replaced in place.
    let writer = try RowFileWriter(
      path: output == path ? FileSystem.absolute(path) : output,
      width: max(1, file.width),
      columns: columns,
      filters: ChunkFilters(compression)
    )
    do throws(DataPrepError) {
      let report = try write(file, work, sidecar, writer, cancellation)
      if isLast { try sidecar?.finish() }
      try writer.finish(work.attributes(of: file, report))
      try writer.file.commit()
      var finished = report
      finished.leftOut = leftOut
      finished.files = [
        PreparationReport.File(
          path: output,
          rowCount: writer.rowCount,
          byteCount: try FileSystem.byteCount(output),
          sha256: try Checksum.hexadecimal(ofFileAt: output)
        )
      ]
      return finished
    } catch {
      writer.discard()
      throw error.keepingNothing
    }
  }

  private func write(
    _ file: TrainingFile,
    _ retyping: RowRetyping,
    _ sidecar: SidecarTypes?,
    _ writer: RowFileWriter,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> RetypingReport {
    let tally = RetypingTally(retyping)
    let width = file.width
    // With a sidecar, which is read in order, the rows are worked on in order, too.
    let recycled = RecycledArrays()
    let late = retyping.makeWorker(recycled)
    let keepsOrder = sidecar != nil
    var budget = ContentBudget(file)
    var scan = RowScan(file, threadCount: threadCount)
    (scan.maximumTokensPerSlice, scan.resultsHoldRows) = (1 << 20, true)
    // Two rows of 2^24 tokens: one is read while the other is written.
    (scan.maximumByteCount, scan.recycled) = (21 << 24, recycled)
    try scan.run(
      cancellation: cancellation,
      makeTransform: {
        let worker = retyping.makeWorker(recycled)
        return { slice throws(DataPrepError) in
          var rows = RetypedRows(slice, retyping)
          // The rows have them alone, so that no two slices are in memory for one that is written.
          slice.forget()
          if !keepsOrder { try worker.work(on: &rows) }
          return rows
        }
      },
      fold: { rows throws(DataPrepError) in
        var rows = rows
        if let sidecar, width > 0 {
          var types: [Int32] = []
          for _ in 0..<rows.rowCount { types += try sidecar.row(width: width) }
          rows.tokens.tokenTypes = types
          try late.work(on: &rows)
        }
        try budget.take(tokens: tally.add(rows))
        guard width > 0 else { return }
        for row in 0..<rows.rowCount {
          try writer.append(rows.tokens, row * width..<(row + 1) * width)
        }
        recycled.give(rows.tokens.tokenIDs, rows.tokens.tokenTypes, rows.typesBefore)
      }
    )
    return tally.finish()
  }
}
