/// A place in a text as people count: lines and columns from 1, columns in characters (code points).
package struct TextPlace: Hashable, Sendable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  /// The place of a byte, or of the end.
  ///
  /// Bytes that are not UTF-8 count as characters unless they look like the rest of one.
  package init(ofByte offset: Int, in bytes: some Sequence<UInt8>) {
    var (line, column) = (1, 1)
    for byte in bytes.prefix(max(0, offset)) {
      if byte == 0x0A {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    (self.line, self.column) = (line, column)
  }

  package var description: String { "line \(line), column \(column)" }
}
