import Tokenization

/// The files that a tokenizer is read from: `tokenizer.json`, or the older files of a folder.
struct TokenizerSource {
  /// The file that tells the most: `tokenizer.json`, or the vocabulary.
  let path: String
  /// The files that hold the vocabulary; their bytes one after the other are the tokenizer's digest.
  let vocabularyPaths: [String]
  /// Whether the files beside belong to it.
  let standsInFolder: Bool
  /// The special tokens by role (`eos_token`) of older files; nil for `tokenizer.json`, which does
  /// not tell them.
  let specialTokens: [String: String]?
  let tokenizer: Tokenizer

  /// Finds and reads the files.
  ///
  /// In a folder `tokenizer.json` goes before all others. A file with the name of an older
  /// vocabulary stands for its folder; one by any other name is a `tokenizer.json` that stands alone,
  /// since what lies beside it may belong to another tokenizer.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badTokenizer`,
  ///   `unsupportedTokenizer`.
  init(_ given: String) throws(DataPrepError) {
    let isFolder = FileSystem.isFolder(given)
    guard isFolder || FileSystem.exists(given) else {
      throw DataPrepError(.inputNotFound, given, expected: "a tokenizer")
    }
    let folder =
      isFolder ? (given.hasSuffix("/") ? given : given + "/") : Self.prefix(ofFolderOf: given)
    let name = isFolder ? "tokenizer.json" : FileSystem.name(of: given)
    if !isFolder, TokenizerFiles.vocabularyNames.contains(name) {
      try self.init(olderFilesIn: folder, given: given, chosen: name)
    } else if isFolder, !FileSystem.exists(folder + name) {
      try self.init(olderFilesIn: folder, given: given, chosen: nil)
    } else {
      try self.init(
        file: isFolder ? folder + name : given,
        standsInFolder: name == "tokenizer.json"
      )
    }
  }

  /// Reads a `tokenizer.json`, whatever its name.
  private init(file path: String, standsInFolder: Bool) throws(DataPrepError) {
    self.path = path
    vocabularyPaths = [path]
    self.standsInFolder = standsInFolder
    specialTokens = nil
    guard FileSystem.isRegularFile(path) else {
      throw DataPrepError(.unreadable, path, found: "it is no regular file")
    }
    do throws(TokenizerError) {
      tokenizer = try Tokenizer(fileAt: path)
    } catch {
      throw DataPrepError(.badTokenizer, path, found: "\(error)")
    }
  }

  /// Reads the older files of a folder, whose path ends in a slash or is empty.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - given: The path as it was given, for errors.
  ///   - chosen: The vocabulary that was asked for; then others that stand for a whole tokenizer are
  ///     left alone.
  /// - Throws: ``DataPrepError``: `unreadable`, `badTokenizer`, `unsupportedTokenizer`.
  private init(
    olderFilesIn folder: String,
    given: String,
    chosen: String?
  ) throws(DataPrepError) {
    let partners: Set = ["vocab.json", "merges.txt"]
    var contents: [String: [UInt8]] = [:]
    for name in TokenizerFiles.vocabularyNames + TokenizerFiles.configurationNames {
      let isVocabulary = TokenizerFiles.vocabularyNames.contains(name)
      if let chosen, isVocabulary, name != chosen,
        !(partners.contains(name) && partners.contains(chosen))
      {
        continue
      }
      guard FileSystem.exists(folder + name) else { continue }
      guard try FileSystem.byteCount(folder + name) <= TokenizerFiles.largestByteCount else {
        throw DataPrepError(
          .badTokenizer,
          folder + name,
          found: "the file is larger than any tokenizer's: more than "
            + "\(TokenizerFiles.largestByteCount >> 20) MiB"
        )
      }
      contents[name] = try FileBytes.read(folder + name, .found)
    }
    guard TokenizerFiles.vocabularyNames.contains(where: { contents[$0] != nil }) else {
      throw DataPrepError(
        .unsupportedTokenizer,
        given,
        found: "the folder holds no tokenizer.json, and none of "
          + TokenizerFiles.vocabularyNames.joined(separator: ", ")
      )
    }
    do throws(TokenizerError) {
      let converted = try TokenizerFiles(contents).converted()
      tokenizer = try Tokenizer(converted)
      vocabularyPaths = converted.vocabularyNames.map { folder + $0 }
      path = vocabularyPaths.first ?? given
      standsInFolder = true
      specialTokens = converted.specialTokens
    } catch {
      throw error.code == .unsupportedFiles
        ? DataPrepError(
          .unsupportedTokenizer,
          given,
          found: "there is no tokenizer.json, and \(error.found)"
        )
        : DataPrepError(.badTokenizer, given, found: "\(error)")
    }
  }

  private static func prefix(ofFolderOf file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "" }
    return String(file[...slash])
  }
}
