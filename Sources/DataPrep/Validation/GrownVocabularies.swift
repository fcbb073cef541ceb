import Tokenization

/// The vocabularies of files that were made with a tokenizer to which special tokens were added.
///
/// A tool that adds tokens leaves the grown tokenizer in the folder `tokenizer` beside its files. Where
/// that one gives every id of the given tokenizer the same token, its own size counts; any other is
/// another tokenizer, and tells nothing.
struct GrownVocabularies: Sendable {
  private let size: Int
  /// By folder: the size of the tokenizer in it.
  private var sizes: [String: Int] = [:]

  /// Looks at the tokenizers beside files; one that cannot be read is passed over.
  init(of given: TokenizerFolder, besideFilesAt paths: [String]) {
    let tokenizer = given.tokenizer
    size = given.vocabularySize
    for folder in Set(paths.map(FileSystem.folder(of:))) {
      let path = "\(folder)/\(FileLayout.tokenizerFolder)"
      // Most often it is a copy, and need not be loaded again.
      guard FileSystem.isFolder(path), !Self.isCopy(path, of: given),
        let beside = try? TokenizerFolder(path: path).tokenizer,
        beside.vocabularySize > size,
        (0..<Int32(clamping: size)).allSatisfy({ tokenizer.token(for: $0) == beside.token(for: $0) }
        )
      else { continue }
      sizes[folder] = beside.vocabularySize
    }
  }

  /// Whether a folder holds the same files as a tokenizer's own, but for the chat template.
  private static func isCopy(_ folder: String, of given: TokenizerFolder) -> Bool {
    let paths = given.filePaths.filter { FileSystem.name(of: $0) != FileLayout.chatTemplate }
    let names = Set(paths.map(FileSystem.name(of:)))
    let others = TokenizerFolder.fileNames.filter {
      $0 != FileLayout.chatTemplate && !names.contains($0)
    }
    guard !others.contains(where: { FileSystem.exists("\(folder)/\($0)") }) else { return false }
    return paths.allSatisfy { path in
      let copy = "\(folder)/\(FileSystem.name(of: path))"
      guard let count = try? FileSystem.byteCount(copy), count == (try? FileSystem.byteCount(path)),
        let bytes = try? FileBytes.read(copy, .found)
      else { return false }
      return bytes == (try? FileBytes.read(path, .found))
    }
  }

  /// The size that the ids of a file must lie below.
  func vocabularySize(forFileAt path: String) -> Int {
    sizes[FileSystem.folder(of: path)] ?? size
  }
}
