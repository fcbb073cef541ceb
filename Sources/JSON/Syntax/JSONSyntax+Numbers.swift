extension JSONSyntax {
  /// Scans the number that is next and puts it on the tape.
  mutating func scanNumber(_ text: Span<UInt8>) throws(JSONError) {
    let start = position
    let isNegative = text[position] == UInt8(ascii: "-")
    if isNegative {
      position += 1
      if has(text, "Infinity") {
        throw unexpected(text, Expectation.valueNotSpecial, code: .invalidNumber)
      }
    }
    let magnitude = try scanInteger(text)
    var isInteger = true
    if position < text.count, text[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try scanDigits(text, Expectation.digitAfterPoint)
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if position < text.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[position]) {
        position += 1
      }
      try scanDigits(text, Expectation.digitOfExponent)
    }
    if !isInteger {
      appendDouble(String(decoding: bytes(text, from: start), as: UTF8.self))
    } else if let magnitude, appendInteger(magnitude, isNegative: isNegative) {
    } else {
      appendBigNumber(bytes(text, from: start))
    }
  }

  /// Scans the digits before a point and gives their value, or nil if it exceeds 64 bits.
  private mutating func scanInteger(_ text: Span<UInt8>) throws(JSONError) -> UInt64? {
    let start = position
    var value: UInt64? = 0
    try scanDigits(text, Expectation.digitAfterMinus)
    if text[start] == UInt8(ascii: "0"), position > start + 1 {
      position = start + 1
      throw unexpected(text, Expectation.nothingAfterZero, code: .invalidNumber)
    }
    for offset in start..<position {
      guard let tens = value?.multipliedReportingOverflow(by: 10), !tens.overflow else {
        return nil
      }
      let digit = UInt64(text[offset] - UInt8(ascii: "0"))
      let sum = tens.partialValue.addingReportingOverflow(digit)
      value = sum.overflow ? nil : sum.partialValue
    }
    return value
  }

  private mutating func scanDigits(_ text: Span<UInt8>, _ expected: String) throws(JSONError) {
    let start = position
    while position < text.count,
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[position]
    {
      position += 1
    }
    if position == start { throw unexpected(text, expected, code: .invalidNumber) }
  }

  private mutating func appendInteger(_ magnitude: UInt64, isNegative: Bool) -> Bool {
    if isNegative {
      guard magnitude <= Int64.min.magnitude else { return false }
      append(JSONTape.word(JSONTape.int64))
      append(0 &- magnitude)
    } else {
      append(JSONTape.word(Int64(exactly: magnitude) == nil ? JSONTape.uint64 : JSONTape.int64))
      append(magnitude)
    }
    return true
  }

  private mutating func appendDouble(_ source: String) {
    guard let value = Double(source), value.isFinite else {
      appendBigNumber(Array(source.utf8))
      return
    }
    append(JSONTape.word(JSONTape.double))
    append(value.bitPattern)
  }

  private mutating func appendBigNumber(_ source: [UInt8]) {
    append(JSONTape.word(JSONTape.bigNumber, UInt64(strings.count)))
    let start = strings.count
    strings.append(contentsOf: [0, 0, 0, 0])
    strings.append(contentsOf: source)
    endString(from: start)
  }

  private func bytes(_ text: Span<UInt8>, from start: Int) -> [UInt8] {
    (start..<position).map { text[$0] }
  }
}
