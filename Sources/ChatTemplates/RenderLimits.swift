/// What a template may use up before it is stopped with a `LimitError`.
///
/// A hostile template ends in an error; it cannot hang, exhaust the memory or overflow the stack.
package struct RenderLimits: Sendable, Hashable {
  /// Evaluated nodes, list items and pieces of text, and 64ths of the bytes that are copied.
  package var steps = 20_000_000
  /// Bytes of the output, and of any one string.
  package var textBytes = 1 << 26
  /// Nodes being evaluated within each other, calls included.
  package var depth = 400
  /// Levels of lists, mappings and generators within each other.
  package var valueDepth = 1100

  package init() {}
}
