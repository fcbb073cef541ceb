import Yams

/// Reads rules from a YAML file: a list, or a mapping with one under `rules`.
///
/// ```yaml
/// rules:
///   - ATG=completion                        # as on the command line
///   - {token: [GCC, GGC], type: prompt}
///   - {id: 5-9, type: prompt}
///   - {position: "0:4", type: prompt}
///   - {span: [<user>, </user>], type: prompt}
///   - {inside: [<user>, </user>], type: completion}
///   - {regex: '\d+', type: prompt}
///   - {all: true, type: completion}
/// ```
///
/// Anchors (`&name`) and references to them (`*name`) are followed, up to ``YAMLReferences/limit``.
struct RuleFile {
  /// The rules in order.
  let rules: [TypeRule]

  private static let maximumByteCount = 1 << 20

  /// Reads a file.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `badRules`, `invalidPlan` for what a
  ///   rule says.
  init(path: String) throws(DataPrepError) {
    guard try FileSystem.byteCount(path) <= Self.maximumByteCount else {
      throw DataPrepError(.badRules, path, found: "more than 1 MiB")
    }
    try self.init(String(decoding: try FileBytes.read(path), as: UTF8.self), path: path)
  }

  /// Reads the text of a file.
  init(_ text: String, path: String) throws(DataPrepError) {
    // Depth is the parser's own limit.
    if let fault = YAMLReferences.fault(in: text) {
      throw DataPrepError(.badRules, path, found: fault)
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw DataPrepError(.badRules, path, found: "\(error)")
    }
    guard let list = root?.sequence ?? root?["rules"]?.sequence else {
      throw DataPrepError(.badRules, path, found: "no list, and no list under \"rules\"")
    }
    var rules: [TypeRule] = []
    for (index, node) in list.enumerated() {
      rules.append(try Self.rule(node, number: index + 1, path))
    }
    self.rules = rules
  }

  private static func rule(
    _ node: Node,
    number: Int,
    _ path: String
  ) throws(DataPrepError) -> TypeRule {
    if let text = node.scalar?.string { return try TypeRule(text) }
    func refused(_ reason: String) -> DataPrepError {
      DataPrepError(.badRules, path, found: "rule \(number): \(reason)")
    }
    guard let mapping = node.mapping else { throw refused("neither a text nor a mapping") }
    guard let typeName = mapping["type"]?.scalar?.string, let type = TokenType(name: typeName)
    else {
      throw refused("\"type\" must be prompt, completion, padding or separator")
    }
    let names = mapping.keys.compactMap { $0.scalar?.string }.filter { $0 != "type" }
    guard names.count == 1, mapping.count == 2, let name = names.first, let value = mapping[name]
    else {
      throw refused("beside \"type\" one of all, token, id, position, span, inside, regex")
    }
    let texts = value.sequence?.compactMap { $0.scalar?.string } ?? [value.scalar?.string ?? ""]
    guard !texts.contains(""), !texts.isEmpty else { throw refused("\"\(name)\" has no value") }
    let text = "\(name):\(texts.joined(separator: name == "span" || name == "inside" ? ".." : ","))"
    let subject: TypeRule.Subject
    switch name {
    case "all": subject = .all
    case "token": subject = .tokens(texts)
    case "id": subject = .ids(try TypeRule.ids(texts.joined(separator: ","), in: text))
    case "position": subject = try TypeRule.positions(texts[0], in: text)
    case "span", "inside":
      guard texts.count == 2 else { throw refused("\"\(name)\" must be a list of two markers") }
      subject = .span(
        from: TypeRule.Marker(texts[0]),
        to: TypeRule.Marker(texts[1]),
        markersCount: name == "span"
      )
    case "regex": subject = .pattern(texts[0])
    default: throw refused("\"\(name)\" is none of all, token, id, position, span, inside, regex")
    }
    return TypeRule(subject, type: type, text: (name == "all" ? "all" : text) + "=" + type.name)
  }
}
