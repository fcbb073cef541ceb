import JSON
import Testing

@testable import Tokenization

@Suite struct DecoderTests {
  private func decoded(_ tokens: [String], _ json: String) throws -> String {
    let node = try JSONParser().parse(copying: json)
    return try Decoder(json: node, path: "$.decoder").decode(tokens.map { Array($0.utf8) })
  }

  @Test(arguments: [
    (["âĤ", "¬", "Ġx"], "€ x"),
    (["âĤ", "Ġx"], "\u{FFFD} x"),
    // A token that is not written in the byte-level alphabet stands for itself.
    (["<| |>", "Ġx"], "<| |> x"),
  ])
  func joinsBytes(tokens: [String], text: String) throws {
    let json = #"{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}"#
    #expect(try decoded(tokens, json) == text)
  }

  @Test func fallsBackOnBytes() throws {
    let json = """
      {"type":"Sequence","decoders":[
        {"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},
        {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
      """
    #expect(
      try decoded(["▁a", "<0xE5>", "<0x8F>", "<0xAB>", "<0xE5>", "▁"], json)
        == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} "
    )
    #expect(try decoded(["▁a", "<0xE5>", "<0x8F>", "<0xAB>"], json) == "a叫")
  }

  @Test func stripsNoFurtherThanTheToken() throws {
    let json = #"{"type":"Strip","content":"H","start":1,"stop":9}"#
    #expect(try decoded(["HHH", "", "He"], json) == "e")
  }

  @Test(arguments: [
    (#"{"type":"X"}"#, #"decoder type "X" at $.decoder is not supported"#),
    (#"{"type":7}"#, "$.decoder.type: found 7, expected a string"),
    (
      #"{"type":"Strip","content":"ab"}"#,
      #"$.decoder.content: found "ab", expected a string of one character"#
    ),
    (
      #"{"type":"Metaspace","replacement":"▁","add_prefix_space":false}"#,
      "$.decoder.add_prefix_space: found false, expected true, or a prepend_scheme of never"
    ),
  ])
  func refusesByNameAndPlace(json: String, message: String) throws {
    let error = #expect(throws: TokenizerError.self) { _ = try decoded([], json) }
    #expect(error?.description == message)
  }
}
