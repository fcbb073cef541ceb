/// The last step of a run: closes and verifies the file, and puts everything in its final place.
///
/// 1. The HDF5 file gets its attributes, is closed, reopened, checked and synchronized.
/// 2. In a folder, a mark names every file that is to come, and the tokenizer's files and the
///    manifest are written under temporary names. A failure up to here leaves all as it was.
/// 3. The files get their names, and what an earlier run left is removed. A run that is killed in
///    between leaves the mark, by which the next one knows whose files these are.
/// 4. The manifest comes last: a folder with a manifest is complete.
struct Commit {
  let plan: PreparationPlan
  let target: OutputTarget
  let earlier: EarlierOutput
  let tokenizer: TokenizerFolder
  /// The tokenizer's files as they will stand in the folder; none where the output is one file.
  let tokenizerFiles: [TokenizerCopy]
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
    report.quarantineFile = quarantine?.pathOfLines
    report.warnings += PreparationWarning.all(for: report, plan: plan, tokenizer: tokenizer)
    guard target.isFile else { return try commitFolder(report, digest) }
    try writer.file.commit()
    try quarantine?.commit()
    earlier.remove(except: Set([report.quarantineFile].compactMap(\.self)))
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

  private func commitFolder(
    _ report: PreparationReport,
    _ digest: String
  ) throws(DataPrepError) {
    var names = tokenizerFiles.map { "\(FileLayout.tokenizerFolder)/\($0.name)" }
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
    let kept = Set(report.files.map(\.path) + names.map { "\(target.path)/\($0)" })
    let staged = StagedFiles()
    do throws(DataPrepError) {
      try mark(kept)
      try FileSystem.makeFolder(target.tokenizerFolder)
      for file in tokenizerFiles {
        try staged.add(file.bytes, as: "\(target.tokenizerFolder)/\(file.name)")
      }
      try staged.add(manifest.bytes, as: target.manifestPath)
    } catch {
      staged.discard()
      FileSystem.removeEmptyFolder(target.tokenizerFolder)
      if !earlier.isUnfinished { FileSystem.remove(target.markPath) }
      throw error
    }
    do throws(DataPrepError) {
      FileSystem.remove(target.manifestPath)
      try writer.file.commit()
      try quarantine?.commit()
      earlier.remove(except: kept.union([target.markPath]))
      try staged.commit()
    } catch {
      staged.discard()
      throw error
    }
    FileSystem.remove(target.markPath)
  }

  /// Writes down what the folder is about to hold and what it holds of an earlier run.
  private func mark(_ paths: Set<String>) throws(DataPrepError) {
    let marks: Set = [target.markPath, target.manifestPath]
    let names = paths.union(earlier.paths).subtracting(marks)
      .map { String($0.dropFirst(target.path.count + 1)) }
    let file = StagedFiles()
    do throws(DataPrepError) {
      try file.add(Manifest.mark(naming: names.sorted()), as: target.markPath)
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }
}

/// A file of a tokenizer that goes into an output folder.
struct TokenizerCopy: Sendable {
  let name: String
  let bytes: [UInt8]

  /// Reads the files that make the tokenizer's folder complete.
  ///
  /// A template that the plan took from a file stands where `transformers` looks first, so that it
  /// hides those that the tokenizer brings.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`.
  static func all(
    of tokenizer: TokenizerFolder,
    _ choice: ChatTemplateChoice,
    _ templates: ChatTemplateSource?
  ) throws(DataPrepError) -> [TokenizerCopy] {
    var files: [TokenizerCopy] = []
    var template: [UInt8]?
    if case .file = choice { template = templates.map { Array($0.usual.source.utf8) } }
    for path in tokenizer.filePaths {
      let name = FileSystem.name(of: path)
      if template != nil, name == FileLayout.chatTemplate { continue }
      files.append(TokenizerCopy(name: name, bytes: try FileBytes.read(path, .found)))
    }
    if let template { files.append(TokenizerCopy(name: FileLayout.chatTemplate, bytes: template)) }
    return files
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
