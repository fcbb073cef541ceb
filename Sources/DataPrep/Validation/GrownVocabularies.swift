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
  init(of tokenizer: Tokenizer, besideFilesAt paths: [String]) {
    size = tokenizer.vocabularySize
    for folder in Set(paths.map(FileSystem.folder(of:))) {
      let path = "\(folder)/\(FileLayout.tokenizerFolder)"
      guard FileSystem.isFolder(path), let beside = try? TokenizerFolder(path: path).tokenizer,
        beside.vocabularySize > size,
        (0..<Int32(clamping: size)).allSatisfy({ tokenizer.token(for: $0) == beside.token(for: $0) }
        )
      else { continue }
      sizes[folder] = beside.vocabularySize
    }
  }

  /// The size that the ids of a file must lie below.
  func vocabularySize(forFileAt path: String) -> Int {
    sizes[FileSystem.folder(of: path)] ?? size
  }
}
