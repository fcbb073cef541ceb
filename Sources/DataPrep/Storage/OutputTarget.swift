import JSON

/// Where an output goes: one file, or a folder with a shard, a manifest and the tokenizer.
struct OutputTarget: Sendable {
  /// The output's path as given, without a slash at its end.
  let path: String
  /// Whether the output is one file.
  let isFile: Bool

  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    isFile = path.hasSuffix(".hdf5") || path.hasSuffix(".h5")
  }

  /// The HDF5 file.
  var shardPath: String {
    isFile ? path : "\(path)/\(FileLayout.trainingShard(1, of: 1))"
  }

  /// The folder that everything lies in.
  var folder: String { isFile ? FileSystem.folder(of: path) : path }

  /// The file for lines that could not be read.
  var quarantinePath: String {
    isFile ? "\(path).quarantine.jsonl" : "\(path)/\(FileLayout.quarantine)"
  }

  var manifestPath: String { "\(path)/\(FileLayout.manifest)" }
  var tokenizerFolder: String { "\(path)/\(FileLayout.tokenizerFolder)" }

  /// Says what a folder is about to hold, until its manifest does.
  var markPath: String { "\(path)/\(FileLayout.unfinishedMark)" }

  /// Checks that the output may be written; nothing is made.
  ///
  /// - Parameters:
  ///   - overwrite: What is done where an output stands there.
  ///   - inputs: The files that are read; none of them is replaced or removed.
  ///   - onError: Whether lines will be set aside.
  /// - Returns: What an earlier run left and this one may remove.
  /// - Throws: ``DataPrepError``: `outputIsInput`, `outputExists`, `foreignOutput`, `unwritable`.
  func prepare(
    _ overwrite: OverwritePolicy,
    inputs: [String] = [],
    onError: ErrorPolicy = .fail
  ) throws(DataPrepError) -> EarlierOutput {
    let lines = onError == .quarantine || overwrite == .replace ? [quarantinePath] : []
    if isFile {
      try Self.refuse([path] + lines, thatAreAmong: inputs)
      try Self.prepareFile(path, overwrite)
      guard FileSystem.exists(quarantinePath), !lines.isEmpty else { return EarlierOutput() }
      try Self.prepareFile(quarantinePath, overwrite)
      return EarlierOutput(paths: [quarantinePath])
    }
    guard FileSystem.exists(path) else { return EarlierOutput(isNewFolder: true) }
    guard FileSystem.isFolder(path) else {
      try Self.refuse([path], thatAreAmong: inputs)
      throw DataPrepError(.unwritable, path, found: "it is a file; a file's name ends in .hdf5")
    }
    let names = try FileSystem.names(in: path).filter { !$0.hasPrefix(".") }
    if names.isEmpty { return EarlierOutput() }
    let marked = try? Manifest.filePaths(inFolder: path, named: FileLayout.unfinishedMark)
    let isWhole = names.contains(FileLayout.manifest)
    guard isWhole || marked != nil else { throw DataPrepError(.foreignOutput, path) }
    let paths = try (isWhole ? Manifest.filePaths(inFolder: path) : []) + (marked ?? [])
    try Self.refuse([shardPath, manifestPath] + lines + paths, thatAreAmong: inputs)
    guard overwrite == .replace || !isWhole else { throw DataPrepError(.outputExists, path) }
    return EarlierOutput(paths: paths, isUnfinished: marked != nil)
  }

  /// Makes sure that none of the paths that a run replaces or removes is one of its inputs.
  ///
  /// - Throws: ``DataPrepError`` with code `outputIsInput`.
  static func refuse(
    _ outputs: [String],
    thatAreAmong inputs: [String]
  ) throws(DataPrepError) {
    let inputs = Set(inputs.map(FileSystem.absolute))
    for output in outputs where inputs.contains(FileSystem.absolute(output)) {
      throw DataPrepError(.outputIsInput, output)
    }
  }

  /// Checks the output's name: no stream, and no name that would make a folder where a file is meant.
  ///
  /// - Throws: ``DataPrepError`` with code `badOutputName`.
  func checkName() throws(DataPrepError) {
    guard path != InputSet.standardInput else {
      throw DataPrepError(.badOutputName, path, found: "HDF5 cannot be written to a stream")
    }
    // A folder of such a name is what the user means.
    guard !isFile, !FileSystem.isFolder(path) else { return }
    let name = FileSystem.name(of: path).lowercased()
    guard let ending = Self.endingsOfFiles.first(where: name.hasSuffix) else { return }
    let found =
      OutputTarget(name).isFile
      ? "the ending must be in small letters" : "the ending \(ending) is none of an HDF5 file"
    throw DataPrepError(.badOutputName, path, found: found)
  }

  private static let endingsOfFiles = [
    ".hdf5", ".h5", ".hdf", ".json", ".jsonl", ".ndjson", ".txt", ".csv", ".tsv", ".gz", ".zst",
    ".parquet", ".arrow", ".html",
  ]

  /// Checks that one file may be written.
  ///
  /// - Throws: ``DataPrepError``: `outputExists`, `unwritable`.
  static func prepareFile(_ path: String, _ overwrite: OverwritePolicy) throws(DataPrepError) {
    try FileSystem.checkMayBeFile(path)
    guard overwrite == .replace || !FileSystem.exists(path) else {
      throw DataPrepError(.outputExists, path)
    }
    let folder = FileSystem.folder(of: path)
    guard FileSystem.isFolder(folder) else {
      throw DataPrepError(.unwritable, path, found: "the folder \(folder) does not exist")
    }
  }
}

/// What an earlier run left where this one writes.
struct EarlierOutput: Sendable {
  /// The files, by its manifest or its mark.
  var paths: [String] = []
  /// Whether it ended between its first file and its manifest.
  var isUnfinished = false
  /// Whether there was not even a folder.
  var isNewFolder = false

  /// Removes those that the new run did not write again.
  func remove(except kept: Set<String>) {
    for path in paths where !kept.contains(path) { FileSystem.remove(path) }
  }
}
