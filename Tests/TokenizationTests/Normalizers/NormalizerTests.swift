import JSON
import Testing

@testable import Tokenization

@Suite struct NormalizerTests {
  private func normalized(_ text: String, _ json: String) throws -> String {
    let node = try JSONParser().parse(copying: json)
    var text = NormalizedText(Array(text.utf8), trackingAlignments: false)
    try Normalizer(json: node, path: "$.normalizer").apply(to: &text, using: PatternMatchers())
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (#"{"type":"Lowercase"}"#, "ΑΣ İ", "ασ i\u{307}"),
    (#"{"type":"StripAccents"}"#, "e\u{301}a", "ea"),
    (#"{"type":"Strip","strip_left":true,"strip_right":false}"#, "\u{3000} a ", "a "),
    (#"{"type":"Replace","pattern":{"String":"  "},"content":"_"}"#, "a     b", "a__ b"),
    (#"{"type":"Prepend","prepend":"▁"}"#, "a", "▁a"),
    (#"{"type":"Prepend","prepend":"▁"}"#, "", ""),
    (#"{"type":"ByteLevel"}"#, "é ", "Ã©Ġ"),
    (#"{"type":"Nmt"}"#, "a\u{1}\tb", "a b"),
    // The fields decide where the type is none.
    (#"{"type":"Whatever","prepend":"x"}"#, "a", "xa"),
    (#"{"normalizers":[{"type":"Lowercase"}]}"#, "A", "a"),
  ])
  func normalizes(json: String, text: String, expected: String) throws {
    #expect(Array(try normalized(text, json).utf8) == Array(expected.utf8))
  }

  @Test(arguments: [
    (#"{"type":"X"}"#, #"normalizer type "X" at $.normalizer is not supported"#),
    (#"{"type":"Strip"}"#, #""strip_left" is missing at $.normalizer"#),
    (
      #"{"type":"Sequence","normalizers":[{"type":"NFC"},null]}"#,
      "$.normalizer.normalizers[1]: found null, expected an object"
    ),
    (
      #"{"type":"Replace","pattern":{"Literal":"a"},"content":"b"}"#,
      "$.normalizer.pattern: found an object, expected one of String, Regex"
    ),
  ])
  func refusesByNameAndPlace(json: String, message: String) throws {
    let error = #expect(throws: TokenizerError.self) { _ = try normalized("", json) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (#"{"type":"NFC"}"#, "a\u{E9}", true), (#"{"type":"NFC"}"#, "e\u{301}", false),
    (#"{"type":"NFD"}"#, "\u{E9}", false), (#"{"type":"Lowercase"}"#, "a\u{DF}", true),
    (#"{"type":"Lowercase"}"#, "aB", false), (#"{"type":"Prepend","prepend":"a"}"#, "", true),
    (#"{"type":"Replace","pattern":{"String":" "},"content":"_"}"#, "ab", true),
    (#"{"type":"Replace","pattern":{"String":" "},"content":"_"}"#, "a b", false),
    (#"{"type":"Sequence","normalizers":[]}"#, "x", true),
  ])
  func knowsWhatItLeavesAlone(json: String, text: String, isIdentity: Bool) throws {
    let normalizer = try Normalizer(
      json: try JSONParser().parse(copying: json),
      path: "$.normalizer"
    )
    let bytes = Array(text.utf8)
    // Safety: the buffer is read during the call only.
    let answer = unsafe bytes.withUnsafeBufferPointer { unsafe normalizer.isIdentity(on: $0) }
    #expect(answer == isIdentity)
  }
}
