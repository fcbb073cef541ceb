import Tokenization

/// What lies in a folder of inputs and is none: the output of this run, outputs of others, and
/// tokenizers.
///
///     data/train.jsonl                 an input
///     data/out/manifest.json           an output folder: nothing in it is an input
///     data/x.hdf5.quarantine.jsonl     lines that a run could not read
///     data/gpt2/merges.txt             beside a vocab.json: a tokenizer
///
/// This is for what is found by looking. A file that is named itself is an input.
struct OwnFiles {
  /// Files, by their paths without links.
  private var paths: Set<String> = []
  /// Folders, by their paths without links.
  private var folders: Set<String> = []
  /// The folder of a tokenizer that was named by a file.
  private var tokenizerFolder: String?

  /// Nothing but what shows by its own name.
  init() {}

  /// What a run writes, and its tokenizer.
  init(target: OutputTarget, tokenizer: String) {
    if target.isFile {
      paths = Set([target.path, target.quarantinePath].map(FileSystem.absolutePlace))
    } else {
      folders.insert(FileSystem.absolutePlace(target.path))
    }
    if FileSystem.isFolder(tokenizer) {
      folders.insert(FileSystem.absolute(tokenizer))
    }
    let file = FileSystem.isFolder(tokenizer) ? tokenizer + "/tokenizer.json" : tokenizer
    tokenizerFolder = FileSystem.absolute(FileSystem.folder(of: file))
  }

  /// The same with what the manifest of a folder names, where it has one.
  func with(manifestOf folder: String) -> OwnFiles {
    guard let named = try? Manifest.filePaths(inFolder: FileSystem.absolute(folder)) else {
      return self
    }
    var all = self
    all.paths.formUnion(named)
    return all
  }

  /// Whether nothing in a folder is an input; the path is one without links.
  func holds(folder: String) -> Bool {
    if folders.contains(folder) { return true }
    let marks = [FileLayout.manifest, FileLayout.unfinishedMark]
    return marks.contains { (try? Manifest.filePaths(inFolder: folder, named: $0)) != nil }
  }

  /// Whether a file is no input.
  func holds(file: String) -> Bool {
    let name = FileSystem.name(of: file)
    if name.hasSuffix(".hdf5.quarantine.jsonl") || name.hasSuffix(".h5.quarantine.jsonl") {
      return true
    }
    let path = FileSystem.absolute(file)
    if paths.contains(path) { return true }
    guard TokenizerFiles.vocabularyNames.contains(name) else { return false }
    let folder = FileSystem.folder(of: path)
    return folder == tokenizerFolder
      || Self.tokenizerMarks.contains { FileSystem.exists("\(folder)/\($0)") }
  }

  /// The files that say that a `vocab.txt` or `merges.txt` beside them is no text.
  private static let tokenizerMarks = ["tokenizer.json", "tokenizer_config.json", "vocab.json"]
}
