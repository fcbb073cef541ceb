/// How a file stores the numbers of a dataset.
package struct NumberFormat: Hashable, Sendable {
  /// What the bits mean.
  package enum Kind: Hashable, Sendable {
    /// Two's complement.
    case signedInteger
    /// Binary.
    case unsignedInteger
    /// IEEE 754.
    case float
  }

  /// Which byte comes first.
  package enum ByteOrder: Hashable, Sendable {
    /// The lowest.
    case littleEndian
    /// The highest.
    case bigEndian
  }

  package let kind: Kind
  /// The size of one number: 1, 2, 4 or 8; a float has 2, 4 or 8.
  package let byteCount: Int
  package let byteOrder: ByteOrder

  /// Little-endian signed 32-bit integers, h5py's `<i4`.
  package static let int32 = Self(kind: .signedInteger, byteCount: 4, byteOrder: .littleEndian)
  /// Little-endian signed 64-bit integers, h5py's `<i8`.
  package static let int64 = Self(kind: .signedInteger, byteCount: 8, byteOrder: .littleEndian)
  /// Little-endian 32-bit floats, h5py's `<f4`.
  package static let float32 = Self(kind: .float, byteCount: 4, byteOrder: .littleEndian)

  /// The bytes of one number as a whole number, the highest first; as many bytes as the format has.
  func bits(of bytes: some Collection<UInt8>) -> UInt64 {
    byteOrder == .littleEndian
      ? bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      : bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes of one number as text.
  func text(of bytes: some Collection<UInt8>) -> String {
    let bits = bits(of: bytes)
    switch kind {
    case .signedInteger: return Int64(bits: bits, format: self).map { "\($0)" } ?? ""
    case .unsignedInteger: return "\(bits)"
    case .float: return "\(Double(bits: bits, byteCount: byteCount))"
    }
  }
}

extension NumberFormat: CustomStringConvertible {
  /// The name in numpy's words: `int32`, `big-endian uint16`.
  package var description: String {
    let kind =
      switch kind {
      case .signedInteger: "int"
      case .unsignedInteger: "uint"
      case .float: "float"
      }
    let order = byteOrder == .bigEndian && byteCount > 1 ? "big-endian " : ""
    return "\(order)\(kind)\(8 * byteCount)"
  }
}
