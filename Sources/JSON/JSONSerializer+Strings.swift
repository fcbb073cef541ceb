extension JSONSerializer {
  /// Appends the string in quotes and with Python's choice of escapes.
  func writeString(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    if ensureASCII {
      for scalar in string.unicodeScalars { writeASCII(scalar, to: &bytes) }
    } else {
      for byte in string.utf8 { writeByte(byte, to: &bytes) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private func writeASCII(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    // U+007F is ASCII, but not printable: Python escapes it here and only here.
    if scalar.value < 0x7F {
      writeByte(UInt8(truncatingIfNeeded: scalar.value), to: &bytes)
    } else {
      for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
        writeEscape(of: unit, to: &bytes)
      }
    }
  }

  private func writeByte(_ byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0..<0x20: writeEscape(of: UInt16(byte), to: &bytes)
    default: bytes.append(byte)
    }
  }

  private func writeEscape(of unit: UInt16, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] as [UInt16] {
      let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}

extension JSONObject {
  /// The same members, sorted by the keys' code points, which is the order of their UTF-8.
  var sortedByKey: JSONObject {
    var sorted = JSONObject()
    sorted.reserveCapacity(count)
    for (key, value) in self.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
      sorted[key] = value
    }
    return sorted
  }
}
