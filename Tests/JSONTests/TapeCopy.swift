@testable import JSON

/// A tape with its strings, copied out of a parser to be compared.
struct TapeCopy: Equatable {
  let words: [UInt64]
  let strings: [UInt8]

  /// Copies the tape of which `root` is the root value.
  init(_ root: JSONNode) {
    // Safe: word 0 says how many words there are, and every string's entry has its length.
    let words = unsafe Array(
      UnsafeBufferPointer(start: root.tape, count: JSONTape.payload(of: root.tape[0]))
    )
    var end = 0
    var index = 1
    while index < words.count {
      switch JSONTape.tag(of: words[index]) {
      case JSONTape.int64, JSONTape.uint64, JSONTape.double: index += 1
      case JSONTape.string, JSONTape.bigNumber:
        let count = unsafe root.node(at: index).stringBytes.count
        end = JSONTape.payload(of: words[index]) + 5 + count
      default: break
      }
      index += 1
    }
    self.words = words
    strings = unsafe Array(UnsafeBufferPointer(start: root.strings, count: end))
  }

  /// Whether a number is kept as its source text.
  var hasBigNumber: Bool {
    var index = 0
    while index < words.count {
      switch JSONTape.tag(of: words[index]) {
      case JSONTape.bigNumber: return true
      case JSONTape.int64, JSONTape.uint64, JSONTape.double: index += 2
      default: index += 1
      }
    }
    return false
  }
}

extension [UInt8] {
  /// Calls `body` with these bytes, behind which the parser's padding is filled with `filler`.
  func withPadding<Result>(
    _ filler: UInt8 = UInt8(ascii: "]"),
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    var padded = self
    padded.append(contentsOf: repeatElement(filler, count: JSONParser.padding))
    return try unsafe padded.withUnsafeBufferPointer { buffer in
      try unsafe body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
