/// `Strip`: removes up to so many of one character from each token's start and end.
///
/// Where the reference runs past a token's start and raises, the token just becomes empty.
struct StripDecoder: Sendable {
  private let content: [UInt8]
  private let startCount: Int
  private let endCount: Int

  init(json: ComponentNode) throws(TokenizerError) {
    content = Array(String(try json.character("content")).utf8)
    startCount = try json.count("start")
    endCount = try json.count("stop")
  }

  func decode(_ token: [UInt8]) -> [UInt8] {
    var rest = token[...]
    var removed = 0
    while removed < startCount, rest.starts(with: content) {
      rest = rest.dropFirst(content.count)
      removed += 1
    }
    removed = 0
    while removed < endCount, rest.suffix(content.count) == content[...] {
      rest = rest.dropLast(content.count)
      removed += 1
    }
    return Array(rest)
  }
}
