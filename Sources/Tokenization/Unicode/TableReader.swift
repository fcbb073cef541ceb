/// Reads the hexadecimal numbers of a generated table.
struct TableReader {
  private let text: String.UTF8View
  private var index: String.UTF8View.Index

  /// Begins at the start of the table.
  init(_ text: String) {
    self.text = text.utf8
    index = self.text.startIndex
  }

  /// The next number, or nil at the end; blanks before it are skipped.
  mutating func number() -> UInt32? {
    while isFollowed(by: " ") {}
    var value: UInt32 = 0
    var hasDigits = false
    while index < text.endIndex, let digit = Self.digit(text[index]) {
      value = value << 4 | digit
      hasDigits = true
      index = text.index(after: index)
    }
    return hasDigits ? value : nil
  }

  /// Goes past `mark` if it comes next.
  mutating func isFollowed(by mark: Unicode.Scalar) -> Bool {
    guard index < text.endIndex, text[index] == UInt8(ascii: mark) else { return false }
    index = text.index(after: index)
    return true
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x37
    default: nil
    }
  }
}
