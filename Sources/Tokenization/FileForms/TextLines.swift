/// The lines of a file's bytes, without `\n` or `\r\n`; there is none behind the last break.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    var line = bytes[position..<end]
    position = end + 1
    if end < bytes.count, line.last == 0x0D { line.removeLast() }
    return line
  }
}
