import DataPrep

/// One line of `render --format json`: `{"text": …, "generation": [[start, end], …],
/// "trained": [[start, end], …]}`, or `{"error": {"type", "message", "line", "column"}}`.
enum RenderedLineJSON {
  /// Appends the line and its end.
  static func append(_ line: RenderedLines.Line, to bytes: inout [UInt8]) {
    switch line {
    case .rendered(let utf8, let generation, let trained):
      bytes.append(contentsOf: #"{"text": "#.utf8)
      JSONText.quote(utf8: utf8, to: &bytes)
      bytes.append(contentsOf: #", "generation": "#.utf8)
      append(generation, to: &bytes)
      bytes.append(contentsOf: #", "trained": "#.utf8)
      append(trained, to: &bytes)
    case .failed(let failure):
      bytes.append(contentsOf: #"{"error": {"type": "#.utf8)
      JSONText.quote(utf8: Array(failure.type.utf8), to: &bytes)
      bytes.append(contentsOf: #", "message": "#.utf8)
      JSONText.quote(utf8: Array(failure.message.utf8), to: &bytes)
      bytes.append(
        contentsOf: #", "line": \#(failure.line), "column": \#(failure.column)}"#.utf8
      )
    }
    bytes.append(contentsOf: "}\n".utf8)
  }

  private static func append(_ ranges: [Range<Int>], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, range) in ranges.enumerated() {
      bytes.append(contentsOf: (index > 0 ? ", [" : "[").utf8)
      append(range.lowerBound, to: &bytes)
      bytes.append(contentsOf: ", ".utf8)
      append(range.upperBound, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Appends a number that is not below 0.
  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}

extension JSONText {
  /// Appends UTF-8 as a JSON string: control characters are escaped, everything else stays.
  static func quote(utf8: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    while start < utf8.count {
      // What needs no escape goes in one piece.
      var end = start
      while end < utf8.count, !mayNeedEscape(utf8[end]) { end += 1 }
      bytes.append(contentsOf: utf8[start..<end])
      start = end
      guard start < utf8.count else { break }
      if let escape = escape(at: start, in: utf8) {
        bytes.append(contentsOf: escape.text.utf8)
        start += escape.byteCount
      } else {
        bytes.append(utf8[start])
        start += 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
      || byte == 0xC2
  }

  private static func escape(
    at offset: Int,
    in utf8: [UInt8]
  ) -> (text: String, byteCount: Int)? {
    switch utf8[offset] {
    case UInt8(ascii: "\""): return ("\\\"", 1)
    case UInt8(ascii: "\\"): return ("\\\\", 1)
    case UInt8(ascii: "\n"): return ("\\n", 1)
    case UInt8(ascii: "\r"): return ("\\r", 1)
    case UInt8(ascii: "\t"): return ("\\t", 1)
    case let byte where byte < 0x20 || byte == 0x7F: return (hexadecimal(byte), 1)
    case 0xC2 where offset + 1 < utf8.count && utf8[offset + 1] < 0xA0:
      // The second set of controls.
      return (hexadecimal(utf8[offset + 1]), 2)
    default: return nil
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
