/// The fields of `Metaspace`, which is a pre-tokenizer and a decoder.
struct MetaspaceSettings: Sendable {
  /// Where the replacement goes in front.
  enum PrependScheme: Sendable {
    /// On the piece that begins the text.
    case first
    case never
    /// On every piece.
    case always
  }

  /// What spaces are written as.
  let replacement: Unicode.Scalar
  let prependScheme: PrependScheme
  /// Whether text is split before each replacement.
  let splits: Bool

  /// Reads the new spelling (`prepend_scheme`, `split`) and the old one (`add_prefix_space`,
  /// `str_rep`), which must not contradict it.
  init(json: ComponentNode) throws(TokenizerError) {
    replacement = try json.character("replacement")
    if json.has("prepend_scheme") {
      prependScheme = try json.field("prepend_scheme").name(
        in: ["first": .first, "never": .never, "always": .always])
    } else {
      prependScheme = .always
    }
    let addsPrefixSpace = try json.optionalBoolean("add_prefix_space")
    if addsPrefixSpace == false, prependScheme != .never {
      throw .invalidValue(
        path: json.path + ".add_prefix_space",
        found: "false",
        expected: "true, or a prepend_scheme of never"
      )
    }
    splits = try json.optionalBoolean("split") ?? true
    _ = try json.optionalField("str_rep")?.string()
  }
}
