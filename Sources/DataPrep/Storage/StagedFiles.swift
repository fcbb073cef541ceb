/// Small files that lie on the disk under temporary names, until all of them get their own together.
final class StagedFiles {
  private var files: [PartialFile] = []

  /// Writes a file beside its final place.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func add(_ bytes: [UInt8], as path: String) throws(DataPrepError) {
    let file = PartialFile(for: path)
    file.removeLeftOvers()
    files.append(file)
    try FileSystem.write(bytes, to: file.partialPath)
  }

  /// Puts all files in their final places, in the order in which they came.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable`.
  func commit() throws(DataPrepError) {
    for file in files { try file.commit() }
  }

  /// Removes those that have not been committed.
  func discard() {
    for file in files { file.discard() }
  }
}
