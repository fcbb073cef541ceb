/// `Split`: at the matches of a pattern, or at what lies between them.
struct SplitPreTokenizer: Sendable {
  let pattern: SharedPattern
  let behavior: SplitBehavior
  let isInverted: Bool

  init(json: ComponentNode) throws(TokenizerError) {
    pattern = try SharedPattern(json: try json.field("pattern"))
    behavior = try SplitBehavior(json: try json.field("behavior"))
    isInverted = try json.boolean("invert")
  }
}
