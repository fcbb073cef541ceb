/// The tokens that `BertProcessing` and `RobertaProcessing` put around a text.
struct ClassificationTokens: Sendable {
  struct SpecialToken: Sendable {
    let text: [UInt8]
    let id: Int32

    /// Reads `["text", id]`.
    init(json: ComponentNode) throws(TokenizerError) {
      let elements = try json.elements()
      guard elements.count == 2 else { throw json.mismatch("an array of a token and its id") }
      text = Array(try elements[0].string().utf8)
      id = try elements[1].tokenID()
    }

    var token: PostProcessor.Token { .init(id: id, text: text, offsets: 0..<0) }
  }

  /// The token before the text, `cls`.
  let start: SpecialToken
  /// The token behind it, `sep`.
  let end: SpecialToken

  init(json: ComponentNode) throws(TokenizerError) {
    end = try SpecialToken(json: try json.field("sep"))
    start = try SpecialToken(json: try json.field("cls"))
  }

  func add(to parts: inout [[PostProcessor.Token]], _ addsSpecialTokens: Bool) {
    guard addsSpecialTokens else { return }
    parts = parts.map { [start.token] + $0 + [end.token] }
  }
}
