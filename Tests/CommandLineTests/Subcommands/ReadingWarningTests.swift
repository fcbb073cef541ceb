import Foundation
import TestSupport
import Testing

/// What commands that read say on standard error beside their result.
@Suite struct ReadingWarningTests {
  private static let lost =
    "warning: 1 trained label stands behind a row's last token and was left out\n"

  /// The first row's last label is trained, and the second row's is not.
  private func cerebras() throws -> Workshop {
    let workshop = try Workshop()
    let make = """
      import h5py, numpy as np, sys
      rows = [[[5, 6, 7, 8], [0, 1, 1, 1], [6, 7, 8, 2]], [[5, 6, 2, 9], [0, 1, 0, 0], [6, 2, 9, 9]]]
      with h5py.File(sys.argv[1], "w") as file:
          file["data"] = np.array(rows, "i4")
      """
    _ = try ReferencePython.run(make, arguments: [workshop.folder.path("c.h5")])
    return workshop
  }

  @Test(
    .enabled(if: ReferencePython.isAvailable, "needs the reference environment"),
    arguments: [
      ["stats", "c.h5"], ["stats", "c.h5", "--format", "json"], ["inspect", "c.h5"],
      ["inspect", "c.h5", "--where", "truncated"], ["preview", "c.h5"],
      ["preview", "c.h5", "--format", "json", "--weights"],
      ["preview", "c.h5", "--order", "seed:1"],
      ["preview", "c.h5", "--emit-config", "--trainer", "hf"],
      ["preview", "c.h5", "--explain", "0:2"], ["preview", "c.h5", "--bake", "b.hdf5"],
      ["preview", "c.h5", "--html", "b.html"],
      ["unpack", "c.h5", "-o", "u.hdf5", "--packing", "greedy"],
      ["decode", "c.h5", "--tokenizer", "samples/genetic-code"],
      ["decode", "c.h5", "--tokenizer", "samples/genetic-code", "--by", "row"],
      ["retype", "c.h5", "-o", "r.hdf5"],
    ]
  )
  func saysThatALabelIsLost(arguments: [String]) throws {
    let workshop = try cerebras()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.errors == Self.lost)
  }

  @Test(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
  func saysNothingOfRowsWithoutALostLabel() throws {
    let workshop = try cerebras()
    defer { workshop.folder.remove() }
    #expect(try workshop.run("inspect", "c.h5", "--rows", "1:2").errors == "")
  }

  @Test(arguments: ["stats", "validate", "decode"])
  func readsAFileOnceThatIsNamedTwice(command: String) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic + ["--quiet"])
    let tokenizer = command == "decode" ? ["--tokenizer", "samples/genetic-code"] : []
    let once = try workshop.run([command, "genetic.hdf5"] + tokenizer)
    var twice = try workshop.run([command, "genetic.hdf5", "./genetic.hdf5"] + tokenizer)
    #expect(
      twice.errors == "warning: ./genetic.hdf5 was named more than once and is read once\n"
    )
    twice.errors = ""
    #expect(twice == once)
  }

  @Test func saysThatRecordsCountTwice() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      ["convert", "samples/genetic.jsonl", "./samples/genetic.jsonl", "-o", "g.hdf5"]
        + ["--tokenizer", "samples/genetic-code", "--max-seq-length", "11"]
    )
    #expect(outcome.output.contains("  read         2\n"))
    #expect(
      outcome.errors.hasPrefix(
        "warning: 1 input was named more than once, and its records count as often; the first is "
          + "./samples/genetic.jsonl\n"
      )
    )
  }

  @Test func unpackedFilesAreSound() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    for (packing, overflow) in [
      ("full", "drop"), ("single", "truncate-right"), ("greedy", "truncate-left"),
      ("best-fit", "truncate-prompt"),
    ] {
      let convert =
        ["convert", "samples/pairs.jsonl", "-o", "p.hdf5", "--tokenizer", "samples/tokenizer"]
        + ["--max-seq-length", "24", "--packing", packing, "--overwrite", "--quiet"]
        + (packing == "full" ? [] : ["--overflow", overflow])
      _ = try workshop.run(convert)
      // With another packing than the file's, articles are cut that were not.
      for choice in [[], ["--packing", "greedy"]] {
        let unpacked = try workshop.run(
          ["unpack", "p.hdf5", "-o", "u.hdf5", "--overwrite"] + choice
        )
        #expect(unpacked.status == 0)
        let outcome = try workshop.run("validate", "u.hdf5", "--strict")
        #expect(outcome.status == 0, "\(packing) \(choice): \(outcome.output)")
        let again = try workshop.run("unpack", "u.hdf5", "-o", "v.hdf5", "--overwrite")
        #expect(again.status == 0)
        #expect(try workshop.run("validate", "v.hdf5", "--strict").status == 0)
      }
    }
  }

  @Test func namesCategories() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(#"["verse", "prose"]"#, to: "names.json")
    try workshop.folder.write(
      """
      {"prompt": "GAA", "completion": "ATG", "category": "prose"}
      {"prompt": "GAA", "completion": "ATC ATG"}
      {"prompt": "GGC", "completion": "ATG", "category": "verse"}

      """,
      to: "a.jsonl"
    )
    let converted = try workshop.run(
      ["convert", "a.jsonl", "-o", "a.hdf5", "--tokenizer", "samples/genetic-code"]
        + ["--max-seq-length", "12", "--categories", "names.json", "--quiet"]
    )
    #expect(converted.status == 0, "\(converted.errors)")
    let outcome = try workshop.run("stats", "a.hdf5", "--by", "category")
    let names = outcome.output.split(separator: "\n").suffix(3).map {
      $0.split(separator: " ").first ?? ""
    }
    #expect(names == ["(none)", "verse", "prose"])
  }

  @Test func saysThatNoRowIsLikeThis() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic + ["--quiet"])
    let outcome = try workshop.run("inspect", "genetic.hdf5", "--where", "truncated")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("\n\nno such row: --where truncated\n"))
  }

  @Test func saysThatRowsAreNotThere() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic + ["--quiet"])
    let decode = ["decode", "genetic.hdf5", "--tokenizer", "samples/genetic-code", "--rows", "5:7"]
    #expect(
      try workshop.run(decode)
        == Outcome(
          status: 0,
          errors: """
            warning: none of the rows that were asked for is there: the last row is 0
            hint: rows are counted from 0, and the last of a:b is left out

            """
        )
    )
  }

  @Test func saysThatAFolderIsNoFile() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(
      ["convert", "samples/genetic.jsonl", "-o", "out", "--tokenizer", "samples/genetic-code"]
        + ["--max-seq-length", "11", "--quiet"]
    )
    #expect(
      try workshop.run("inspect", "out")
        == Outcome(
          status: 2,
          errors: "error: out: it is a folder; name one of its files, such as "
            + "out/train_1_of_1.hdf5\n"
        )
    )
  }

  /// An output that is the input is refused as such, whether it may be replaced or not.
  @Test func noInputIsReplacedUnasked() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic + ["--quiet"])
    let bytes = try workshop.folder.bytes("genetic.hdf5")
    for options in [[], ["--overwrite"]] {
      let unpacked = try workshop.run(["unpack", "genetic.hdf5", "-o", "genetic.hdf5"] + options)
      #expect(unpacked.status == 2)
      #expect(
        unpacked.errors.hasPrefix("error: genetic.hdf5: cannot be written: it is the input\n")
      )
      let retyped = try workshop.run(["retype", "genetic.hdf5", "-o", "genetic.hdf5"] + options)
      #expect(retyped.status == 64)
      #expect(
        retyped.errors.hasPrefix(
          "error: -o names the input itself, which only --in-place replaces\n"
        )
      )
    }
    #expect(try workshop.folder.bytes("genetic.hdf5") == bytes)
  }

  @Test func tellsHowNegativeRowsAreWritten() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run("inspect", "genetic.hdf5", "--rows", "-1:")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.hasSuffix("\nhint: a value that begins with - stands behind =: --rows=-1:\n")
    )
  }
}
