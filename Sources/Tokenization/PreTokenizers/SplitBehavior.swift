/// What becomes of the delimiters at which a text is split: `the-final--countdown` at `-`.
enum SplitBehavior: Sendable {
  /// `the`, `final`, `countdown`
  case removed
  /// `the`, `-`, `final`, `-`, `-`, `countdown`
  case isolated
  /// `the-`, `final-`, `-`, `countdown`
  case mergedWithPrevious
  /// `the`, `-final`, `-`, `-countdown`
  case mergedWithNext
  /// `the`, `-`, `final`, `--`, `countdown`
  case contiguous

  /// Reads the behaviour's name.
  init(json: ComponentNode) throws(TokenizerError) {
    self = try json.name(in: [
      "Removed": .removed, "Isolated": .isolated, "MergedWithPrevious": .mergedWithPrevious,
      "MergedWithNext": .mergedWithNext, "Contiguous": .contiguous,
    ])
  }
}
