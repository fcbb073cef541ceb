import JSON

/// The special tokens that a chat template is rendered with.
struct SpecialTokenList: Sendable {
  /// Each by the name under which a template reads it: `bos_token`, `eos_token`.
  var variables = JSONObject()
  /// The strings of all of them.
  var strings: [String] = []

  /// No special tokens.
  init() {}

  /// Reads `{"bos_token": "<s>", …, "additional_special_tokens": ["<|im_end|>", …]}`.
  ///
  /// A token is a string or an object with its `content`; null names none. Other keys are left alone.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badTokenizer`.
  init(file path: String) throws(DataPrepError) {
    guard let object = try JSONFile.read(path, else: .badTokenizer).object else {
      throw DataPrepError(
        .badTokenizer,
        path,
        found: #"expected special tokens as {"eos_token": "</s>"}"#
      )
    }
    for (key, value) in object {
      if key.hasSuffix("_token"), let content = Self.content(value) {
        variables[key] = .string(content)
        strings.append(content)
      } else if key.hasSuffix("_tokens") {
        strings += (value.array ?? value.object?.values ?? []).compactMap(Self.content)
      }
    }
  }

  /// Takes the special tokens of a tokenizer.
  init(_ tokenizer: TokenizerFolder) {
    variables = tokenizer.templateVariables
    strings = tokenizer.specialTokenContents + variables.values.compactMap(\.string)
  }

  private static func content(_ value: JSONValue) -> String? {
    value.string ?? value["content"]?.string
  }
}
