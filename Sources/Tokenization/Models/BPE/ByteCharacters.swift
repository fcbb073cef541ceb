/// The printable character that byte-level vocabularies write for each byte, in UTF-8.
///
/// Bytes that are printable in Latin-1 stand for themselves; the other 68 are mapped in order to
/// U+0100 and above. So every character takes one byte or two.
enum ByteCharacters {
  /// By byte: its character.
  static let scalars: [UInt16] = {
    var table = [UInt16](repeating: 0, count: 256)
    var next: UInt16 = 256
    for byte in 0..<256 {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
        table[byte] = UInt16(byte)
      default:
        table[byte] = next
        next += 1
      }
    }
    return table
  }()

  /// By character below U+0144: its byte, or -1.
  static let bytes: [Int16] = {
    var table = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar)] = Int16(byte) }
    return table
  }()

  /// Appends the character of `byte` in UTF-8.
  @inline(__always)
  static func append(_ byte: UInt8, to text: inout [UInt8]) {
    let scalar = scalars[Int(byte)]
    if scalar < 0x80 {
      text.append(UInt8(truncatingIfNeeded: scalar))
    } else {
      text.append(0xC0 | UInt8(truncatingIfNeeded: scalar &>> 6))
      text.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    }
  }

  /// Appends the bytes that the characters of `text` stand for; false, and nothing appended, when
  /// one of them stands for none.
  static func appendBytes(of text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
    let start = bytes.count
    var position = 0
    // Safety: positions are checked against the count.
    while position < text.count {
      let lead = unsafe text[position]
      position &+= 1
      var scalar = Int(lead)
      if lead >= 0x80 {
        guard lead & 0xE0 == 0xC0, position < text.count else {
          bytes.removeSubrange(start...)
          return false
        }
        scalar = Int(lead & 0x1F) &<< 6 | Int(unsafe text[position] & 0x3F)
        position &+= 1
      }
      guard scalar < Self.bytes.count, Self.bytes[scalar] >= 0 else {
        bytes.removeSubrange(start...)
        return false
      }
      bytes.append(UInt8(truncatingIfNeeded: Self.bytes[scalar]))
    }
    return true
  }
}
