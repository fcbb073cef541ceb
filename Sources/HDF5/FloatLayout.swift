/// Where the parts of a floating-point number stand in its bits, counted from the lowest.
struct FloatLayout: Equatable {
  let bitCount: Int
  let signPlace: Int
  let exponentPlace: Int
  let exponentBitCount: Int
  let mantissaPlace: Int
  let mantissaBitCount: Int
  let bias: Int

  /// Whether IEEE 754 lays out a number of as many bytes so: half, single or double precision.
  func isStandard(byteCount: Int) -> Bool {
    self == Self.standard(byteCount: byteCount)
  }

  private static func standard(byteCount: Int) -> Self? {
    let exponentBitCounts = [2: 5, 4: 8, 8: 11]
    guard let exponentBitCount = exponentBitCounts[byteCount] else { return nil }
    let mantissaBitCount = 8 * byteCount - 1 - exponentBitCount
    return Self(
      bitCount: 8 * byteCount,
      signPlace: 8 * byteCount - 1,
      exponentPlace: mantissaBitCount,
      exponentBitCount: exponentBitCount,
      mantissaPlace: 0,
      mantissaBitCount: mantissaBitCount,
      bias: 1 << (exponentBitCount - 1) - 1
    )
  }
}
