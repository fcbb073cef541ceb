/// 128 bits that stand for the ids and types of a stretch of tokens.
///
/// Equal tokens give equal bits; for tokens that differ the chance of equal bits is some 2^-64 at
/// worst, as long as nobody looks for such tokens on purpose.
struct RowDigest: Hashable, Sendable {
  let first: UInt64
  let second: UInt64

  fileprivate static let secrets: (UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93
  )

  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// The first half is enough to find a slot by.
  func hash(into hasher: inout Hasher) {
    hasher.combine(first)
  }

  /// Digests `range` of a row: its ids, and what stands for its types.
  init(
    ids: UnsafePointer<Int32>,
    range: Range<Int>,
    runs: RunDigest
  ) {
    let secrets = Self.secrets
    var (left, right) = (secrets.0, secrets.1)
    var (leftTwin, rightTwin) = (secrets.2, secrets.3)
    let start = unsafe UnsafeRawPointer(ids + range.lowerBound)
    let byteCount = 4 * range.count
    var offset = 0
    // Every load below ends in front of `byteCount`.
    while offset + 32 <= byteCount {
      let a = unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let b = unsafe start.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      let c = unsafe start.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self)
      let d = unsafe start.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
      left = Self.mix(a ^ left, b ^ secrets.1)
      right = Self.mix(c ^ right, d ^ secrets.2)
      leftTwin = Self.mix(b ^ leftTwin, c ^ secrets.3)
      rightTwin = Self.mix(d ^ rightTwin, a ^ secrets.0)
      offset += 32
    }
    while offset < byteCount {
      let id = unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      left = Self.mix(UInt64(id) ^ left, secrets.1)
      rightTwin = Self.mix(UInt64(id) ^ rightTwin, secrets.2)
      offset += 4
    }
    right = Self.mix(right ^ runs.first, secrets.0)
    leftTwin = Self.mix(leftTwin ^ runs.second, secrets.3)
    first = Self.mix(left ^ secrets.2, right ^ UInt64(byteCount))
    second = Self.mix(leftTwin ^ secrets.1, rightTwin ^ UInt64(byteCount))
  }

  /// The two halves of a product, one on the other.
  @inline(__always)
  fileprivate static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

/// 128 bits that stand for the runs of types of a stretch of tokens, which are taken one by one.
struct RunDigest {
  fileprivate var first = RowDigest.secrets.1
  fileprivate var second = RowDigest.secrets.2

  /// Takes the next run.
  @inline(__always)
  mutating func add(_ type: Int32, _ count: Int) {
    let word = UInt64(UInt32(bitPattern: type)) << 40 | UInt64(truncatingIfNeeded: count)
    first = RowDigest.mix(word ^ first, RowDigest.secrets.0)
    second = RowDigest.mix(word ^ second, RowDigest.secrets.3)
  }
}
