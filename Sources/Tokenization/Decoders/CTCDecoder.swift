/// `CTC`: drops repetitions and padding, and writes the word delimiter as a space.
struct CTCDecoder: Sendable {
  private let padToken: [UInt8]
  private let wordDelimiter: [UInt8]
  private let cleansUp: Bool

  init(json: ComponentNode) throws(TokenizerError) {
    padToken = Array(try json.string("pad_token").utf8)
    wordDelimiter = Array(try json.string("word_delimiter_token").utf8)
    cleansUp = try json.boolean("cleanup")
  }

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var previous: [UInt8]?
    var parts: [[UInt8]] = []
    for token in tokens where token != previous {
      previous = token
      var part = token.replacing(padToken, with: [])
      if cleansUp {
        part = WordPieceDecoder.cleanUp(part).replacing(wordDelimiter, with: [0x20])
      }
      if !part.isEmpty { parts.append(part) }
    }
    return parts
  }
}
