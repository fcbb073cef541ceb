/// The tape of a text that simdjson does not take, kept at fixed addresses for its nodes.
@safe
struct JSONOwnTape: ~Copyable {
  // Both allocated in `hold` and freed at the next `hold` or at the end, never in between.
  private var tape = unsafe UnsafeMutableBufferPointer<UInt64>(start: nil, count: 0)
  private var strings = unsafe UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  deinit {
    unsafe tape.deallocate()
    unsafe strings.deallocate()
  }

  /// Takes over what `syntax` has scanned, in place of what was held, and gives its root's node.
  mutating func hold(
    _ syntax: JSONSyntax,
    textLength: Int,
    parser: JSONParser
  ) throws(JSONError) -> JSONNode {
    unsafe tape.deallocate()
    unsafe strings.deallocate()
    // Safe: both are allocated with the count of what is copied in, and UInt64 and UInt8 are
    // trivial; the node holds the parser, which holds this.
    unsafe tape = .allocate(capacity: syntax.tape.count)
    unsafe strings = .allocate(capacity: syntax.strings.count)
    _ = unsafe tape.initialize(fromContentsOf: syntax.tape)
    _ = unsafe strings.initialize(fromContentsOf: syntax.strings)
    guard let tape = unsafe tape.baseAddress, let strings = unsafe strings.baseAddress else {
      throw .outOfMemory(for: textLength)
    }
    return unsafe JSONNode(
      parser: parser,
      tape: UnsafePointer(tape),
      strings: UnsafePointer(strings),
      index: 1
    )
  }
}
