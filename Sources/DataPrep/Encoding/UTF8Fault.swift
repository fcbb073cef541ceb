/// The first byte of a text that is not UTF-8.
struct UTF8Fault: Equatable {
  /// The place in code points, counted from 1.
  let column: Int
  /// The byte, as a message says it.
  let found: String

  /// Looks for a fault; `nil` where the text is well-formed (Unicode 16, table 3-7).
  init?(in text: [UInt8]) {
    guard String(validating: text, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8()
    var bytes = text.makeIterator()
    var column = 1
    var offset = 0
    scan: while true {
      switch decoder.decode(&bytes) {
      case .scalarValue(let scalar):
        column += 1
        offset += UTF8.width(scalar)
      case .emptyInput, .error: break scan
      }
    }
    self.column = column
    let byte = offset < text.count ? text[offset] : 0
    let digits = String(byte, radix: 16, uppercase: true)
    found = "the byte 0x" + (digits.count < 2 ? "0" : "") + digits
  }
}
