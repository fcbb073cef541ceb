import JSON
import Tokenization

/// A tokenizer with the files that lie beside it, and the special tokens that they name.
struct TokenizerFolder: Sendable {
  /// `tokenizer.json` itself.
  let path: String
  /// The folder's name, or the file's where it stands alone; for the attributes of the output.
  let name: String
  let tokenizer: Tokenizer
  let endOfSequenceID: Int32?
  let beginningOfSequenceID: Int32?
  let paddingID: Int32?
  /// The files that hold a chat template, by name.
  let chatTemplateFiles: [String]
  /// The files that belong together: those of ``fileNames`` that exist, by name.
  let filePaths: [String]

  /// What is read or copied beside `tokenizer.json`.
  static let fileNames = [
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "config.json",
    "generation_config.json", "chat_template.jinja",
  ]

  /// Loads a tokenizer.
  ///
  /// Each special token is taken from the first that names it: `names`, `tokenizer_config.json`,
  /// `special_tokens_map.json`, the ids in `config.json`. Tokens that the configuration names and
  /// the vocabulary does not hold are added to it, as `transformers` does.
  ///
  /// - Parameters:
  ///   - given: A folder with `tokenizer.json`, or the file.
  ///   - names: Special tokens that go before those of the files.
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badTokenizer`,
  ///   `unknownSpecialToken`.
  init(path given: String, names: SpecialTokenNames = .init()) throws(DataPrepError) {
    var (file, tokenizer) = try Self.load(given)
    let isFolder = FileSystem.isFolder(given)
    let folder = FileSystem.folder(of: file)
    // A file by another name stands alone: what lies beside it may belong to another tokenizer.
    let standsInFolder = FileSystem.name(of: file) == "tokenizer.json"
    let configuration = try SpecialTokenConfiguration(folder: standsInFolder ? folder : nil)
    configuration.addMissingTokens(to: &tokenizer)
    var names = names
    if let dictionary = names.dictionaryJSON {
      let added = try SpecialTokenDictionary(json: dictionary)
      tokenizer.addSpecialTokens(added.tokens)
      names.endOfSequence = names.endOfSequence ?? added.named["eos_token"]
      names.beginningOfSequence = names.beginningOfSequence ?? added.named["bos_token"]
      names.padding = names.padding ?? added.named["pad_token"]
    }
    func id(_ name: String?, _ role: SpecialTokenConfiguration.Role) throws(DataPrepError) -> Int32?
    {
      guard let name else { return configuration.id(of: role, in: tokenizer) }
      guard let id = tokenizer.id(of: name) else {
        throw DataPrepError(.unknownSpecialToken, file, found: name, expected: role.rawValue)
      }
      return id
    }
    endOfSequenceID = try id(names.endOfSequence, .endOfSequence)
    beginningOfSequenceID = try id(names.beginningOfSequence, .beginningOfSequence)
    paddingID = try id(names.padding, .padding)
    self.tokenizer = tokenizer
    self.path = file
    let template = folder + "/chat_template.jinja"
    chatTemplateFiles =
      (configuration.hasChatTemplate ? ["tokenizer_config.json"] : [])
      + (standsInFolder && FileSystem.exists(template) ? ["chat_template.jinja"] : [])
    name = FileSystem.name(of: isFolder ? Self.resolved(folder) : file)
    filePaths =
      standsInFolder
      ? Self.fileNames.map { "\(folder)/\($0)" }.filter(FileSystem.exists) : [file]
  }

  /// The size of the vocabulary, added tokens included.
  var vocabularySize: Int { tokenizer.vocabularySize }

  /// Makes the encoder of one thread.
  func makeEncoder() -> TokenEncoder { tokenizer.makeEncoder() }

  /// Loads `tokenizer.json` alone, as it stands.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badTokenizer`.
  static func load(
    _ path: String
  ) throws(DataPrepError) -> (file: String, tokenizer: Tokenizer) {
    let isFolder = FileSystem.isFolder(path)
    let file = isFolder ? (path.hasSuffix("/") ? path : path + "/") + "tokenizer.json" : path
    guard FileSystem.exists(file) else {
      throw isFolder
        ? DataPrepError(.badTokenizer, path, found: "the folder holds no tokenizer.json")
        : DataPrepError(.inputNotFound, path)
    }
    do throws(TokenizerError) {
      return (file, try Tokenizer(fileAt: file))
    } catch {
      throw DataPrepError(.badTokenizer, file, found: "\(error)")
    }
  }

  /// A folder's path as a name can be taken from: `.` and `..` name nothing.
  private static func resolved(_ folder: String) -> String {
    FileSystem.absolute(folder)
  }
}
