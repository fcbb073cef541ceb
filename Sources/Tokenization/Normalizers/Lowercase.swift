/// `Lowercase`: each character by itself to its lowercase, whatever stands around it, so that Σ is
/// always σ; İ becomes i and U+0307.
enum Lowercase {
  private static let mappings = ScalarMappings(LowercaseTable.mappings)

  static func apply(to text: inout NormalizedText) {
    // Safety: the check reads the buffer during the call only.
    let isUnchanged = unsafe text.bytes.withUnsafeBufferPointer { unsafe isIdentity(on: $0) }
    guard !isUnchanged else { return }
    let mappings = mappings
    text.mapScalars { scalar, output in
      if scalar < 0x80 {
        let isUppercase = (0x41...0x5A).contains(scalar)
        output.append(UInt8(truncatingIfNeeded: isUppercase ? scalar | 0x20 : scalar))
      } else if let lower = mappings[scalar] {
        for scalar in lower { output.append(scalar: scalar) }
      } else {
        output.append(scalar: scalar)
      }
    }
  }

  static func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let mappings = mappings
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes)
    while let scalar = cursor.next() {
      let changes =
        scalar < 0x80 ? (0x41...0x5A).contains(scalar) : mappings.changes(scalar)
      if changes { return false }
    }
    return true
  }
}
