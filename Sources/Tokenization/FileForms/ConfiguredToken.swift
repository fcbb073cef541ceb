internal import JSON

/// A token as a configuration file gives it: a bare string, or an object with flags.
struct ConfiguredToken: Sendable {
  var content: [UInt8]
  /// A bare string becomes a special token only when it is added.
  var isBare = false
  var isSingleWord = false
  var stripsLeft = false
  var stripsRight = false
  /// Nil where nothing was said: then special tokens are looked for as they stand, others not.
  var isNormalized: Bool?
  var isSpecial = false

  /// A bare string.
  static func bare(_ content: String) -> Self {
    Self(content: Array(content.utf8), isBare: true)
  }

  /// The same token with white space on its left as a part of it, if it was a bare string.
  func strippingLeftIfBare(special: Bool = false) -> Self {
    guard isBare else { return self }
    return Self(content: content, stripsLeft: true, isSpecial: special)
  }

  /// The text, for templates and messages.
  var text: String { String(decoding: content, as: UTF8.self) }

  /// The token as it is added; a bare string as a special one.
  var added: AddedToken {
    let isSpecial = isSpecial || isBare
    return AddedToken(
      content: content,
      isSingleWord: isSingleWord,
      stripsLeft: stripsLeft,
      stripsRight: stripsRight,
      isNormalized: isNormalized ?? !isSpecial,
      isSpecial: isSpecial
    )
  }
}

extension ConfiguredToken: Hashable {
  /// Whether both are the same to the reference: a bare string is like no object.
  static func == (left: Self, right: Self) -> Bool {
    left.isBare == right.isBare && left.added == right.added
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(isBare)
    hasher.combine(added)
  }
}

extension ConfiguredToken {
  /// Reads a string or an object.
  ///
  /// - Throws: ``TokenizerError`` with `path`, which names the file and the field.
  init(_ value: JSONValue, path: String) throws(TokenizerError) {
    if let text = value.string {
      self = .bare(text)
      return
    }
    guard let object = value.object else {
      throw .wrongType(path: path, found: value.kindName, expected: "a string or an object")
    }
    guard let content = object["content"] else { throw .missingField("content", path: path) }
    guard let text = content.string else {
      throw .wrongType(path: path + ".content", found: content.kindName, expected: "a string")
    }
    func flag(_ name: String) throws(TokenizerError) -> Bool? {
      guard let value = object[name], value != .null else { return nil }
      guard let flag = value.boolean else {
        throw .wrongType(path: "\(path).\(name)", found: value.kindName, expected: "true or false")
      }
      return flag
    }
    self.init(
      content: Array(text.utf8),
      isSingleWord: try flag("single_word") ?? false,
      stripsLeft: try flag("lstrip") ?? false,
      stripsRight: try flag("rstrip") ?? false,
      isNormalized: try flag("normalized"),
      isSpecial: try flag("special") ?? false
    )
  }

  /// Reads an array of tokens.
  static func list(_ value: JSONValue, path: String) throws(TokenizerError) -> [Self] {
    guard let elements = value.array else {
      throw .wrongType(path: path, found: value.kindName, expected: "an array")
    }
    var tokens: [Self] = []
    for (index, element) in elements.enumerated() {
      tokens.append(try Self(element, path: "\(path)[\(index)]"))
    }
    return tokens
  }
}

extension JSONValue {
  /// The sort of value, for messages.
  var kindName: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
