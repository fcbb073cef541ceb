/// The last step of a run: closes and verifies the file, and puts everything in its final place.
///
/// 1. The HDF5 file gets its attributes, is closed, reopened, checked, synchronized, renamed.
/// 2. In a folder, the tokenizer's files are copied, with the chat template that was taken from a
///    file; what an earlier run left is removed.
/// 3. The manifest comes last: a folder with a manifest is complete.
struct Commit {
  let plan: PreparationPlan
  let target: OutputTarget
  let earlier: EarlierOutput
  let tokenizer: TokenizerFolder
  let templates: ChatTemplateSource?
  let writer: ShardWriter
  let quarantine: QuarantineFile?
  /// The ids that close rendered chats.
  let separatorIDs: Set<Int32>
  let categories: CategoryList?

  /// Commits, and completes the report with files, tokens by type and warnings.
  ///
  /// - Throws: ``DataPrepError``; the HDF5 file does not stand under its final name then, unless the
  ///   failure came after it was committed.
  func run(_ report: inout PreparationReport) throws(DataPrepError) {
    let digest = try Checksum.hexadecimal(ofFilesAt: tokenizer.vocabularyPaths)
    try writer.finish(
      FileAttributes(
        plan: plan,
        tokenizer: tokenizer,
        tokenizerDigest: digest,
        report: report,
        separatorIDs: separatorIDs,
        categories: categories,
        hasLossWeights: writer.hasLossWeights
      )
    )
    report.count(writer.countsByType)
    let file = PreparationReport.File(
      path: target.shardPath,
      rowCount: writer.rowCount,
      byteCount: try FileSystem.byteCount(writer.file.partialPath),
      sha256: try synchronizeAndDigest(writer.file.partialPath)
    )
    report.files = [file]
    if !target.isFile { FileSystem.remove(target.manifestPath) }
    try writer.file.commit()
    report.quarantineFile = try quarantine?.commit()
    report.warnings = PreparationWarning.all(for: report, plan: plan, tokenizer: tokenizer)
    if !target.isFile { try completeFolder(report, digest) }
  }

  /// Writes a file through to the disk and takes its digest meanwhile, where there are two threads.
  private func synchronizeAndDigest(_ path: String) throws(DataPrepError) -> String {
    var steps: [FileStep] = [.digest, .synchronize]
    var digest = ""
    let stages = ParallelMap<FileStep, String?, String, String>.Stages(
      read: { () throws(DataPrepError) in steps.popLast() },
      makeTransform: {
        { step throws(DataPrepError) in try step.perform(on: path) }
      },
      fold: { result, emit throws(DataPrepError) in
        guard let result else { return false }
        if let text = result { emit(text) }
        return true
      },
      makeFinish: { { text throws(DataPrepError) in text } },
      write: { text throws(DataPrepError) in digest = text }
    )
    let threadCount = min(2, plan.threadCount ?? Processors.usableCount)
    try ParallelMap(threadCount: threadCount, window: 2, stages: stages).run {
      () throws(DataPrepError) in
    }
    return digest
  }

  private func completeFolder(
    _ report: PreparationReport,
    _ digest: String
  ) throws(DataPrepError) {
    var names: [String] = []
    try FileSystem.makeFolder(target.tokenizerFolder)
    for file in try tokenizerFiles() {
      let name = "\(FileLayout.tokenizerFolder)/\(file.name)"
      try replace("\(target.path)/\(name)", with: file.bytes)
      names.append(name)
    }
    if let quarantineFile = report.quarantineFile {
      names.append(FileSystem.name(of: quarantineFile))
    }
    let manifest = Manifest(
      plan: plan,
      tokenizerName: tokenizer.name,
      tokenizerDigest: digest,
      report: report,
      otherFiles: names
    )
    let kept = report.files.map(\.path) + names.map { "\(target.path)/\($0)" }
    earlier.remove(except: Set(kept))
    try replace(target.manifestPath, with: manifest.bytes)
  }

  /// The files that make the tokenizer's folder complete.
  ///
  /// A template that the plan took from a file stands where `transformers` looks first, so that it
  /// hides those that the tokenizer brings.
  private func tokenizerFiles() throws(DataPrepError) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = []
    var template: [UInt8]?
    if case .file = plan.chatTemplate { template = templates.map { Array($0.usual.source.utf8) } }
    for path in tokenizer.filePaths {
      let name = FileSystem.name(of: path)
      if template != nil, name == FileLayout.chatTemplate { continue }
      files.append((name, try FileBytes.read(path)))
    }
    if let template { files.append((FileLayout.chatTemplate, template)) }
    return files
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws(DataPrepError) {
    let file = PartialFile(for: path)
    do throws(DataPrepError) {
      try FileSystem.write(bytes, to: file.partialPath)
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }
}

/// What is done with a closed file before it gets its name.
private enum FileStep: Sendable {
  case synchronize
  case digest

  func perform(on path: String) throws(DataPrepError) -> String? {
    switch self {
    case .digest: return try Checksum.hexadecimal(ofFileAt: path)
    case .synchronize:
      try FileSystem.synchronize(path)
      return nil
    }
  }
}
