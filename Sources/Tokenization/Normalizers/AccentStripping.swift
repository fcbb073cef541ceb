/// `StripAccents`: removes every combining mark, and decomposes nothing itself.
enum AccentStripping {
  static func apply(to text: inout NormalizedText) {
    let classes = TextClasses()
    text.filter { $0 < 0x80 || !classes.has($0, .accent) }
  }

  static func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let classes = TextClasses()
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes)
    while true {
      let end = unsafe endOfASCII(in: bytes, from: cursor.offset)
      unsafe cursor = ScalarCursor(bytes, at: end)
      guard let scalar = cursor.next() else { return true }
      if classes.has(scalar, .accent) { return false }
    }
  }
}
