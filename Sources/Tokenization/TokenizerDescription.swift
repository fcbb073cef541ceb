internal import JSON

/// What a tokenizer file says of its parts, in short texts for people.
package struct TokenizerDescription: Sendable, Equatable {
  /// A component of the file.
  package struct Component: Sendable, Equatable {
    /// Its `type`.
    package var type: String
    /// Its settings in the file's order, those that are null or empty left out.
    package var settings: [Setting]
  }

  /// A setting of a component.
  package struct Setting: Sendable, Equatable {
    /// The field's name.
    package var name: String
    /// The value, cut where it is long.
    package var value: String
    /// Whether the value is a text or a pattern.
    package var isText: Bool
  }

  /// The model; its vocabulary and merges are only counted.
  package var model: Component
  /// The merges of the file, nil where the model has none.
  package var mergeCount: Int?
  /// The steps of each section, nested sequences flattened.
  package var normalizer: [Component]
  package var preTokenizer: [Component]
  package var postProcessor: [Component]
  package var decoder: [Component]
}

extension TokenizerDescription {
  /// Describes a file that was read without fault, and whose model is of the type `modelType`.
  init(_ root: JSONNode, modelType: String) {
    let model = root["model"]
    self.model = Component(
      type: modelType,
      settings: model.map { Self.settings(of: $0, without: ["vocab", "merges"]) } ?? []
    )
    mergeCount = model?["merges"]?.count
    normalizer = Self.steps(root["normalizer"], under: "normalizers")
    preTokenizer = Self.steps(root["pre_tokenizer"], under: "pretokenizers")
    postProcessor = Self.steps(root["post_processor"], under: "processors")
    decoder = Self.steps(root["decoder"], under: "decoders")
  }

  /// The components of a section in the order in which they act.
  private static func steps(_ node: JSONNode?, under key: String) -> [Component] {
    guard let node, node.kind == .object else { return [] }
    if let elements = node[key], elements.kind == .array {
      return elements.elements.flatMap { steps($0, under: key) }
    }
    let type = node["type"]?.string ?? ""
    return [
      Component(type: type, settings: settings(of: node, without: ["pair", "special_tokens"]))
    ]
  }

  private static func settings(of node: JSONNode, without omitted: Set<String>) -> [Setting] {
    guard node.kind == .object else { return [] }
    return node.members.compactMap { member in
      guard member.key != "type", !omitted.contains(member.key), !member.node.isNull,
        member.node.string != ""
      else { return nil }
      return Setting(
        name: member.key,
        value: value(of: member.node),
        isText: member.node.kind == .string || pattern(in: member.node) != nil
      )
    }
  }

  /// A value in a few words; arrays and objects show what they hold, one level deep.
  private static func value(of node: JSONNode) -> String {
    switch node.kind {
    case .null: "null"
    case .boolean: node.boolean == true ? "true" : "false"
    case .integer, .unsigned, .double, .bigNumber: node.number?.text ?? ""
    case .string: shortened(node)
    case .array:
      node.count > listedElements
        ? "\(node.count) elements" : node.elements.map(element).joined(separator: " ")
    case .object: element(node)
    }
  }

  /// An element of an array: of a template the name, of a pattern its text.
  private static func element(_ node: JSONNode) -> String {
    switch node.kind {
    case .object:
      node["SpecialToken"]?["id"]?.string ?? node["Sequence"]?["id"]?.string
        ?? pattern(in: node).map(shortened) ?? "{…}"
    case .array: "\(node.count) elements"
    default: value(of: node)
    }
  }

  /// The text of `{"Regex": …}` or `{"String": …}`.
  private static func pattern(in node: JSONNode) -> JSONNode? {
    node.kind == .object ? node["Regex"] ?? node["String"] : nil
  }

  private static func shortened(_ node: JSONNode) -> String {
    let text = node.string ?? ""
    let scalars = text.unicodeScalars
    guard scalars.count > shownScalars else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(shownScalars)))
      + "… (\(scalars.count) characters)"
  }

  private static let listedElements = 12
  private static let shownScalars = 160
}
