import ArgumentParser

/// A number of bytes as people write it: `4096`, `32MiB`, `64MB`, `1g`.
///
/// `KB`, `MB` and `GB` are powers of 1000; `K`, `KiB` and their like are powers of 1024.
struct ByteCount: Equatable, CustomStringConvertible {
  var bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
  }

  /// Reads the spelling of the command line.
  init(argument: String) throws {
    let text = argument.lowercased()
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = Self.units[String(text.dropFirst(digits.count))]
    else { throw Self.refusal }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: unit)
    guard !overflows else { throw Self.refusal }
    self.bytes = bytes
  }

  /// The largest binary unit that divides the number: `32MiB`.
  var description: String {
    for (name, unit) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    where bytes >= unit && bytes.isMultiple(of: unit) {
      return "\(bytes / unit)\(name)"
    }
    return "\(bytes)"
  }

  private static let refusal = ValidationError(
    "give a number of bytes, alone or with a unit, such as 32MiB, 64MB or 1g"
  )

  private static let units = [
    "": 1, "b": 1,
    "k": 1 << 10, "kib": 1 << 10, "kb": 1000,
    "m": 1 << 20, "mib": 1 << 20, "mb": 1_000_000,
    "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000,
  ]
}
