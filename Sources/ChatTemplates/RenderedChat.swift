/// What a template made of a chat.
package struct RenderedChat: Sendable {
  /// The output in UTF-8.
  package let utf8: [UInt8]
  /// The origins of the output, in its order; together they cover it, and none is empty.
  package let stretches: [Stretch]
  /// What `{% generation %}` blocks wrote, in code points of the output and in the order in which
  /// the blocks ended, as the reference counts them: within a macro from where the output stands.
  package let generationRanges: [Range<Int>]

  /// The output.
  package var text: String { String(decoding: utf8, as: UTF8.self) }
}
