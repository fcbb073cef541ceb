import TestSupport
import Testing

@Suite struct DecodeTests {
  @Test func printsEachArticleByType() throws {
    let outcome = try decode("--tokenizer", "samples/genetic-code")
    let text =
      """
      genetic.hdf5

      row 0, column 0: 7 tokens
      prompt 3     │ GAA GGC GCC
      completion 3 │ ATG ATC GAC
      separator 1  │ SEP

      """
    #expect(outcome == Outcome(status: 0, output: text))
  }

  @Test func printsRowsWithTheirPadding() throws {
    let outcome = try decode("--tokenizer", "samples/genetic-code", "--by", "row")
    #expect(outcome.output.hasSuffix("separator 1  │ SEP\npadding 4\n"))
  }

  @Test(arguments: [
    ([], #"{"prompt": "GAA GGC GCC", "completion": "ATG ATC GAC"}"#),
    (
      ["--with-ids"],
      """
      {"prompt": "GAA GGC GCC", "completion": "ATG ATC GAC", \
      "input_ids": [9, 5, 6, 10, 7, 8, 2], "token_type_ids": [0, 0, 0, 1, 1, 1, 3]}
      """
    ),
    (["--by", "row"], #"{"row": 0, "text": "GAA GGC GCCATG ATC GACSEP"}"#),
    (
      ["--by", "row", "--with-ids"],
      """
      {"row": 0, "text": "GAA GGC GCCATG ATC GACSEP", \
      "input_ids": [9, 5, 6, 10, 7, 8, 2, 69, 69, 69, 69], \
      "token_type_ids": [0, 0, 0, 1, 1, 1, 3, 2, 2, 2, 2]}
      """
    ),
  ])
  func printsALineOfJSONForEach(arguments: [String], line: String) throws {
    let outcome = try decode(
      ["--tokenizer", "samples/genetic-code", "--format", "json"] + arguments
    )
    #expect(outcome == Outcome(status: 0, output: line + "\n"))
  }

  @Test func whatItPrintsGivesTheSameRows() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let options = ["--tokenizer", "samples/tokenizer", "--max-seq-length", "96", "--quiet"]
    _ = try workshop.run(["convert", "samples/turns.jsonl", "-o", "a.hdf5"] + options)
    let decoded = try workshop.run(
      "decode",
      "a.hdf5",
      "--tokenizer",
      "samples/tokenizer",
      "--format",
      "json"
    )
    try workshop.folder.write(decoded.output, to: "b.jsonl")
    let again = try workshop.run(
      ["convert", "b.jsonl", "-o", "b.hdf5", "--no-space-separator"] + options
    )
    #expect(again.status == 0)
    #expect(try workshop.folder.bytes("a.hdf5") == workshop.folder.bytes("b.hdf5"))
  }

  /// The chat's turn ends with a token of its template, behind which `convert` would put EOS.
  @Test func saysWhichCompletionsWouldGetAnEnd() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let end = "{% if m.role == 'assistant' %}<|pad|>{% endif %}"
    let template = "{% for m in messages %}{{ m.content }}\(end){% endfor %}"
    try workshop.folder.write(template, to: "t.jinja")
    let chat =
      #"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": " b"}]}"#
    try workshop.folder.write(chat + "\n", to: "in.jsonl")
    let tokenizer = ["--tokenizer", "samples/tokenizer"]
    let converted = try workshop.run(
      ["convert", "in.jsonl", "-o", "a.hdf5", "--quiet", "--chat-template", "t.jinja"]
        + ["--max-seq-length", "8"] + tokenizer
    )
    #expect(converted == Outcome(status: 0))
    let warning = """
      warning: 1 completion does not end with the end-of-sequence token, and 'convert' would add it
      hint: chats end turns with a token of their template: --with-ids keeps the ids beside the texts

      """
    let line = #"{"prompt": "a", "completion": " b<|pad|>"}"# + "\n"
    let decoded = try workshop.run(["decode", "a.hdf5", "--format", "json"] + tokenizer)
    #expect(decoded == Outcome(status: 0, output: line, errors: warning))
    let unpacked = try workshop.run(["unpack", "a.hdf5", "-o", "a.jsonl"] + tokenizer)
    #expect(unpacked.status == 0 && unpacked.errors == warning)
    #expect(try workshop.folder.bytes("a.jsonl") == Array(line.utf8))
  }

  @Test func namesCategories() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(#"["dna", "r\nna"]"#, to: "names.json")
    let records = #"""
      {"prompt": "GAA", "completion": "ATG", "category": "r\nna"}
      [{"prompt": "GGC", "completion": "ATC", "category": "dna"}, {"prompt": "GAC", "completion": "GCC"}]

      """#
    try workshop.folder.write(records, to: "in.jsonl")
    let options = ["--tokenizer", "samples/genetic-code", "--max-seq-length", "12", "--quiet"]
    func convert(_ input: String, to output: String) throws {
      let arguments = ["convert", input, "-o", output, "--categories", "names.json"] + options
      #expect(try workshop.run(arguments) == Outcome(status: 0))
    }
    try convert("in.jsonl", to: "a.hdf5")
    let command = ["decode", "a.hdf5", "--tokenizer", "samples/genetic-code"]
    let lines = #"""
      {"prompt": "GAA", "completion": "ATG", "category_id": 1, "category": "r\nna"}
      [{"prompt": "GGC", "completion": "ATC", "category_id": 0, "category": "dna"}, \#
      {"prompt": "GAC", "completion": "GCC", "category_id": -1}]

      """#
    let decoded = try workshop.run(command + ["--format", "json"])
    #expect(decoded == Outcome(status: 0, output: lines))
    let text = try workshop.run(command)
    #expect(text.output.contains("row 0, column 0: 3 tokens, r⏎na\n"), "\(text.output)")
    #expect(text.output.contains("row 0, column 3: 6 tokens, dna\n"))
    try workshop.folder.write(decoded.output, to: "b.jsonl")
    try convert("b.jsonl", to: "b.hdf5")
    #expect(try workshop.folder.bytes("a.hdf5") == workshop.folder.bytes("b.hdf5"))
  }

  @Test func warnsOfAnotherTokenizer() throws {
    let outcome = try decode("--tokenizer", "samples/tokenizer")
    #expect(
      outcome.errors == """
        warning: genetic.hdf5: its attributes name a tokenizer with another digest
        hint: name the tokenizer of the file with --tokenizer

        """
    )
  }

  @Test func aTokenizerBesideTheFileIsFound() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      ["convert", "samples/genetic.jsonl", "-o", "folder", "--quiet"]
        + ["--tokenizer", "samples/genetic-code", "--max-seq-length", "11"]
    )
    #expect(outcome.status == 0)
    let decoded = try workshop.run("decode", "folder")
    #expect(decoded.status == 0)
    #expect(decoded.output.contains("completion 3 │ ATG ATC GAC\n"))
  }

  private func decode(_ arguments: String...) throws -> Outcome { try decode(arguments) }

  private func decode(_ arguments: [String]) throws -> Outcome {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic)
    return try workshop.run(["decode", "genetic.hdf5"] + arguments)
  }
}
