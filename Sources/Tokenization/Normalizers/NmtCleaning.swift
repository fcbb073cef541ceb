/// `Nmt`: removes control characters and makes other kinds of space a space.
enum NmtCleaning {
  static func apply(to text: inout NormalizedText) {
    text.mapScalars(
      where: changes,
      to: { if isSpace($0) { $1.append(0x20) } }
    )
  }

  /// Whether a character is removed or made a space.
  static func changes(_ scalar: UInt32) -> Bool { isRemoved(scalar) || isSpace(scalar) }

  private static func isRemoved(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: true
    default: false
    }
  }

  private static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
      true
    default:
      false
    }
  }
}
