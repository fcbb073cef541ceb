import TestSupport
import Testing

@Suite struct EncodeLinesTests {
  @Test func printsIDsAndOffsetsOfEachLine() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("\"GGC GCC\"\n\"\"\n\"  ATG\"\n", to: "lines.jsonl")
    let outcome = try workshop.run(
      "tokenizer",
      "samples/genetic-code",
      "--encode-lines",
      "lines.jsonl"
    )
    #expect(
      outcome
        == Outcome(
          status: 0,
          output: """
            {"ids": [5, 6], "offsets": [[0, 3], [4, 7]]}
            {"ids": [], "offsets": []}
            {"ids": [10], "offsets": [[2, 5]]}

            """
        )
    )
  }

  @Test func goesOnBehindALineThatCannotBeEncoded() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      ["tokenizer", "samples/genetic-code", "--encode-lines", "-"],
      input: "bad\n5\n\"GGC\"\n"
    )
    #expect(
      outcome
        == Outcome(
          status: 1,
          output: #"""
            {"error": "not valid JSON at byte 0: expected a value, found \"b\""}
            {"error": "expected a JSON string"}
            {"ids": [5], "offsets": [[0, 3]]}

            """#
        )
    )
  }
}
