/// Numbers as people read them; the same in every locale.
enum Numbers {
  /// `1,234,567`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count &- index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }

  /// `1 row`, `1,234 rows`; a noun whose plural is not its singular with an s brings it.
  static func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// `97.3`: so many digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "–" }
    var scale = 1
    for _ in 0..<digits { scale &*= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let sign = scaled < 0 ? "-" : ""
    let whole = scaled.magnitude / scale.magnitude
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(scaled.magnitude % scale.magnitude)
    let zeros = String(repeating: "0", count: max(0, digits &- fraction.count))
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  /// `97.3 %`.
  static func percentage(_ share: Double) -> String {
    fixed(share * 100, 1) + " %"
  }

  /// `1.2 k`, `45.6 M`: three digits and a letter for a power of 1000.
  static func short(_ value: Double) -> String {
    var rest = value
    for unit in ["", " k", " M", " G"] {
      if rest < 999.5 { return fixed(rest, rest < 9.95 && !unit.isEmpty ? 1 : 0) + unit }
      rest /= 1000
    }
    return fixed(rest, 0) + " T"
  }

  /// `0:07`, `12:34`, `1:02:03`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    let all = Int(seconds.rounded(.up))
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60)
    let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0
      ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }
}
