import JSON
import Testing

@testable import Tokenization

@Suite struct PreTokenizerTests {
  private func pieces(_ text: String, _ json: String) throws -> [String] {
    let node = try JSONParser().parse(copying: json)
    var pieces = PreTokenizedText(NormalizedText(Array(text.utf8), trackingAlignments: false))
    try PreTokenizer(json: node, path: "$.pre_tokenizer")
      .apply(to: &pieces, using: PatternMatchers())
    return pieces.pieces.map { piece in
      var bytes: [UInt8] = []
      pieces.withCharacters {
        $0.forEach(in: piece.range) { scalar, _ in bytes.append(scalar: scalar) }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("Removed", ["the", "final", "countdown"]),
    ("Isolated", ["the", "-", "final", "-", "-", "countdown"]),
    ("MergedWithPrevious", ["the-", "final-", "-", "countdown"]),
    ("MergedWithNext", ["the", "-final", "-", "-countdown"]),
    ("Contiguous", ["the", "-", "final", "--", "countdown"]),
  ])
  func splitsByBehavior(behavior: String, expected: [String]) throws {
    let split =
      #"{"type":"Split","pattern":{"String":"-"},"invert":false,"behavior":"\#(behavior)"}"#
    #expect(try pieces("the-final--countdown", split) == expected)
  }

  @Test func digitsSeeTheCharactersOfTheByteLevel() throws {
    // ² is C2 B2; the byte B2 is written as ², which is numeric.
    let json = """
      {"type":"Sequence","pretokenizers":[
        {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false},
        {"type":"Digits","individual_digits":true}]}
      """
    #expect(try pieces("a 1²", json) == ["aĠ", "1", "Â", "²"])
  }

  @Test func metaspaceGoesInFront() throws {
    let json = #"{"type":"Metaspace","replacement":"▁"}"#
    #expect(try pieces("Hey  you", json) == ["▁Hey", "▁", "▁you"])
  }

  @Test(arguments: [
    (
      #"{"type":"Nonsense"}"#, #"pre-tokenizer type "Nonsense" at $.pre_tokenizer is not supported"#
    ),
    ("{}", #""type" is missing at $.pre_tokenizer"#),
    (#""Digits""#, "$.pre_tokenizer: found a string, expected an object"),
    (#"{"type":"Digits"}"#, #""individual_digits" is missing at $.pre_tokenizer"#),
    (
      #"{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Digits","individual_digits":1}]}"#,
      "$.pre_tokenizer.pretokenizers[1].individual_digits: found 1, expected true or false"
    ),
    (
      #"{"type":"Punctuation","behavior":"Sideways"}"#,
      #"""
      $.pre_tokenizer.behavior: found "Sideways", expected one of Removed, Isolated, \#
      MergedWithPrevious, MergedWithNext, Contiguous
      """#
    ),
    (
      #"{"type":"FixedLength","length":0}"#,
      "$.pre_tokenizer.length: found 0, expected a whole number from 1"
    ),
  ])
  func refusesByNameAndPlace(json: String, message: String) throws {
    let node = try JSONParser().parse(copying: json)
    let error = #expect(throws: TokenizerError.self) {
      try PreTokenizer(json: node, path: "$.pre_tokenizer")
    }
    #expect(error?.description == message)
  }
}
