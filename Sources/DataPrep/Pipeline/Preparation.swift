/// One conversion.
///
/// ``run(cancellation:progress:)`` reads top to bottom as the data flows: bytes → records → examples
/// → ids and types → rows → chunks → files.
public struct Preparation: Sendable {
  /// What it is asked to do.
  public let plan: PreparationPlan

  /// How much of the input a thread takes at a time; tests make it small.
  var chunkByteCount = LineReader.usualChunkByteCount

  /// Creates a conversion; nothing is read before ``run(cancellation:progress:)``.
  public init(plan: PreparationPlan) {
    self.plan = plan
  }

  /// Runs the conversion and commits its files.
  ///
  /// Memory is bounded by the settings, not by the input: a few chunks of 256 KiB for each thread,
  /// and one record that is longer than all of them together, except for best-fit packing, which holds its window of articles.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the run when it is cancelled; nothing is kept then.
  ///   - progress: Called on the calling thread about ten times a second.
  /// - Returns: What was done.
  /// - Throws: ``DataPrepError``; no file stands under its final name then.
  public func run(
    cancellation: Cancellation = Cancellation(),
    progress: (PreparationProgress) -> Void = { _ in }
  ) throws(DataPrepError) -> PreparationReport {
    let clock = ContinuousClock()
    let start = clock.now
    try plan.validate()

    let target = OutputTarget(plan.output)
    try target.checkName()
    let inputs = try InputSet(
      paths: plan.inputs,
      besides: OwnFiles(target: target, tokenizer: plan.tokenizer)
    )
    try inputs.check(plan.schema)
    let earlier = try target.prepare(
      plan.overwrite,
      inputs: inputs.files.map(\.path) + (plan.categoriesFile.map { [$0] } ?? []),
      onError: plan.onError
    )
    let tokenizer = try TokenizerFolder(path: plan.tokenizer, names: plan.specialTokens)
    let labels = try ExampleEncoder.Settings(plan: plan, tokenizer: tokenizer)
    let templates = try ChatTemplateSource.find(
      plan.chatTemplate,
      name: plan.chatTemplateName,
      tokenizer: tokenizer
    )
    // Read before the work begins: what is missing here must not end the run behind it.
    let tokenizerFiles =
      try target.isFile ? [] : TokenizerCopy.all(of: tokenizer, plan.chatTemplate, templates)
    let renderer = ChatRenderer(source: templates, plan: plan, tokenizer: tokenizer)
    let chatLabels = ChatEncoder.Settings(plan: plan, tokenizer: tokenizer, labels: labels)
    let rendering = RecordEncoder.Rendering(plan: plan, labels: labels)
    let categories = try plan.categoriesFile.map { path throws(DataPrepError) in
      try CategoryList(path: path)
    }
    if earlier.isNewFolder { try FileSystem.makeFolder(target.path) }
    if plan.freeSpace == .check { try FreeSpace.check(for: inputs, in: target.folder) }

    let reader = LineReader(
      inputs: inputs,
      maximumRecordByteCount: plan.maximumRecordByteCount,
      keepsOversized: plan.onError == .quarantine,
      chunkByteCount: chunkByteCount,
      cancellation: cancellation
    )
    let examples = ExampleReader(
      schema: plan.schema,
      fieldNames: plan.fieldNames,
      categories: categories
    )
    let quarantine =
      plan.onError == .quarantine ? QuarantineFile(path: target.quarantinePath) : nil
    let rowMaking = RowMaking(
      inputs: inputs,
      onError: plan.onError,
      quarantine: quarantine,
      packer: Packer(plan: plan, beginningOfSequenceID: tokenizer.beginningOfSequenceID),
      rows: RowAssembler(plan: plan, labels: labels, tokenizer: tokenizer)
    )
    let writer = try ShardWriter(path: target.shardPath, plan: plan)
    let readingStart = clock.now
    let monitor = ProgressMonitor(totalByteCount: inputs.totalByteCount, start: readingStart)
    let makeEncoding = {
      let tokens = tokenizer.makeEncoder()
      return ChunkEncoding(
        examples: examples,
        encoder: RecordEncoder(
          rendering: rendering,
          examples: ExampleEncoder(settings: labels, tokens: tokens),
          chats: ChatEncoder(settings: chatLabels, renderer: renderer, tokens: tokens)
        ),
        maximumRecordByteCount: plan.maximumRecordByteCount,
        onError: plan.onError
      )
    }

    do throws(DataPrepError) {
      let stages = ParallelMap<RecordChunk, EncodedBatch, RowBlock, EncodedBlock>.Stages(
        read: { () throws(DataPrepError) in
          defer { monitor.note(consumedByteCount: reader.consumedByteCount) }
          return try reader.next()
        },
        makeTransform: {
          var encoding = makeEncoding()
          return { chunk throws(DataPrepError) in
            // Parser and scratch grow with the longest record: each thread would keep as much.
            defer { if chunk.isHuge { encoding = makeEncoding() } }
            return encoding.encode(chunk)
          }
        },
        fold: { batch, emit throws(DataPrepError) in
          guard let batch else { return rowMaking.finish(emit) }
          try rowMaking.take(batch, emit)
          monitor.note(
            recordCount: rowMaking.recordCount,
            tokenCount: rowMaking.tokenCount,
            textByteCount: rowMaking.byteCount
          )
          return true
        },
        makeFinish: {
          let encoder = ChunkEncoder(plan: plan)
          return { block throws(DataPrepError) in try encoder.encode(block) }
        },
        write: { block throws(DataPrepError) in
          try writer.write(block)
          monitor.note(writtenRowCount: writer.rowCount)
        }
      )
      let threadCount = plan.threadCount ?? Processors.usableCount
      try ParallelMap(
        threadCount: threadCount,
        window: 4 * threadCount,
        load: .init(
          byteCount: { $0.bytes.count },
          limit: 8 * threadCount * LineReader.usualChunkByteCount
        ),
        stages: stages
      ).run { () throws(DataPrepError) in
        try cancellation.check()
        progress(monitor.progress)
      }
      // A short run may end before it is looked at.
      try cancellation.check()
      var report = rowMaking.finishedReport()
      if report.chats.records > 0 { report.chatTemplates = renderer.uses }
      report.warnings = inputs.notes.warnings
      try Commit(
        plan: plan,
        target: target,
        earlier: earlier,
        tokenizer: tokenizer,
        tokenizerFiles: tokenizerFiles,
        writer: writer,
        quarantine: quarantine,
        separatorIDs: rowMaking.separatorIDs,
        categories: categories
      ).run(&report)
      report.startSeconds = (readingStart - start) / .seconds(1)
      report.seconds = (clock.now - start) / .seconds(1)
      return report
    } catch {
      writer.discard()
      quarantine?.discard()
      if earlier.isNewFolder { FileSystem.removeEmptyFolder(target.path) }
      throw error.keepingNothing
    }
  }
}
