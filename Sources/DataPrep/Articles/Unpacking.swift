import HDF5

/// Cuts the rows of training files back into articles, and writes one a row or one a line.
///
/// HDF5: two passes, the first for the longest article, which is the width of a row. JSONL: one pass,
/// each article decoded; see ``IDsInRecords``. The output stands under its name only when it is whole.
public struct Unpacking: Sendable {
  /// Files and folders to read; a folder's files are read in its order.
  public var paths: [String]
  /// The file to write: `.hdf5`, `.h5` or `.jsonl`.
  public var output: String
  /// The tokenizer to decode with; nil means the one that the files name.
  public var tokenizer: String?
  /// How the rows were packed, where the files do not say it.
  public var packing: Packing?
  /// Whether the ids stand beside the texts of JSONL.
  public var ids: IDsInRecords = .left
  /// The compression of HDF5 datasets.
  public var compression: Compression = .fast
  /// Whether an existing output may be replaced.
  public var overwrite: OverwritePolicy = .refuse
  /// How many threads work; nil means the cores that the process may use.
  public var threadCount: Int?

  /// Creates a task; nothing is read before ``run(cancellation:)``.
  public init(paths: [String], output: String) {
    self.paths = paths
    self.output = output
  }

  /// Reads, cuts and writes.
  ///
  /// - Throws: ``DataPrepError``; nothing stands under the output's name then.
  public func run(
    cancellation: Cancellation = Cancellation()
  ) throws(DataPrepError) -> UnpackingReport {
    let isHDF5 = output.hasSuffix(".hdf5") || output.hasSuffix(".h5")
    guard isHDF5 || output.hasSuffix(".jsonl") else {
      throw DataPrepError(.invalidPlan, found: "the output's name must end in .hdf5, .h5 or .jsonl")
    }
    let set = try TrainingSet(paths: paths)
    try OutputTarget.refuse([output], thatAreAmong: set.files.map(\.path))
    try OutputTarget.prepareFile(output, overwrite)
    let ledger = UnpackingLedger()
    ledger.report.repeatedFiles = set.repeatedFiles
    do throws(DataPrepError) {
      for file in set.files where !isHDF5 {
        // Before all rows are read for nothing.
        try TokenizerOfFile.checkIsNamed(for: try TrainingFile(path: file.path), given: tokenizer)
      }
      for file in set.files {
        try ledger.survey(try TrainingFile(path: file.path), packing, threadCount, cancellation)
      }
      if isHDF5 {
        try writeRows(set, ledger, cancellation)
      } else {
        // Lines are texts: nobody expects datasets in them.
        ledger.report.leftOut = []
        try writeLines(set, ledger, cancellation)
      }
    } catch {
      throw error.keepingNothing
    }
    ledger.report.file = PreparationReport.File(
      path: output,
      rowCount: ledger.report.articleCount,
      byteCount: try FileSystem.byteCount(output),
      sha256: try Checksum.hexadecimal(ofFileAt: output)
    )
    return ledger.report
  }

  // MARK: HDF5

  private func writeRows(
    _ set: TrainingSet,
    _ ledger: UnpackingLedger,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    let writer = try RowFileWriter(
      path: output,
      width: max(1, ledger.report.longestArticle),
      columns: ledger.columns,
      filters: ChunkFilters(compression)
    )
    writer.neutralWeight = ledger.hasEffectiveWeights ? 0 : 1
    do throws(DataPrepError) {
      for file in set.files {
        let file = try TrainingFile(path: file.path)
        let paddingID = try ledger.paddingID(of: file)
        let scan = try scan(file)
        try scan.run(
          cancellation: cancellation,
          makeWork: { { batch throws(DataPrepError) in batch } },
          take: { batch throws(DataPrepError) in
            for article in batch.articles {
              try writer.append(batch.tokens, article.tokens, paddingID: paddingID)
            }
          }
        )
      }
      try writer.finish(ledger.attributes)
      try writer.file.commit()
    } catch {
      writer.discard()
      throw error
    }
  }

  // MARK: JSONL

  private func writeLines(
    _ set: TrainingSet,
    _ ledger: UnpackingLedger,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    let lines = try LineFile(path: output)
    do throws(DataPrepError) {
      for file in set.files {
        let file = try TrainingFile(path: file.path)
        let decoding = try ArticleDecoding(file, tokenizer: tokenizer, ids: ids)
        if decoding.usesAnotherTokenizer { ledger.report.filesOfOtherTokenizers.append(file.path) }
        let scan = try scan(file)
        try scan.run(
          cancellation: cancellation,
          makeWork: { { batch throws(DataPrepError) in try decoding.lines(of: batch) } },
          take: { result throws(DataPrepError) in
            ledger.report.unknownIDCount += result.unknownIDCount
            ledger.report.openPairCount += result.openPairCount
            try lines.append(result.bytes)
          }
        )
      }
      try lines.flush()
      try lines.file.commit()
    } catch {
      lines.file.discard()
      throw error
    }
  }

  private func scan(_ file: TrainingFile) throws(DataPrepError) -> ArticleScan {
    try ArticleScan(
      file,
      facts: PackingFacts(file, packing: packing),
      threadCount: threadCount
    )
  }
}

extension ChunkFilters {
  /// The filters of a compression, with shuffling where there is any.
  init(_ compression: Compression) {
    switch compression {
    case .fast: self.init(shuffles: true, deflate: .fast)
    case .gzip(let level): self.init(shuffles: true, deflate: .level(level))
    case .none: self.init(shuffles: false, deflate: .none)
    }
  }
}
