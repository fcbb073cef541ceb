/// The estimate of an output's size against the space that is free.
enum FreeSpace {
  /// Bytes of output for a byte of plain input, on the safe side: text makes a token of about four
  /// bytes, and a token with its type takes less than two bytes on disk.
  private static let shareOfPlainInput = 0.6
  /// Text compresses about four to one.
  private static let gzipExpansion = 4.0
  private static let overhead = 1 << 20

  /// Refuses a run whose output may not fit; inputs of unknown size are taken as empty.
  ///
  /// - Throws: ``DataPrepError`` with code `notEnoughSpace`.
  static func check(for inputs: InputSet, in folder: String) throws(DataPrepError) {
    var expected = Double(overhead)
    for file in inputs.files {
      let plain = Double(file.byteCount ?? 0)
      expected += plain * shareOfPlainInput * (file.path.hasSuffix(".gz") ? gzipExpansion : 1)
    }
    guard let free = FileSystem.freeByteCount(at: folder), Double(free) < expected else { return }
    throw DataPrepError(
      .notEnoughSpace,
      folder,
      found: ByteCount.text(free),
      expected: ByteCount.text(expected < Double(Int.max) ? Int(expected) : Int.max)
    )
  }
}

/// Sizes as people read them.
enum ByteCount {
  /// Such as `512 bytes`, `1.5 MiB`.
  static func text(_ count: Int) -> String {
    var amount = Double(count)
    guard amount >= 1024 else { return "\(count) bytes" }
    for unit in ["KiB", "MiB", "GiB"] {
      amount /= 1024
      if amount < 1024 || unit == "GiB" {
        return "\((amount * 10).rounded() / 10) \(unit)"
      }
    }
    return "\(count) bytes"
  }
}
