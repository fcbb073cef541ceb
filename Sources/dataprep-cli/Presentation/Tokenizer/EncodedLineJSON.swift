import DataPrep

/// One line of `tokenizer --encode-lines`: `{"ids": […], "offsets": [[start, end], …]}`, or
/// `{"error": "…"}`.
enum EncodedLineJSON {
  /// Appends the line and its end; numbers are written digit by digit, for there are millions.
  static func append(_ line: TokenizerLines.EncodedLine, to bytes: inout [UInt8]) {
    switch line {
    case .encoded(let ids, let offsets):
      bytes.append(contentsOf: #"{"ids": ["#.utf8)
      for (index, id) in ids.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        append(Int(id), to: &bytes)
      }
      bytes.append(contentsOf: #"], "offsets": ["#.utf8)
      for (index, offset) in offsets.enumerated() {
        bytes.append(contentsOf: (index > 0 ? ", [" : "[").utf8)
        append(offset.lowerBound, to: &bytes)
        bytes.append(contentsOf: ", ".utf8)
        append(offset.upperBound, to: &bytes)
        bytes.append(UInt8(ascii: "]"))
      }
      bytes.append(contentsOf: "]}\n".utf8)
    case .failed(let message):
      var text = #"{"error": "#
      JSONText.quote(message, to: &text)
      bytes.append(contentsOf: text.utf8)
      bytes.append(contentsOf: "}\n".utf8)
    }
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    // Digits from the first on: turning a slice of the buffer round would cost more than all else.
    var unit: UInt = 1
    while rest / unit >= 10 { unit &*= 10 }
    while unit > 0 {
      bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / unit))
      rest %= unit
      unit /= 10
    }
  }
}
