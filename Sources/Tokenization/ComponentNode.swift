internal import JSON

/// A component of a tokenizer file with its JSON path, read as the reference reads it: unknown
/// fields are ignored, and a field with a default may be absent but not `null`.
struct ComponentNode {
  let node: JSONNode
  /// The JSON path, for errors.
  let path: String

  /// Whether all of `names` are there, whatever their values.
  func has(_ names: String...) -> Bool {
    names.allSatisfy { node[$0] != nil }
  }

  /// The value of `type`, nil if it is absent or no string.
  var type: String? { node["type"]?.string }

  /// The error for a component of which neither the type nor the fields are known.
  func unknownType(_ subject: String) -> TokenizerError {
    guard let field = node["type"] else { return .missingField("type", path: path) }
    guard let type = field.string else {
      return ComponentNode(node: field, path: "\(path).type").mismatch("a string")
    }
    return .unsupported(subject, type, path: path)
  }

  /// Throws unless this is an object.
  func requireObject() throws(TokenizerError) {
    guard node.kind == .object else { throw mismatch("an object") }
  }

  /// A field that must be there.
  func field(_ name: String) throws(TokenizerError) -> ComponentNode {
    guard let value = node[name] else { throw .missingField(name, path: path) }
    return ComponentNode(node: value, path: "\(path).\(name)")
  }

  /// A field that may be absent or `null`.
  func optionalField(_ name: String) -> ComponentNode? {
    guard let value = node[name], !value.isNull else { return nil }
    return ComponentNode(node: value, path: "\(path).\(name)")
  }

  /// The elements of this array, each with its path.
  func elements() throws(TokenizerError) -> [ComponentNode] {
    guard node.kind == .array else { throw mismatch("an array") }
    return node.elements.enumerated().map { index, element in
      ComponentNode(node: element, path: "\(path)[\(index)]")
    }
  }

  /// The members of this object with their keys' UTF-8.
  func members() throws(TokenizerError) -> [(key: [UInt8], value: ComponentNode)] {
    try requireObject()
    return node.members.map { member in
      (Array(member.key.utf8), ComponentNode(node: member.node, path: "\(path).\(member.key)"))
    }
  }

  /// Whether this is an object with one member, which is how variants are written.
  var hasOneMember: Bool { node.kind == .object && node.count == 1 }

  func string() throws(TokenizerError) -> String {
    guard let string = node.string else { throw mismatch("a string") }
    return string
  }

  func string(_ name: String) throws(TokenizerError) -> String {
    try field(name).string()
  }

  func boolean(_ name: String) throws(TokenizerError) -> Bool {
    let field = try field(name)
    guard let boolean = field.node.boolean else { throw field.mismatch("true or false") }
    return boolean
  }

  /// A flag with a default for when it is absent.
  func boolean(_ name: String, default value: Bool) throws(TokenizerError) -> Bool {
    node[name] == nil ? value : try boolean(name)
  }

  /// A flag that may be absent or `null`.
  func optionalBoolean(_ name: String) throws(TokenizerError) -> Bool? {
    optionalField(name) == nil ? nil : try boolean(name)
  }

  /// A string of exactly one scalar.
  func character(_ name: String) throws(TokenizerError) -> Unicode.Scalar {
    let field = try field(name)
    let scalars = try field.string().unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else {
      throw field.invalid("a string of one character")
    }
    return first
  }

  /// A whole number that is not negative.
  func count(_ name: String) throws(TokenizerError) -> Int {
    let field = try field(name)
    guard let value = field.node.int64, value >= 0 else {
      throw field.mismatch("a whole number from 0")
    }
    return Int(value)
  }

  /// A token id.
  func tokenID() throws(TokenizerError) -> Int32 {
    guard let value = node.int64, let id = Int32(exactly: value), id >= 0 else {
      throw mismatch("a token id from 0 to \(Int32.max)")
    }
    return id
  }

  /// One of a family of names; `names` in the file's spelling.
  func name<Value>(in names: KeyValuePairs<String, Value>) throws(TokenizerError) -> Value {
    let name = try string()
    guard let match = names.first(where: { $0.key == name }) else {
      throw invalid("one of " + names.map(\.key).joined(separator: ", "))
    }
    return match.value
  }

  /// The error for a value of another kind than `expected`.
  func mismatch(_ expected: String) -> TokenizerError {
    .wrongType(path: path, found: kindInWords, expected: expected)
  }

  /// The error for a string that is not one of the accepted ones.
  func invalid(_ expected: String) -> TokenizerError {
    .invalidValue(
      path: path,
      found: node.string.map { "\"\($0)\"" } ?? kindInWords,
      expected: expected
    )
  }

  private var kindInWords: String {
    switch node.kind {
    case .null: "null"
    case .boolean: node.boolean == true ? "true" : "false"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    case .integer: node.int64.map { "\($0)" } ?? "a number"
    case .unsigned, .double, .bigNumber: "a number"
    }
  }
}
