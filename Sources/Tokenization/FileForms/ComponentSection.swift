internal import JSON

/// The JSON of the components that the tokenizer classes put together.
enum ComponentSection {
  static func sequence(of name: String, _ components: [JSONValue]) -> JSONValue {
    .object(["type": .string("Sequence"), name: .array(components)])
  }

  static func normalizers(_ components: [JSONValue]) -> JSONValue {
    sequence(of: "normalizers", components)
  }

  static func preTokenizers(_ components: [JSONValue]) -> JSONValue {
    sequence(of: "pretokenizers", components)
  }

  static func decoders(_ components: [JSONValue]) -> JSONValue {
    sequence(of: "decoders", components)
  }

  /// A component without fields.
  static func plain(_ type: String) -> JSONValue {
    .object(["type": .string(type)])
  }

  static func byteLevel(
    addsPrefixSpace: Bool = true,
    trimsOffsets: Bool = true,
    splits: Bool = true
  ) -> JSONValue {
    .object([
      "type": .string("ByteLevel"), "add_prefix_space": .boolean(addsPrefixSpace),
      "trim_offsets": .boolean(trimsOffsets), "use_regex": .boolean(splits),
    ])
  }

  static func metaspace(_ scheme: String, splits: Bool = true) -> JSONValue {
    .object([
      "type": .string("Metaspace"), "replacement": .string("▁"),
      "prepend_scheme": .string(scheme), "split": .boolean(splits),
    ])
  }

  /// The normalizer and the decoder of that name have the same form.
  static func replace(_ text: String, by content: String) -> JSONValue {
    replace(["String": .string(text)], by: content)
  }

  static func replace(pattern: String, by content: String) -> JSONValue {
    replace(["Regex": .string(pattern)], by: content)
  }

  private static func replace(_ pattern: JSONObject, by content: String) -> JSONValue {
    .object([
      "type": .string("Replace"), "pattern": .object(pattern), "content": .string(content),
    ])
  }

  static func split(
    _ pattern: JSONObject,
    _ behavior: String,
    inverted: Bool = false
  ) -> JSONValue {
    .object([
      "type": .string("Split"), "pattern": .object(pattern), "behavior": .string(behavior),
      "invert": .boolean(inverted),
    ])
  }

  static func precompiled(_ map: [UInt8]) -> JSONValue {
    .object([
      "type": .string("Precompiled"), "precompiled_charsmap": .string(Base64.encode(map)),
    ])
  }

  static func stripNormalizer(left: Bool, right: Bool) -> JSONValue {
    .object([
      "type": .string("Strip"), "strip_left": .boolean(left), "strip_right": .boolean(right),
    ])
  }

  /// The decoders of models whose pieces have `▁` for spaces and `<0x00>` for bytes.
  static func pieceDecoders(bytes: Bool = true, stripsFirstSpace: Bool) -> JSONValue {
    var components = [replace("▁", by: " ")]
    if bytes { components += [plain("ByteFallback"), plain("Fuse")] }
    if stripsFirstSpace {
      components.append(
        .object([
          "type": .string("Strip"), "content": .string(" "), "start": .number(.integer(1)),
          "stop": .number(.integer(0)),
        ])
      )
    }
    return decoders(components)
  }
}

/// One part of a template: a text, or a special token with its id, with a token type.
enum TemplatePart {
  case text(String, type: Int64)
  case token(String, id: Int32, type: Int64)

  static let first = Self.text("A", type: 0)
  static let second = Self.text("B", type: 1)
}

extension ComponentSection {
  static func template(single: [TemplatePart], pair: [TemplatePart]) -> JSONValue {
    var tokens = JSONObject()
    func parts(_ parts: [TemplatePart]) -> JSONValue {
      .array(
        parts.map { part in
          switch part {
          case .text(let name, let type):
            .object([
              "Sequence": .object(["id": .string(name), "type_id": .number(.integer(type))])
            ])
          case .token(let name, _, let type):
            .object([
              "SpecialToken": .object(["id": .string(name), "type_id": .number(.integer(type))])
            ])
          }
        }
      )
    }
    for case .token(let name, let id, _) in single + pair {
      tokens[name] = .object([
        "id": .string(name), "ids": .array([.number(.integer(Int64(id)))]),
        "tokens": .array([.string(name)]),
      ])
    }
    return .object([
      "type": .string("TemplateProcessing"), "single": parts(single), "pair": parts(pair),
      "special_tokens": .object(tokens),
    ])
  }

  static func roberta(
    separator: (String, Int32),
    classification: (String, Int32),
    trimsOffsets: Bool,
    addsPrefixSpace: Bool
  ) -> JSONValue {
    func pair(_ token: (String, Int32)) -> JSONValue {
      .array([.string(token.0), .number(.integer(Int64(token.1)))])
    }
    return .object([
      "type": .string("RobertaProcessing"), "sep": pair(separator), "cls": pair(classification),
      "trim_offsets": .boolean(trimsOffsets), "add_prefix_space": .boolean(addsPrefixSpace),
    ])
  }
}
