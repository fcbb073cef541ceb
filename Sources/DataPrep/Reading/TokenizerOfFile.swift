/// Finds the tokenizer that a training file was made with.
///
/// 1. The one that is named.
/// 2. The folder `tokenizer` beside the file, as `convert` leaves it in an output folder.
/// 3. The name in the file's attributes, beside the file or where the program runs, if its digest is
///    the one in the attributes.
enum TokenizerOfFile {
  /// A tokenizer, and whether its digest is another than the file's attributes say.
  struct Found {
    var folder: TokenizerFolder
    var isAnother: Bool
  }

  /// Loads it.
  ///
  /// - Throws: ``DataPrepError``: `unknownTokenizer` where nothing names one; what ``TokenizerFolder``
  ///   throws.
  static func load(_ file: TrainingFile, named given: String?) throws(DataPrepError) -> Found {
    if let found = try loadIfKnown(file, named: given) { return found }
    throw DataPrepError(.unknownTokenizer, file.path)
  }

  /// Checks that there is something to load; whether it is a tokenizer, and the file's, only loading
  /// tells.
  ///
  /// - Throws: ``DataPrepError``: `unknownTokenizer`; for a tokenizer that was given and is not there,
  ///   what ``TokenizerFolder`` throws.
  static func checkIsNamed(
    for file: TrainingFile,
    given: String?
  ) throws(DataPrepError) {
    if let given {
      guard !FileSystem.exists(given) else { return }
      _ = try TokenizerFolder(path: given)
      return
    }
    let place = FileSystem.folder(of: file.path)
    if FileSystem.isFolder("\(place)/\(FileLayout.tokenizerFolder)") { return }
    if file.description.tokenizerDigest != nil, let name = file.description.tokenizerName,
      isPlain(name), FileSystem.exists("\(place)/\(name)") || FileSystem.exists(name)
    {
      return
    }
    throw DataPrepError(.unknownTokenizer, file.path)
  }

  /// Loads it; nil where nothing names one.
  static func loadIfKnown(
    _ file: TrainingFile,
    named given: String?
  ) throws(DataPrepError) -> Found? {
    let expected = file.description.tokenizerDigest
    func found(_ path: String) throws(DataPrepError) -> Found {
      let folder = try TokenizerFolder(path: path)
      guard let expected else { return Found(folder: folder, isAnother: false) }
      let digest = try Checksum.hexadecimal(ofFilesAt: folder.vocabularyPaths)
      return Found(folder: folder, isAnother: digest != expected)
    }
    if let given { return try found(given) }
    let place = FileSystem.folder(of: file.path)
    let beside = "\(place)/\(FileLayout.tokenizerFolder)"
    if FileSystem.isFolder(beside) { return try found(beside) }
    guard expected != nil, let name = file.description.tokenizerName, isPlain(name) else {
      return nil
    }
    for path in ["\(place)/\(name)", name] where FileSystem.exists(path) {
      if let candidate = try? found(path), !candidate.isAnother { return candidate }
    }
    return nil
  }

  /// A name from a file must not lead anywhere else.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.contains("\0")
  }
}
