import JSON
import Tokenization

/// The special tokens that the files beside a tokenizer name.
struct SpecialTokenConfiguration: Sendable {
  /// A special token by its part; the raw value is its prefix in the files' keys.
  enum Role: String {
    case endOfSequence = "eos"
    case beginningOfSequence = "bos"
    case padding = "pad"
  }

  private let tokenizerConfiguration: JSONValue?
  private let specialTokensMap: JSONValue?
  private let modelConfiguration: JSONValue?

  /// Reads what there is in a folder; nothing where it is `nil`.
  ///
  /// - Throws: ``DataPrepError`` with code `badTokenizer` for a file that is not JSON.
  init(folder: String?) throws(DataPrepError) {
    tokenizerConfiguration = try Self.read("tokenizer_config.json", in: folder)
    specialTokensMap = try Self.read("special_tokens_map.json", in: folder)
    modelConfiguration = try Self.read("config.json", in: folder)
  }

  /// The id of a special token, or `nil` where no file names one that the vocabulary holds.
  ///
  /// `null` in `tokenizer_config.json` says that there is none, whatever the model's `config.json`
  /// has; but no text can do without an end.
  func id(of role: Role, in tokenizer: Tokenizer) -> Int32? {
    let key = "\(role.rawValue)_token"
    for file in [tokenizerConfiguration, specialTokensMap] {
      if let content = Self.content(file?[key]), let id = tokenizer.id(of: content) { return id }
    }
    if role != .endOfSequence, tokenizerConfiguration?[key] == .null { return nil }
    let value = modelConfiguration?["\(role.rawValue)_token_id"]
    guard let id = value?.int64 ?? value?.array?.first?.int64 else { return nil }
    guard let id = Int32(exactly: id), tokenizer.token(for: id) != nil else { return nil }
    return id
  }

  /// Whether `tokenizer_config.json` holds a chat template: a text, or a list of named ones.
  var hasChatTemplate: Bool {
    let template = tokenizerConfiguration?["chat_template"]
    return template?.string != nil || template?.array?.isEmpty == false
  }

  /// Adds the tokens that the files name and that are not found in texts yet; those that the model
  /// holds keep their ids.
  func addMissingTokens(to tokenizer: inout Tokenizer) {
    var missing: [String] = []
    let added = tokenizerConfiguration?["added_tokens_decoder"]?.object
    let byID = (added.map { Array($0) } ?? []).compactMap { key, value in
      Int(key).map { ($0, value) }
    }
    for (_, value) in byID.sorted(by: { $0.0 < $1.0 }) {
      missing += [Self.content(value)].compactMap(\.self)
    }
    for key in Self.keys {
      for file in [tokenizerConfiguration, specialTokensMap] {
        missing += [Self.content(file?[key])].compactMap(\.self)
      }
    }
    for file in [tokenizerConfiguration, specialTokensMap] {
      let additional = file?["additional_special_tokens"]?.array ?? []
      missing += additional.compactMap(Self.content)
    }
    // By bytes: to String's == some different tokens are equal.
    let known = Set(tokenizer.addedTokens.map { Array($0.content.utf8) })
    missing.removeAll { known.contains(Array($0.utf8)) || $0.isEmpty }
    if !missing.isEmpty { tokenizer.addSpecialTokens(missing) }
  }

  /// In the order in which `transformers` adds them.
  private static let keys = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// A token is written as a string or as an object with its content.
  private static func content(_ value: JSONValue?) -> String? {
    value?.string ?? value?["content"]?.string
  }

  /// The chat templates of `tokenizer_config.json` by name; one without a name is `default`.
  var chatTemplates: [(name: String, source: String)] {
    let template = tokenizerConfiguration?["chat_template"]
    if let source = template?.string { return [("default", source)] }
    return (template?.array ?? []).compactMap { entry in
      guard let name = entry["name"]?.string, let source = entry["template"]?.string else {
        return nil
      }
      return (name, source)
    }
  }

  /// The special tokens that the files name, as chat templates see them: `bos_token` and the like.
  var templateVariables: JSONObject {
    var variables = JSONObject()
    for key in Self.keys {
      let content = [tokenizerConfiguration, specialTokensMap].lazy
        .compactMap { Self.content($0?[key]) }
        .first
      if let content { variables[key] = .string(content) }
    }
    for (key, value) in tokenizerConfiguration?["extra_special_tokens"]?.object ?? JSONObject() {
      if let content = Self.content(value) { variables[key] = .string(content) }
    }
    return variables
  }

  private static func read(_ name: String, in folder: String?) throws(DataPrepError) -> JSONValue? {
    guard let folder, FileSystem.exists("\(folder)/\(name)") else { return nil }
    return try JSONFile.read("\(folder)/\(name)", .found, else: .badTokenizer)
  }
}
