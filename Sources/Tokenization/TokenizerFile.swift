internal import JSON

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Reads the sections of a `tokenizer.json`.
struct TokenizerFile {
  let normalizer: Normalizer?
  let preTokenizer: PreTokenizer?
  let model: Model
  let postProcessor: PostProcessor?
  let decoder: Decoder?
  let addedVocabulary: AddedVocabulary
  let description: TokenizerDescription

  /// Reads all sections; those of `truncation`, `padding` and anything unknown are left alone.
  ///
  /// Behind the file's `count` bytes there must be `JSONParser.padding` more.
  init(padded bytes: [UInt8], count: Int) throws(TokenizerError) {
    precondition(count + JSONParser.padding <= bytes.count)
    let parser = JSONParser()
    let result = unsafe bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in
        // Safety: the padding is there; a node points into the parser's buffers, not into these.
        try unsafe parser.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    let root: JSONNode
    do {
      root = try result.get()
    } catch {
      let place = TextPlace(ofByte: error.byteOffset, in: bytes)
      throw TokenizerError(
        .invalidJSON,
        path: "$",
        found: "what is not JSON: \(error.sentence) at \(place)"
      )
    }
    guard root.kind == .object else {
      throw .wrongType(path: "$", found: "\(root.kind)", expected: "an object")
    }
    if let version = root["version"], version.string != "1.0" {
      throw .invalidValue(
        path: "$.version",
        found: version.string.map { "\"\($0)\"" } ?? "\(version.kind)",
        expected: "\"1.0\""
      )
    }
    guard let model = Self.section("model", of: root) else {
      throw .missingField("model", path: "$")
    }
    normalizer = try Self.section("normalizer", of: root).map { (node) throws(TokenizerError) in
      try Normalizer(json: node, path: "$.normalizer")
    }
    let preTokenizer = Self.section("pre_tokenizer", of: root)
    self.preTokenizer = try preTokenizer.map { (node) throws(TokenizerError) in
      try PreTokenizer(json: node, path: "$.pre_tokenizer")
    }
    postProcessor = try Self.section("post_processor", of: root).map {
      (node) throws(TokenizerError) in
      try PostProcessor(json: node, path: "$.post_processor")
    }
    decoder = try Self.section("decoder", of: root).map { (node) throws(TokenizerError) in
      try Decoder(json: node, path: "$.decoder")
    }
    self.model = try ModelFile.read(
      model,
      makesByteLevelPieces: preTokenizer.map(Self.mentionsByteLevel) ?? false
    )
    addedVocabulary = try Self.addedTokens(
      of: root,
      vocabulary: self.model.vocabulary,
      normalizer: normalizer
    )
    description = TokenizerDescription(root, modelType: self.model.type)
  }

  /// Reads the sections of a file's bytes.
  init(_ bytes: [UInt8]) throws(TokenizerError) {
    let padding = repeatElement(UInt8(ascii: " "), count: JSONParser.padding)
    try self.init(padded: bytes + padding, count: bytes.count)
  }

  /// Reads the sections of the file at `path`.
  init(at path: String) throws(TokenizerError) {
    // Straight into memory with the padding behind: a copy of 28 MB costs what parsing it does.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let size = Int(exactly: status.st_size), size < Int(Int32.max)
    else { throw Self.unreadable(path) }
    var count = 0
    let capacity = size + JSONParser.padding
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
      unsafe buffer.initialize(repeating: UInt8(ascii: " "))
      initializedCount = capacity
      while count < size {
        // Safety: the buffer has room for `size` bytes.
        let step = unsafe read(
          descriptor,
          buffer.baseAddress.map { unsafe $0 + count },
          size - count
        )
        guard step > 0 else { break }
        count += step
      }
    }
    guard count == size else { throw Self.unreadable(path) }
    try self.init(padded: bytes, count: count)
  }

  private static func unreadable(_ path: String) -> TokenizerError {
    TokenizerError(.unreadableFile, path: path, found: unsafe String(cString: strerror(errno)))
  }

  /// A section; nil when it is absent or null.
  private static func section(_ name: String, of root: JSONNode) -> JSONNode? {
    guard let node = root[name], node.kind != .null else { return nil }
    return node
  }

  /// Whether a pre-tokenizer is or holds a byte-level one.
  private static func mentionsByteLevel(_ node: JSONNode) -> Bool {
    node["type"]?.string == "ByteLevel"
      || (node["pretokenizers"]?.elements.contains { mentionsByteLevel($0) } ?? false)
  }
}

// MARK: - Added tokens

extension TokenizerFile {
  private static func addedTokens(
    of root: JSONNode,
    vocabulary: Vocabulary,
    normalizer: Normalizer?
  ) throws(TokenizerError) -> AddedVocabulary {
    var added = AddedVocabulary()
    guard let section = root["added_tokens"] else { return added }
    let path = "$.added_tokens"
    guard section.kind == .array else {
      throw .wrongType(path: path, found: "\(section.kind)", expected: "an array")
    }
    var tokens: [AddedToken] = []
    var forms: [[UInt8]?] = []
    for node in section.elements {
      let token = try addedToken(node, path: "\(path)[\(tokens.count)]")
      tokens.append(token)
      var form: [UInt8]?
      if token.isNormalized, !token.content.isEmpty, let normalizer {
        var text = NormalizedText(token.content, trackingAlignments: false)
        try normalizer.apply(to: &text, using: PatternMatchers())
        if text.bytes != token.content { form = text.bytes }
      }
      forms.append(form)
    }
    added.add(tokens, normalizedForms: forms, to: vocabulary)
    if added.hasUnusableForms {
      throw .invalidValue(
        path: path,
        found: "two tokens of one normalized form, or one of an empty form",
        expected: "different forms"
      )
    }
    return added
  }

  private static func addedToken(
    _ node: JSONNode,
    path: String
  ) throws(TokenizerError) -> AddedToken {
    guard node.kind == .object else {
      throw .wrongType(path: path, found: "\(node.kind)", expected: "an object")
    }
    // The id must be one, although it is not used.
    guard let id = node["id"] else { throw .missingField("id", path: path) }
    guard let value = id.int64, UInt32(exactly: value) != nil else {
      throw .wrongType(path: path + ".id", found: "\(id.kind)", expected: "an id")
    }
    guard let content = node["content"] else { throw .missingField("content", path: path) }
    guard let text = unsafe content.utf8 else {
      throw .wrongType(path: path + ".content", found: "\(content.kind)", expected: "a string")
    }
    func flag(_ name: String) throws(TokenizerError) -> Bool {
      guard let field = node[name] else { throw .missingField(name, path: path) }
      guard let value = field.boolean else {
        throw .wrongType(
          path: "\(path).\(name)",
          found: "\(field.kind)",
          expected: "true or false"
        )
      }
      return value
    }
    return AddedToken(
      content: unsafe Array(text),
      isSingleWord: try flag("single_word"),
      stripsLeft: try flag("lstrip"),
      stripsRight: try flag("rstrip"),
      isNormalized: try flag("normalized"),
      isSpecial: try flag("special")
    )
  }
}
