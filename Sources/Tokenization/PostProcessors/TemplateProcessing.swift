/// `TemplateProcessing`: special tokens and the text in the order that a template gives.
///
/// Only the template for a single text is used; the one for pairs is read for faults of form.
struct TemplateProcessing: Sendable {
  private enum Piece: Sendable {
    case text
    case special([PostProcessor.Token])
  }

  private let pieces: [Piece]

  init(json: ComponentNode) throws(TokenizerError) {
    let special = try Self.specialTokens(try json.field("special_tokens"))
    var pieces: [Piece] = []
    for element in try json.field("single").elements() {
      switch try Self.reference(element) {
      case .text("A"):
        pieces.append(.text)
      case .text(let sequence):
        // The reference raises when it encodes a single text.
        throw .invalidValue(
          path: element.path,
          found: "sequence \(sequence)",
          expected: "A in a single template"
        )
      case .special(let name):
        guard let tokens = special[Array(name.utf8)] else {
          throw .invalidValue(
            path: element.path,
            found: "\"\(name)\"",
            expected: "a name in special_tokens"
          )
        }
        pieces.append(.special(tokens))
      }
    }
    self.pieces = pieces
    for element in try json.field("pair").elements() { _ = try Self.reference(element) }
  }

  /// The number of parts that `apply` makes with special tokens.
  var partCount: Int { pieces.count }

  /// As `PostProcessor.affixes`.
  var affixes: (prefix: [Int32], suffix: [Int32])? {
    var affixes: (prefix: [Int32], suffix: [Int32]) = ([], [])
    var hasText = false
    for piece in pieces {
      switch piece {
      case .text:
        guard !hasText else { return nil }
        hasText = true
      case .special(let tokens) where hasText: affixes.suffix += tokens.map(\.id)
      case .special(let tokens): affixes.prefix += tokens.map(\.id)
      }
    }
    return hasText ? affixes : nil
  }

  /// The parts of the template in order, those with special tokens only if they are wanted.
  func apply(
    to tokens: [PostProcessor.Token],
    addingSpecialTokens: Bool
  ) -> [[PostProcessor.Token]] {
    pieces.compactMap { piece in
      switch piece {
      case .text: tokens
      case .special(let special): addingSpecialTokens ? special : nil
      }
    }
  }
}

extension TemplateProcessing {
  /// What a piece of a template names.
  private enum Reference {
    case text(String)
    case special(String)
  }

  /// Reads `{"Sequence": {"id": "A", "type_id": 0}}` or `{"SpecialToken": …}`.
  private static func reference(_ json: ComponentNode) throws(TokenizerError) -> Reference {
    let isText = json.has("Sequence")
    guard json.hasOneMember, isText || json.has("SpecialToken") else {
      throw json.mismatch("one of Sequence, SpecialToken")
    }
    let piece = try json.field(isText ? "Sequence" : "SpecialToken")
    _ = try piece.field("type_id").tokenID()
    guard isText else { return .special(try piece.string("id")) }
    return .text(try piece.field("id").name(in: ["A": "A", "B": "B"]))
  }

  /// By name: the tokens, which need be no more than one.
  private static func specialTokens(
    _ json: ComponentNode
  ) throws(TokenizerError) -> [[UInt8]: [PostProcessor.Token]] {
    var tokens: [[UInt8]: [PostProcessor.Token]] = [:]
    for (name, entry) in try json.members() {
      _ = try entry.string("id")
      let texts = try entry.field("tokens").elements()
      var parts: [PostProcessor.Token] = []
      for (index, id) in try entry.field("ids").elements().enumerated() {
        let text = index < texts.count ? Array(try texts[index].string().utf8) : []
        parts.append(.init(id: try id.tokenID(), text: text, offsets: 0..<0))
      }
      tokens[name] = parts
    }
    return tokens
  }
}
