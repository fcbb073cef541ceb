import TestSupport
import Testing

@Suite struct UnpackTests {
  @Test func writesOneArticleARowOrALine() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try convertTurns(workshop)
    let rows = try workshop.run("unpack", "turns.hdf5", "-o", "articles.hdf5")
    let text =
      """
      Articles
        rows read           5
        articles            6
        joined over rows    4
        tokens            279
        longest article   112

      File
        file           articles  bytes  SHA-256
        articles.hdf5         6  BYTES  SHA

      """
    #expect(rows.settled == Outcome(status: 0, output: text))
    let inspected = try workshop.run("inspect", "articles.hdf5", "--rows", "0")
    #expect(inspected.output.hasPrefix("articles.hdf5  6 rows × 112 tokens\n"))
    #expect(inspected.output.contains("  packing             single\n"))

    let lines = try workshop.run(
      ["unpack", "turns.hdf5", "-o", "a.jsonl", "--tokenizer", "samples/tokenizer"]
        + ["--format", "json"]
    )
    let json =
      """
      {
        "input_files": 1,
        "rows": 5,
        "articles": 6,
        "joined": 4,
        "tokens": 279,
        "longest": 112,
        "marks": {"open": 0, "end-cut": 0, "start-may-be-cut": 0, "no-separator": 0, "rows-may-be-missing": 0},
        "places": [],
        "unknown_ids": 0,
        "file": {"path": "a.jsonl", "articles": 6, "bytes": BYTES, "sha256": "SHA"},
        "warnings": []
      }

      """
    #expect(lines.settled == Outcome(status: 0, output: json))
    let second = try workshop.folder.text("a.jsonl").split(separator: "\n").dropFirst().first
    #expect(
      second
        == """
        [{"prompt": "Wie spät ist es?", "completion": " Wpół do czwartej, sagt der Uhrmacher."}, \
        {"prompt": "Warum Polnisch?", "completion": " Weil er aus der Źródlana-Straße kommt."}]
        """
    )
  }

  @Test func namesWhatIsNotWhole() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(
      Workshop.convertGenetic.dropLast() + ["5", "--overflow", "truncate-right"]
    )
    let outcome = try workshop.run("unpack", "genetic.hdf5", "-o", "out.hdf5")
    let text =
      """
      Articles
        rows read         1
        articles          1
        joined over rows  0
        tokens            5
        longest article   5

      Marked
        end-cut  1
        genetic.hdf5  row 0  column 0  end-cut

      File
        file      articles  bytes  SHA-256
        out.hdf5         1  BYTES  SHA

      """
    #expect(outcome.settled == Outcome(status: 0, output: text))
  }

  @Test func saysWhyItCannot() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic)
    #expect(
      try workshop.run("unpack", "genetic.hdf5", "-o", "out.jsonl")
        == Outcome(
          status: 2,
          errors: """
            error: genetic.hdf5: nothing tells the tokenizer of this file

            hint: name it with --tokenizer

            """
        )
    )
    #expect(
      try workshop.run("unpack", "genetic.hdf5", "-o", "genetic.hdf5")
        == Outcome(
          status: 2,
          errors: "error: genetic.hdf5: cannot be written: it is the input\n\n"
            + "hint: choose another output: no input is replaced or removed\n"
        )
    )
    #expect(
      try workshop.run("unpack", "genetic.hdf5", "-o", "out.txt")
        == Outcome(
          status: 64,
          errors: "error: the output's name must end in .hdf5, .h5 or .jsonl\n"
        )
    )
    #expect(try workshop.newNames == ["genetic.hdf5"])
  }

  private func convertTurns(_ workshop: Workshop) throws {
    let outcome = try workshop.run(
      ["convert", "samples/turns.jsonl", "-o", "turns.hdf5", "--packing", "full", "--quiet"]
        + ["--tokenizer", "samples/tokenizer", "--max-seq-length", "64"]
    )
    #expect(outcome.status == 0)
  }
}
