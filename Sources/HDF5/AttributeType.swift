/// The type of an attribute, read from its datatype message.
struct AttributeType {
  enum Kind {
    case number(NumberFormat)
    /// Text of a fixed size, with what fills it up.
    case text(Padding)
    case variableText
    /// A type that is not read, in words.
    case other(String)
  }

  /// What stands behind text that is shorter than its room.
  enum Padding: Int {
    case zeroTerminated = 0
    case zeros = 1
    case spaces = 2
  }

  let kind: Kind
  /// The bytes of one value.
  let byteCount: Int

  init(_ message: [UInt8], at place: Place) throws(HDF5Error) {
    var cursor = ByteCursor(message, at: place)
    let typeClass = try cursor.smallNumber(1) & 0x0F
    let bits = try cursor.smallNumber(3)
    byteCount = try cursor.smallNumber(4)
    let order: NumberFormat.ByteOrder = bits & 1 == 0 ? .littleEndian : .bigEndian
    switch typeClass {
    case 0:
      let offset = try cursor.smallNumber(2)
      let precision = try cursor.smallNumber(2)
      guard [1, 2, 4, 8].contains(byteCount), offset == 0, precision == 8 * byteCount else {
        kind = .other("integers of \(precision) bits in \(byteCount) bytes")
        return
      }
      kind = .number(
        NumberFormat(
          kind: bits & 8 != 0 ? .signedInteger : .unsignedInteger,
          byteCount: byteCount,
          byteOrder: order
        )
      )
    case 1:
      let offset = try cursor.smallNumber(2)
      let layout = FloatLayout(
        bitCount: try cursor.smallNumber(2),
        signPlace: bits >> 8 & 0xFF,
        exponentPlace: try cursor.smallNumber(1),
        exponentBitCount: try cursor.smallNumber(1),
        mantissaPlace: try cursor.smallNumber(1),
        mantissaBitCount: try cursor.smallNumber(1),
        bias: try cursor.smallNumber(4)
      )
      // Bit 6 with bit 0 is the order of the VAX; bits 4 and 5 say that the first bit is implied.
      guard offset == 0, bits & 0x70 == 0x20, layout.isStandard(byteCount: byteCount) else {
        kind = .other("floats of \(layout.bitCount) bits in \(byteCount) bytes")
        return
      }
      kind = .number(NumberFormat(kind: .float, byteCount: byteCount, byteOrder: order))
    case 3:
      kind = .text(Padding(rawValue: bits & 0x0F) ?? .zeroTerminated)
    case 9:
      kind = bits & 0x0F == 1 ? .variableText : .other("lists of variable length")
    default:
      kind = .other(Self.names[typeClass] ?? "type class \(typeClass)")
    }
  }

  /// The text in the bytes of a value; nil for text of variable length, which is elsewhere.
  func text(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard case .text(let padding) = kind else { return nil }
    guard padding != .zeroTerminated else { return Array(bytes.prefix { $0 != 0 }) }
    let filler: UInt8 = padding == .spaces ? 0x20 : 0
    let end = bytes.lastIndex { $0 != filler }.map { $0 + 1 } ?? bytes.startIndex
    return Array(bytes[..<end])
  }

  private static let names = [
    2: "times", 4: "bit fields", 5: "opaque bytes", 6: "compounds", 7: "references",
    8: "enumerations", 10: "arrays",
  ]
}
