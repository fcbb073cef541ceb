/// The type of an attribute, read from its datatype message.
struct AttributeType {
  enum Kind {
    case number(NumberFormat)
    /// Text of a fixed size, with what fills it up.
    case text(Padding)
    case variableText
    /// Enumerations as h5py has them for booleans, one byte each: the byte that means true; the other
    /// value is false.
    case boolean(true: UInt8, false: UInt8)
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
    case 8:
      let version = Int(message[0] >> 4)
      // What cannot be read so is only named.
      let boolean = try? Self.boolean(&cursor, version, memberCount: bits & 0xFFFF, byteCount)
      kind = (boolean ?? nil) ?? .other("enumerations")
    default:
      kind = .other(Self.names[typeClass] ?? "type class \(typeClass)")
    }
  }

  /// Reads the members of an enumeration: FALSE and TRUE of a byte are a boolean, nil is any other.
  ///
  /// After the type of the values, itself a message of twelve bytes for an integer, stand the names, each
  /// ended by a zero and before version 3 filled up to eight bytes, and then the values.
  private static func boolean(
    _ cursor: inout ByteCursor,
    _ version: Int,
    memberCount: Int,
    _ byteCount: Int
  ) throws(HDF5Error) -> Kind? {
    guard memberCount == 2, byteCount == 1, try cursor.smallNumber(1) & 0x0F == 0 else {
      return nil
    }
    try cursor.take(11)
    var names: [String] = []
    for _ in 0..<memberCount {
      var bytes: [UInt8] = []
      // Longer names are none of these.
      while bytes.count < 8, let byte = try cursor.take(1).first, byte != 0 { bytes.append(byte) }
      guard bytes.count < 8 else { return nil }
      if version < 3 { try cursor.take(7 - bytes.count) }
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    let values = Array(try cursor.take(memberCount))
    switch names {
    case ["FALSE", "TRUE"]: return .boolean(true: values[1], false: values[0])
    case ["TRUE", "FALSE"]: return .boolean(true: values[0], false: values[1])
    default: return nil
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
    10: "arrays",
  ]
}
