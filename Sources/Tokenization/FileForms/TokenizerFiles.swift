internal import JSON

/// The files of a model's folder that describe its tokenizer where it has no `tokenizer.json`.
///
/// They are turned into the content of a `tokenizer.json` by the rules of `transformers` 5.23, for
/// the tokenizer class that `tokenizer_config.json` or `config.json` names, and are then read like
/// any other. What those rules do not settle is refused.
///
///     let files = TokenizerFiles(["vocab.txt": words, "config.json": configuration])
///     let tokenizer = try Tokenizer(files.converted())
package struct TokenizerFiles: Sendable {
  /// The names under which vocabularies are looked for.
  package static let vocabularyNames = [
    "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model", "spiece.model",
    "sentencepiece.bpe.model", "sentencepiece.model", "spm.model", "tiktoken.model", "tekken.json",
  ]
  /// The names of the files that say how a vocabulary is used.
  package static let configurationNames = [
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "config.json",
  ]
  /// The size above which a file is refused, in bytes; the largest real ones have 20 MiB.
  package static let largestByteCount = 64 << 20

  private let contents: [String: [UInt8]]

  /// Takes the contents of those files that there are, by name; other names are left alone.
  package init(_ contents: [String: [UInt8]]) {
    self.contents = contents
  }

  /// Makes the content of a `tokenizer.json`.
  ///
  /// - Throws: ``TokenizerError`` with the name of the file and the line or field, or
  ///   `.unsupportedFiles` where the rules for these files are not known.
  package func converted() throws(TokenizerError) -> ConvertedTokenizer {
    for (name, bytes) in contents where bytes.count > Self.largestByteCount {
      throw .invalidValue(
        path: name,
        found: "\(bytes.count) bytes",
        expected: "at most \(Self.largestByteCount)"
      )
    }
    let settings = try TokenizerSettings(self)
    let tokenizerClass = try TokenizerClass(settings)
    var draft: TokenizerDraft
    switch tokenizerClass.form {
    case .vocabularyAndMerges:
      draft = try VocabularyAndMerges(self).draft(for: tokenizerClass, settings)
    case .wordList:
      draft = try WordList(self).draft(for: tokenizerClass, settings)
    case .pieces(let name):
      draft = try draftOfPieces(ownName: name, tokenizerClass, settings)
    }
    return ConvertedTokenizer(
      json: try draft.json(),
      vocabularyNames: draft.fileNames,
      specialTokens: draft.specialTokens
    )
  }

  /// The content of a file, if it is there.
  subscript(name: String) -> [UInt8]? { contents[name] }

  /// The content of a file that must be there.
  func content(_ name: String, for subject: String) throws(TokenizerError) -> [UInt8] {
    guard let bytes = contents[name] else {
      throw .unsupportedFiles("\(subject) is read from \(name), which is not there")
    }
    return bytes
  }

  /// The names of the vocabularies that are there.
  var presentNames: [String] { Self.vocabularyNames.filter { contents[$0] != nil } }
}

extension TokenizerFiles {
  /// Reads a file of pieces or ranks.
  ///
  /// The three common names go before the class's own, as in the reference; which of the forms a
  /// `tokenizer.model` has is told by its content.
  private func draftOfPieces(
    ownName: String?,
    _ tokenizerClass: TokenizerClass,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) -> TokenizerDraft {
    let names = ["tekken.json", "tokenizer.model", "tiktoken.model"] + [ownName].compactMap(\.self)
    guard let name = names.first(where: { contents[$0] != nil }), let bytes = contents[name] else {
      let expected = ownName ?? "tokenizer.model"
      guard !presentNames.isEmpty else {
        throw .unsupportedFiles(
          "there is no vocabulary: none of \(Self.list(Self.vocabularyNames))"
        )
      }
      let subject =
        tokenizerClass.isNamed
        ? "\(tokenizerClass.name) is read from \(expected)"
        : "no tokenizer class is named whose rules are known"
      throw .unsupportedFiles("\(subject), and there is \(Self.list(presentNames))")
    }
    if name == "tekken.json" {
      return try TekkenFile(bytes, name: name).draft(for: tokenizerClass, settings)
    }
    if name == "tiktoken.model" || RankFile.looksLikeOne(bytes) {
      return try RankFile(bytes, name: name).draft(for: tokenizerClass, settings)
    }
    return try PieceFile(bytes, name: name).draft(for: tokenizerClass, settings)
  }

  /// Names in a sentence.
  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

/// What became of the files of a folder.
package struct ConvertedTokenizer: Sendable {
  /// The content of a `tokenizer.json`.
  package let json: [UInt8]
  /// The files that hold the vocabulary, in the order in which they were read.
  package let vocabularyNames: [String]
  /// The special tokens by role (`eos_token`), as the class and the files have it.
  package let specialTokens: [String: String]
}

extension Tokenizer {
  /// Reads what was made of the files of a folder.
  ///
  /// - Throws: what `init(json:)` throws, with the file's name before the JSON path.
  package init(_ converted: ConvertedTokenizer) throws(TokenizerError) {
    do throws(TokenizerError) {
      try self.init(json: converted.json)
    } catch {
      throw TokenizerError(
        error.code,
        path: "\(converted.vocabularyNames.joined(separator: " and ")), as tokenizer.json: "
          + error.path,
        subject: error.subject,
        found: error.found,
        expected: error.expected
      )
    }
  }
}

extension TokenizerError.Code {
  /// Files whose rules are not known, or that are not all there.
  package static let unsupportedFiles = Self(rawValue: "unsupportedFiles")
}

extension TokenizerError {
  /// Why the files of a folder cannot be converted, as a sentence.
  static func unsupportedFiles(_ sentence: String) -> Self {
    Self(.unsupportedFiles, path: "", found: sentence)
  }
}
