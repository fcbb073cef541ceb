import TestSupport
import Testing

@Suite struct PipesTests {
  @Test(arguments: [
    ["--help"], ["inspect", "genetic.hdf5"], ["inspect", "genetic.hdf5", "--format", "json"],
    Workshop.convertGenetic + ["--overwrite"],
    ["tokenizer", "samples/genetic-code", "--encode-lines", "lines.jsonl"],
  ])
  func takesAClosedPipeForSuccess(arguments: [String]) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    _ = try workshop.run(Workshop.convertGenetic)
    try workshop.folder.write("\"GGC\"\nbad\n", to: "lines.jsonl")
    let outcome = try workshop.run(arguments, output: .closedPipe)
    #expect(outcome == Outcome(status: 0))
  }

  @Test func stopsReadingWhenNobodyListens() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let pipeline = try ChildProcess(
      running: "/bin/sh",
      [
        "-c", #"yes '"GGC"' | "$0" tokenizer samples/genetic-code --encode-lines - | head -n 1"#,
        Dataprep.path,
      ],
      in: workshop.folder.path
    )
    #expect(pipeline.outputText == "{\"ids\": [5], \"offsets\": [[0, 3]]}\n")
    #expect(pipeline.errorText == "")
  }

  @Test func aSummaryThatNobodyWantsIsNoFailure() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let convert = "\"$0\" " + Workshop.convertGenetic.joined(separator: " ")
    func shell(_ script: String) throws -> Outcome {
      let run = try ChildProcess(
        running: "/bin/sh",
        ["-c", script, Dataprep.path],
        in: workshop.folder.path
      )
      return Outcome(status: run.exitStatus, output: run.outputText, errors: run.errorText)
    }
    #expect(try shell(convert + " >&-") == Outcome(status: 0))
    #expect(try workshop.newNames == ["genetic.hdf5"])
    #expect(try shell(#""$0" unpack genetic.hdf5 -o u.hdf5 >&-"#) == Outcome(status: 0))
    // A result that is wanted is another matter.
    #expect(
      try shell(#""$0" stats genetic.hdf5 >&-"#)
        == Outcome(
          status: 2,
          errors: "error: standard output cannot be written: Bad file descriptor\n"
        )
    )
    guard ChildProcess.hasFullDevice else { return }
    #expect(
      try shell(convert + " --overwrite >/dev/full")
        == Outcome(
          status: 2,
          errors: "error: standard output cannot be written: No space left on device; "
            + "genetic.hdf5 is complete, only its summary is lost\n"
        )
    )
  }

  @Test(.enabled(if: ChildProcess.hasFullDevice, "needs /dev/full"))
  func reportsAFullDisk() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let run = try ChildProcess(
      running: "/bin/sh",
      ["-c", #""$0" --version > /dev/full"#, Dataprep.path]
    )
    #expect(run.exitStatus == 2)
    #expect(
      run.errorText == "error: standard output cannot be written: No space left on device\n"
    )
  }
}

extension ChildProcess {
  /// Whether the system has the device that is always full.
  fileprivate static var hasFullDevice: Bool {
    (try? ChildProcess(running: "/bin/sh", ["-c", "test -c /dev/full"]).exitStatus) == 0
  }
}
