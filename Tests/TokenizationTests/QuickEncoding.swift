import Testing

@testable import Tokenization

/// Encoding without offsets cuts, remembers and merges in other ways than encoding with them, and must
/// give the same tokens.
extension TokenEncoder {
  /// The ids of a text without offsets.
  func quickIDs(of text: String) throws -> [Int32] {
    var ids: [Int32] = []
    let bytes = Array(text.utf8)
    unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      unsafe try encode(bytes, addingSpecialTokens: false, appendingTo: &ids)
    }
    return ids
  }

  /// Expects that a text has the ids that encoding with offsets gives, or is refused by both.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - comment: What encodes it.
  func expectQuickIDs(of text: String, _ comment: @autoclosure () -> String = "") {
    let expected = Result { try encode(text, addingSpecialTokens: false).ids }
    // Twice, so that caches answer as well.
    for _ in 0..<2 {
      let found = Result { try quickIDs(of: text) }
      switch (expected, found) {
      case (.success(let expected), .success(let found)):
        #expect(found == expected, "\(text.debugDescription) by \(comment())")
      case (.failure, .failure): break
      default:
        Issue.record("\(found), not \(expected): \(text.debugDescription) by \(comment())")
      }
    }
  }
}

/// Models whose words are cut and remembered.
extension SmallTokenizers {
  static let byteModel = bpe(byteTokens, merges: byteMerges)

  static let markedModel = bpe(
    ["<unk>", "▁"] + letters + ["▁t", "he", "▁the", "in", "er"],
    merges: ["▁ t", "h e", "▁t he", "i n", "e r"],
    #""unk_token": "<unk>", "fuse_unk": true"#
  )
}
