import ArgumentParser

/// A number of bytes as people write it: `4096`, `32MiB`, `64MB`, `1g`.
///
/// `KB`, `MB` and `GB` are powers of 1000; `K`, `KiB` and their like are powers of 1024.
struct ByteCount: ExpressibleByArgument, Equatable {
  var bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
  }

  init?(argument: String) {
    let text = argument.lowercased()
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = Self.units[String(text.dropFirst(digits.count))]
    else { return nil }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: unit)
    guard !overflows else { return nil }
    self.bytes = bytes
  }

  /// The largest binary unit that divides the number: `32MiB`.
  var defaultValueDescription: String {
    for (name, unit) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    where bytes >= unit && bytes.isMultiple(of: unit) {
      return "\(bytes / unit)\(name)"
    }
    return "\(bytes)"
  }

  private static let units = [
    "": 1, "b": 1,
    "k": 1 << 10, "kib": 1 << 10, "kb": 1000,
    "m": 1 << 20, "mib": 1 << 20, "mb": 1_000_000,
    "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000,
  ]
}
