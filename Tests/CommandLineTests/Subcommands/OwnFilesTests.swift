import Foundation
import TestSupport
import Testing

/// Outputs and tokenizers that lie where inputs are looked for, and outputs that are inputs.
@Suite struct OwnFilesTests {
  private static let pair = "{\"prompt\": \"GAA\", \"completion\": \"ATG\"}\n"

  private func convert(
    _ workshop: Workshop,
    _ inputs: String...,
    to output: String,
    _ more: [String] = []
  ) throws -> Outcome {
    let tokenizer = more.contains("--tokenizer") ? [] : ["--tokenizer", "samples/genetic-code"]
    return try workshop.run(
      ["convert"] + inputs + ["-o", output, "--max-seq-length", "4", "--format", "json"]
        + tokenizer + more
    )
  }

  private func recordCount(_ outcome: Outcome) -> String? {
    outcome.output.firstMatch(of: /"records": \{"read": ([0-9]+)/).map { String($0.1) }
  }

  @Test func aSecondRunDoesNotReadTheFirstOnesOutput() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair + "{\n", to: "data/a.jsonl")
    let options = ["--on-error", "quarantine"]
    let first = try convert(workshop, "data", to: "data/out", options)
    #expect(first.status == 0)
    try workshop.folder.write("a text\n", to: "data/out/tokenizer/merges.txt")
    let second = try convert(workshop, "data", to: "data/out", options + ["--overwrite"])
    #expect(second.status == 0)
    #expect(recordCount(first) == "2")
    #expect(recordCount(second) == "2")
    #expect(
      second.errors.hasPrefix(
        """
        warning: 2 files of the inputs' folders were left out as outputs or parts of a tokenizer; \
        the first is data/out/quarantine.jsonl
        hint: a file that is named itself is read

        """
      )
    )
    #expect(second.output.contains("\"code\": \"left-out-files\""))
  }

  @Test func tokenizersAndOtherOutputsAreNoInput() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair, to: "data/a.jsonl")
    try workshop.folder.write("a b\n", to: "data/gpt2/merges.txt")
    try workshop.folder.write("{}", to: "data/gpt2/vocab.json")
    try workshop.folder.write("{\n", to: "data/train.hdf5.quarantine.jsonl")
    try workshop.folder.write("a\n", to: "data/tokenizer/notes.txt")
    for name in ["tokenizer.json", "tokenizer_config.json"] {
      let bytes = try [UInt8](Data(contentsOf: PackageRoot.url("samples/genetic-code/\(name)")))
      try workshop.folder.write(bytes, to: "data/tokenizer/\(name)")
    }
    let outcome = try convert(
      workshop,
      "data",
      to: "o.hdf5",
      ["--tokenizer", "data/tokenizer"]
    )
    #expect(recordCount(outcome) == "1")
    #expect(outcome.errors.hasPrefix("warning: 3 files of the inputs' folders were left out"))
    let pattern = try convert(workshop, "data/*.jsonl", to: "p.hdf5")
    #expect(recordCount(pattern) == "1")

    let tokenizer = try convert(workshop, "data/gpt2", to: "t.hdf5")
    #expect(tokenizer.status == 2)
    #expect(
      tokenizer.errors == """
        error: data/gpt2: holds no .jsonl or .txt files but outputs and those of tokenizers, such \
        as data/gpt2/merges.txt

        hint: a file that is named itself is read

        """
    )
    // A file that is named is what the user wants.
    try workshop.folder.write(Self.pair, to: "data/train.hdf5.quarantine.jsonl")
    let named = try convert(workshop, "data/train.hdf5.quarantine.jsonl", to: "n.hdf5")
    #expect(recordCount(named) == "1")
  }

  @Test func warnsOfFoldersOfBothKindsOfLine() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair, to: "data/a.jsonl")
    try workshop.folder.write("GAA\n", to: "data/b.txt")
    let outcome = try convert(workshop, "data", to: "o.hdf5")
    #expect(
      outcome.errors.hasPrefix(
        """
        warning: data: 1 .txt file, whose lines are completions as they stand, lies beside 1 file of \
        JSON lines
        hint: where that is not meant, use a pattern such as 'data/*.jsonl'

        """
      )
    )
  }

  @Test func warnsOfJSONInTextFilesAndOfKeysThatNoRecordHas() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair + "GAA\n", to: "a.txt")
    try workshop.folder.write(Self.pair, to: "a.jsonl")
    let text = try convert(workshop, "a.txt", to: "a.hdf5")
    #expect(!text.errors.contains("JSON record"))
    try workshop.folder.write(Self.pair, to: "b.txt")
    let json = try convert(workshop, "b.txt", to: "b.hdf5")
    #expect(
      json.errors.contains(
        """
        warning: 1 line of .txt files looks like a JSON record and was taken as plain text
        hint: the lines of a file whose name ends in .jsonl are read as records

        """
      )
    )
    let typo = try convert(workshop, "a.jsonl", to: "c.hdf5", ["--prompt-key", "promt"])
    #expect(
      typo.errors.contains("warning: no record has the key \"promt\" of --prompt-key\n")
    )
    let right = try convert(workshop, "a.jsonl", to: "d.hdf5", ["--prompt-key", "prompt"])
    #expect(!right.errors.contains("--prompt-key"))
  }

  @Test func readsFoldersBehindALink() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair, to: "real/a.jsonl")
    try workshop.folder.write(Self.pair, to: "elsewhere/b.jsonl")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: workshop.folder.path("link"),
      withDestinationPath: "real"
    )
    try manager.createSymbolicLink(
      atPath: workshop.folder.path("real/b.jsonl"),
      withDestinationPath: "../elsewhere/b.jsonl"
    )
    try manager.createSymbolicLink(
      atPath: workshop.folder.path("real/circle"),
      withDestinationPath: "../real"
    )
    let outcome = try convert(workshop, "link", to: "o.hdf5")
    #expect(recordCount(outcome) == "2")
    #expect(
      outcome.errors.hasPrefix(
        """
        warning: 1 link to a folder was not followed; the first is link/circle
        hint: name the folder itself

        """
      )
    )
  }

  /// The input is never replaced or removed.
  @Test func refusesOutputsThatAreInputs() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let text = Self.pair + "{\n"
    try workshop.folder.write(text, to: "in.hdf5")
    try workshop.folder.write(text, to: "x.hdf5.quarantine.jsonl")
    try workshop.folder.write(text, to: "a.jsonl")
    _ = try convert(workshop, "a.jsonl", to: "qf", ["--on-error", "quarantine"])
    let lines = try workshop.folder.text("qf/quarantine.jsonl")
    for (input, output, replaced) in [
      ("in.hdf5", "in.hdf5", "in.hdf5"),
      ("x.hdf5.quarantine.jsonl", "x.hdf5", "x.hdf5.quarantine.jsonl"),
      ("qf/quarantine.jsonl", "qf", "qf/quarantine.jsonl"),
    ] {
      let outcome = try convert(workshop, input, to: output, ["--overwrite"])
      #expect(
        outcome
          == Outcome(
            status: 2,
            errors: """
              error: \(replaced): cannot be written: it is the input

              hint: choose another output: no input is replaced or removed

              """
          )
      )
    }
    #expect(try workshop.folder.text("in.hdf5") == text)
    #expect(try workshop.folder.text("x.hdf5.quarantine.jsonl") == text)
    #expect(try workshop.folder.text("qf/quarantine.jsonl") == lines)
  }

  @Test func aPageDoesNotReplaceItsDataset() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic)
    let bytes = try workshop.folder.bytes("genetic.hdf5")
    let outcome = try workshop.run(
      "preview",
      "genetic.hdf5",
      "--html",
      "genetic.hdf5",
      "--overwrite"
    )
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("error: genetic.hdf5: cannot be written: it is the input\n"))
    #expect(try workshop.folder.bytes("genetic.hdf5") == bytes)
  }

  @Test func keepsAndRemovesLinesThatWereSetAside() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(Self.pair, to: "good.jsonl")
    try workshop.folder.write("old\n", to: "o.hdf5.quarantine.jsonl")
    let options = ["--on-error", "quarantine"]
    let refused = try convert(workshop, "good.jsonl", to: "o.hdf5", options)
    #expect(
      refused
        == Outcome(
          status: 2,
          errors:
            "error: o.hdf5.quarantine.jsonl: exists already\n\nhint: --overwrite replaces it\n"
        )
    )
    #expect(try workshop.folder.text("o.hdf5.quarantine.jsonl") == "old\n")
    let replaced = try convert(workshop, "good.jsonl", to: "o.hdf5", options + ["--overwrite"])
    #expect(replaced.status == 0)
    #expect(try workshop.newNames == ["good.jsonl", "o.hdf5"])
  }
}
