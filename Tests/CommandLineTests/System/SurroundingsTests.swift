import Foundation
import TestSupport
import Testing

/// What a caller hands over beside arguments: streams, limits, formats of files.
@Suite struct SurroundingsTests {
  private static let convert =
    #""$0" convert "$1" -o o.hdf5 --tokenizer samples/genetic-code --max-seq-length 4 -q"#

  private func shell(_ workshop: Workshop, _ script: String, _ input: String) throws -> Outcome {
    let child = try ChildProcess(
      running: "/bin/sh",
      ["-c", script, Dataprep.path, input],
      in: workshop.folder.path
    )
    return Outcome(status: child.exitStatus, output: child.outputText, errors: child.errorText)
  }

  @Test func saysThatStandardInputIsClosed() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let outcome = try shell(workshop, Self.convert + " <&-", "-")
    #expect(
      outcome
        == Outcome(status: 2, errors: "error: <stdin>: cannot be read: Bad file descriptor\n")
    )
    #expect(try workshop.newNames == [])
  }

  @Test func saysThatAFileIsTooLarge() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let pair = "{\"prompt\": \"GAA\", \"completion\": \"ATG\"}\n"
    try workshop.folder.write(String(repeating: pair, count: 2000), to: "a.jsonl")
    let script = "ulimit -f 4; " + Self.convert + " --compression none"
    let outcome = try shell(workshop, script, "a.jsonl")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "error: o.hdf5: cannot be written: File too large\n")
    #expect(try workshop.newNames == ["a.jsonl"])
  }

  @Test(arguments: [
    ("a.bz2", Array("BZh9".utf8), "bzip2 compression is not supported"),
    ("a.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz compression is not supported"),
    ("a.csv", Array("a,b\n".utf8), "it is a table, and records are lines of JSON"),
    (
      "a.hdf5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A],
      "it is an HDF5 file; 'dataprep unpack' makes records of one"
    ),
  ])
  func saysWhatAFileIs(name: String, bytes: [UInt8], found: String) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(bytes, to: name)
    let outcome = try shell(workshop, Self.convert, name)
    #expect(outcome == Outcome(status: 2, errors: "error: \(name): cannot be read: \(found)\n"))
  }

  @Test func tellsOfJSONOverSeveralLinesHowToChangeIt() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("[\n  {\"completion\": \"GAA\"}\n]\n", to: "list.json")
    let outcome = try shell(workshop, Self.convert, "list.json")
    #expect(
      outcome
        == Outcome(
          status: 1,
          errors: """
            error: list.json:1:2: not valid JSON: expected a value or "]", found the end of the text

            hint: each line must be a JSON text of its own: jq -c '.[]' list.json writes them so

            """
        )
    )
  }

  @Test func doesNotAdviseToRenameAFixedKey() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let pair = "{\"prompt\": \"GAA\", \"completion\": \"ATG\"}\n"
    try workshop.folder.write(pair, to: "a.jsonl")
    let outcome = try shell(workshop, Self.convert + " --schema messages", "a.jsonl")
    #expect(
      outcome
        == Outcome(
          status: 1,
          errors: """
            error: a.jsonl:1: "messages" is missing

            hint: --schema auto takes records of every shape, --on-error skip leaves such records out

            """
        )
    )
  }

  @Test func neverNamesAFunctionOfTheLibrary() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let pair = "{\"prompt\": \"GAA\", \"completion\": \"ATG\"}\n"
    try workshop.folder.write(pair, to: "a.jsonl")
    let name = String(repeating: "n", count: 300) + ".hdf5"
    let script = Self.convert.replacing("o.hdf5", with: name)
    let outcome = try shell(workshop, script, "a.jsonl")
    let errors = "error: \(name): cannot be written: File name too long\n"
    #expect(outcome == Outcome(status: 2, errors: errors))
  }
}
