extension Retyping {
  /// Gives types to the files of a folder, one after the other.
  ///
  /// 1. Each file is written under its own name into a hidden folder beside the output.
  /// 2. The tokenizer of the folder goes along; what else notes something of the files does not,
  ///    because it would be wrong.
  /// 3. The hidden folder gets the output's name in one step.
  ///
  /// - Parameters:
  ///   - sidecar: The types of all rows, in the order of the files.
  ///   - cancellation: Stops the work when it is cancelled.
  /// - Returns: What changed in all files together.
  /// - Throws: ``DataPrepError``; there is no output then, or where files are replaced one by one,
  ///   those that come first are new.
  func retypeFolder(
    _ sidecar: SidecarTypes?,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> RetypingReport {
    let set = try TrainingSet(paths: [path])
    guard output != path else { return try replaceFiles(of: set, sidecar, cancellation) }
    let target = OutputTarget(output)
    try check(target)
    let folder = PartialFile(for: target.path)
    folder.removeLeftOvers()
    do throws(DataPrepError) {
      var report = RetypingReport()
      for file in set.files {
        let name = String(file.path.dropFirst(OutputTarget(path).path.count + 1))
        let newPath = "\(folder.partialPath)/\(name)"
        try FileSystem.makeFolder(FileSystem.folder(of: newPath))
        let isLast = file == set.files.last
        var part = try retype(file.path, to: newPath, sidecar, isLast: isLast, cancellation)
        part.files[0].path = "\(target.path)/\(name)"
        report.add(part)
      }
      try copyTokenizer(to: folder.partialPath)
      try folder.commit()
      return report
    } catch {
      folder.discard()
      throw error
    }
  }

  private func check(_ target: OutputTarget) throws(DataPrepError) {
    guard !target.isFile else {
      throw DataPrepError(
        .invalidPlan,
        found:
          "the files of a folder go into a folder: the output's name must not end in .hdf5 or .h5"
      )
    }
    guard FileSystem.absolute(target.path) != FileSystem.absolute(path) else {
      throw DataPrepError(.invalidPlan, found: "the output is the folder itself: use --in-place")
    }
    guard overwrite == .refuse else {
      throw DataPrepError(
        .invalidPlan,
        found: "--overwrite replaces one file; the files of a folder go into a new folder"
      )
    }
    guard FileSystem.exists(target.path) else {
      let parent = FileSystem.folder(of: target.path)
      guard FileSystem.isFolder(parent) else {
        throw DataPrepError(.unwritable, target.path, found: "the folder \(parent) does not exist")
      }
      return
    }
    guard FileSystem.isFolder(target.path) else {
      throw DataPrepError(.unwritable, target.path, found: "it is a file")
    }
    guard try FileSystem.names(in: target.path).isEmpty else {
      throw DataPrepError(.unwritable, target.path, found: "the folder is not empty")
    }
  }

  private func replaceFiles(
    of set: TrainingSet,
    _ sidecar: SidecarTypes?,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> RetypingReport {
    var report = RetypingReport()
    for file in set.files {
      let isLast = file == set.files.last
      do throws(DataPrepError) {
        report.add(try retype(file.path, to: file.path, sidecar, isLast: isLast, cancellation))
      } catch {
        guard error.code == .interrupted, !report.files.isEmpty else { throw error }
        throw DataPrepError(
          .interrupted,
          found: "\(report.files.count) of \(set.files.count) files have their new types"
        )
      }
    }
    report.staleNotes = Self.manifests(beside: set.files.map(\.path))
    return report
  }

  /// The manifests that note something of files.
  static func manifests(beside paths: [String]) -> [String] {
    var folders: [String] = []
    for folder in paths.map(FileSystem.folder(of:)) where !folders.contains(folder) {
      folders.append(folder)
    }
    return folders.map { "\($0)/\(FileLayout.manifest)" }.filter(FileSystem.exists)
  }

  private func copyTokenizer(to folder: String) throws(DataPrepError) {
    let source = "\(path)/\(FileLayout.tokenizerFolder)"
    guard FileSystem.isFolder(source) else { return }
    for file in try FolderWalk(source).files {
      let target = "\(folder)/\(FileLayout.tokenizerFolder)/\(file.name)"
      try FileSystem.makeFolder(FileSystem.folder(of: target))
      let bytes = try FileBytes.read("\(source)/\(file.name)", .found)
      try FileSystem.write(bytes, to: target)
    }
  }
}

extension RetypingReport {
  /// Adds what changed in another file of the same run.
  mutating func add(_ other: RetypingReport) {
    let isFirst = files.isEmpty
    rowCount += other.rowCount
    changedRowCount += other.changedRowCount
    for (type, count) in other.counts.enumerated() { counts[type] += count }
    var sums: [Int64: Change] = [:]
    for change in changes + other.changes {
      let key = Int64(change.from ?? -1) << 32 | Int64(UInt32(bitPattern: change.to))
      sums[key, default: Change(from: change.from, to: change.to, count: 0)].count += change.count
    }
    changes = Self.inOrder(Array(sums.values))
    if isFirst {
      rules = other.rules
    } else {
      for (index, rule) in other.rules.enumerated() { rules[index].count += rule.count }
    }
    if isFirst { paddingID = other.paddingID }
    if paddingID != other.paddingID { paddingID = nil }
    separatorIDs = Array(
      Set(separatorIDs + other.separatorIDs).sorted().prefix(Self.separatorLimit + 1)
    )
    labels.add(other.labels)
    files += other.files
  }

  /// Changes from the most to the fewest tokens.
  static func inOrder(_ changes: [Change]) -> [Change] {
    changes.sorted { ($1.count, $0.from ?? 0, $0.to) < ($0.count, $1.from ?? 0, $1.to) }
  }
}
