/// A number type that datasets are written from and read into.
package protocol Element: BitwiseCopyable, Hashable, Numeric, Sendable {
  /// The format that memory has, and that a new dataset of the type gets.
  static var format: NumberFormat { get }

  /// Whether numbers of the format can be read as this type at all.
  static func canRead(_ format: NumberFormat) -> Bool

  /// The number whose bytes, widened to 64 bits, stand in a file; nil where it does not fit the type.
  init?(bits: UInt64, format: NumberFormat)
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
      let wide = Double(bitPattern: bits)
      self.init(wide)
      guard isFinite || !wide.isFinite else { return nil }
    }
  }
}
