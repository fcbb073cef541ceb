/// A small file that is written whole or not at all.
public enum WholeFile {
  /// Writes a text under a temporary name and puts it in its place.
  ///
  /// - Throws: ``DataPrepError``: `outputExists`, `unwritable`, `diskFull`.
  public static func write(
    _ text: String,
    to path: String,
    _ overwrite: OverwritePolicy
  ) throws(DataPrepError) {
    try OutputTarget.prepareFile(path, overwrite)
    let file = PartialFile(for: path)
    file.removeLeftOvers()
    do throws(DataPrepError) {
      try FileSystem.write(Array(text.utf8), to: file.partialPath)
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }
}
