/// Digests with the rows that they come from: all of them, or a sample by their bits.
///
/// At most 2^21 are kept of a kind, 50 MB. Beyond, every second is dropped, then every second of
/// the rest, by bits of the digest itself: so what is kept of one file is kept of every other, and
/// equal rows are still found, though only a share of them.
package struct SampledDigests: Sendable {
  /// Digests of one kind.
  struct Sample: Sendable {
    struct Entry: Sendable {
      let digest: RowDigest
      let row: Int
    }

    static let limit = 1 << 21

    private(set) var entries: [Entry] = []
    /// One in 2^shift is kept.
    private(set) var shift = 0

    init() {}

    /// Takes entries as they were kept elsewhere.
    init(entries: [Entry], shift: Int) {
      self.entries = entries
      self.shift = shift
    }

    /// Takes what was kept of the rows that come behind.
    mutating func append(_ other: Self) {
      thin(to: other.shift)
      for entry in other.entries { append(entry.digest, row: entry.row) }
    }

    mutating func append(_ digest: RowDigest, row: Int, limit: Int = Sample.limit) {
      guard digest.isKept(oneIn: shift) else { return }
      entries.append(Entry(digest: digest, row: row))
      guard entries.count > limit else { return }
      thin(to: shift + 1)
    }

    mutating func thin(to shift: Int) {
      guard shift > self.shift else { return }
      self.shift = shift
      entries.removeAll { !$0.digest.isKept(oneIn: shift) }
    }
  }

  var rows = Sample()
  var articles = Sample()
}

extension RowDigest {
  /// Whether a sample of one in 2^shift keeps it.
  func isKept(oneIn shift: Int) -> Bool {
    shift >= 64 ? false : second & ((1 << UInt64(shift)) - 1) == 0
  }
}
