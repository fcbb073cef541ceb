/// A number type that datasets are written from and read into.
package protocol Element: BitwiseCopyable, Hashable, Numeric, Sendable {
  /// The format that memory has, and that a new dataset of the type gets.
  static var format: NumberFormat { get }

  /// Whether numbers of the format can be read as this type at all.
  static func canRead(_ format: NumberFormat) -> Bool

  /// The number whose bytes, widened to 64 bits, stand in a file; nil where it does not fit the type.
  init?(bits: UInt64, format: NumberFormat)

  /// Converts numbers of a format all at once, where that is quicker than one by one.
  ///
  /// - Returns: Whether it could be done; if not, some number does not fit, or the format is unusual.
  static func convert(
    _ bytes: UnsafeRawBufferPointer,
    of format: NumberFormat,
    into target: UnsafeMutableBufferPointer<Self>
  ) -> Bool
}

extension Element {
  package static func convert(
    _ bytes: UnsafeRawBufferPointer,
    of format: NumberFormat,
    into target: UnsafeMutableBufferPointer<Self>
  ) -> Bool {
    false
  }
}

#if _endian(big)
#error("the elements' memory is written to files as it is, which is little-endian")
#endif

extension Int32: Element {
  package static var format: NumberFormat { .int32 }
}

extension Int64: Element {
  package static var format: NumberFormat { .int64 }
}

/// Only read, to name the number that is too large for the other types.
extension UInt64: Element {
  package static var format: NumberFormat {
    NumberFormat(kind: .unsignedInteger, byteCount: 8, byteOrder: .littleEndian)
  }
}

extension Element where Self: FixedWidthInteger {
  package static func canRead(_ format: NumberFormat) -> Bool { format.kind != .float }

  package init?(bits: UInt64, format: NumberFormat) {
    if format.kind == .signedInteger {
      let unusedBits = 64 - 8 * format.byteCount
      self.init(exactly: Int64(bitPattern: bits << unusedBits) >> unusedBits)
    } else {
      self.init(exactly: bits)
    }
  }
}

extension Float: Element {
  package static var format: NumberFormat { .float32 }

  package static func canRead(_ format: NumberFormat) -> Bool { format.kind == .float }

  /// Rounds 64-bit floats; a finite one beyond the range of 32 bits does not fit.
  package init?(bits: UInt64, format: NumberFormat) {
    if format.byteCount == 4 {
      self.init(bitPattern: UInt32(truncatingIfNeeded: bits))
    } else {
      let wide = Double(bits: bits, byteCount: format.byteCount)
      self.init(wide)
      guard isFinite || !wide.isFinite else { return nil }
    }
  }
}

/// Only read, to name the number that is too large for 32 bits.
extension Double: Element {
  package static var format: NumberFormat {
    NumberFormat(kind: .float, byteCount: 8, byteOrder: .littleEndian)
  }

  package static func canRead(_ format: NumberFormat) -> Bool { format.kind == .float }

  package init?(bits: UInt64, format: NumberFormat) {
    self.init(bits: bits, byteCount: format.byteCount)
  }
}

extension Double {
  /// The number whose bits are those of a float of 2, 4 or 8 bytes; exact.
  init(bits: UInt64, byteCount: Int) {
    switch byteCount {
    case 2: self.init(halfPrecision: UInt16(truncatingIfNeeded: bits))
    case 4: self.init(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: self.init(bitPattern: bits)
    }
  }

  /// Not every platform has `Float16`.
  private init(halfPrecision bits: UInt16) {
    let mantissa = UInt64(bits & 0x3FF)
    let exponent = UInt64(bits >> 10 & 0x1F)
    let magnitude =
      switch exponent {
      // Numbers near 0 are multiples of 2⁻²⁴.
      case 0: Double(mantissa) * 0x1p-24
      case 31: Double(bitPattern: 0x7FF << 52 | mantissa << 42)
      default: Double(bitPattern: (exponent + 1008) << 52 | mantissa << 42)
      }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }
}
