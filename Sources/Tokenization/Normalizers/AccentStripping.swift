/// `StripAccents`: removes every combining mark, and decomposes nothing itself.
enum AccentStripping {
  static func apply(to text: inout NormalizedText) {
    // Safety: the check reads the buffer during the call only.
    let isUnchanged = unsafe text.bytes.withUnsafeBufferPointer { unsafe isIdentity(on: $0) }
    guard !isUnchanged else { return }
    text.filter { !$0.isAny(of: .accent) }
  }

  static func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes)
    while true {
      let end = unsafe endOfASCII(in: bytes, from: cursor.offset)
      unsafe cursor = ScalarCursor(bytes, at: end)
      guard let scalar = cursor.next() else { return true }
      if scalar.isAny(of: .accent) { return false }
    }
  }
}
