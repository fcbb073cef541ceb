/// `Lowercase`: each character by itself to its lowercase, whatever stands around it, so that Σ is
/// always σ; İ becomes i and U+0307.
enum Lowercase {
  private static let mappings = ScalarMappings(LowercaseTable.mappings)

  static func apply(to text: inout NormalizedText) {
    let mappings = mappings
    let table = mappings.changes
    text.mapScalars(
      where: { changes($0, table) },
      to: { scalar, output in
        if scalar < 0x80 {
          output.append(UInt8(truncatingIfNeeded: scalar | 0x20))
        } else if let lower = mappings[scalar] {
          for scalar in lower { output.append(scalar: scalar) }
        }
      }
    )
  }

  static func isIdentity(on bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let table = mappings.changes
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes)
    while let scalar = cursor.next() {
      if changes(scalar, table) { return false }
    }
    return true
  }

  /// Whether a character has another lowercase.
  static func changes(_ scalar: UInt32) -> Bool { changes(scalar, mappings.changes) }

  @inline(__always)
  private static func changes(_ scalar: UInt32, _ table: ScalarTable<UInt16>) -> Bool {
    scalar < 0x80 ? scalar &- 0x41 < 26 : table[scalar] != 0
  }
}
