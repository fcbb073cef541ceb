/// `ByteLevel`: splits as GPT-2 does and writes bytes as printable characters (here virtually).
///
/// `trim_offsets` means something to the post-processor of the same name only.
struct ByteLevelPreTokenizer: Sendable {
  /// Whether a space goes before each piece that does not begin with one.
  let addsPrefixSpace: Bool
  /// The GPT-2 pattern, unless `use_regex` is off.
  let pattern: SharedPattern?

  /// The pattern of GPT-2.
  static let regularExpression =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  init(json: ComponentNode) throws(TokenizerError) {
    addsPrefixSpace = try json.boolean("add_prefix_space")
    _ = try json.boolean("trim_offsets")
    let usesPattern = try json.boolean("use_regex", default: true)
    pattern =
      usesPattern
      ? try SharedPattern(.regularExpression(Self.regularExpression), path: json.path) : nil
  }

  func apply(
    to text: inout PreTokenizedText,
    using matchers: PatternMatchers
  ) throws(TokenizerError) {
    text.materializeByteLevel()
    if addsPrefixSpace {
      let lacksSpace = text.pieces.contains { text.bytes[$0.range.lowerBound] != 0x20 }
      if lacksSpace {
        text.editPieces { piece in
          if piece.bytes.first != 0x20 { piece.prepend([0x20]) }
        }
      }
    }
    if let pattern {
      try text.split(.isolated, at: pattern, inverted: false, using: matchers)
    }
    try text.mapToByteLevel()
  }
}
