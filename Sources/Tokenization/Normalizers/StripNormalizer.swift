/// `Strip`: removes white space from the text's ends.
struct StripNormalizer: Sendable {
  let left: Bool
  let right: Bool

  init(json: ComponentNode) throws(TokenizerError) {
    left = try json.boolean("strip_left")
    right = try json.boolean("strip_right")
  }

  func apply(to text: inout NormalizedText) throws(TokenizerError) {
    let kept = unsafe text.bytes.withUnsafeBufferPointer { unsafe keptRange(of: $0) }
    guard kept != 0..<text.bytes.count else { return }
    try text.requirePlacedStart(for: "Strip")
    text.keep(kept)
  }

  func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe keptRange(of: bytes) == 0..<bytes.count
  }

  // Safety: the cursors stay inside the buffer, and every index is below `end` or `count`.
  private func keptRange(of bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let classes = TextClasses()
    var start = 0
    var end = bytes.count
    if left {
      var cursor = unsafe ScalarCursor(bytes)
      while let scalar = cursor.next(), classes.has(scalar, .whitespace) { start = cursor.offset }
    }
    while right, end > start {
      // Back to the lead byte of the last character.
      var last = end - 1
      while last > start, unsafe bytes[last] & 0xC0 == 0x80 { last -= 1 }
      var cursor = unsafe ScalarCursor(bytes, at: last)
      guard let scalar = cursor.next(), classes.has(scalar, .whitespace) else { break }
      end = last
    }
    return start..<end
  }
}
