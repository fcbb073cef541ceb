import TestSupport
import Testing

/// One bad record stops a conversion: status 1, the place, and nothing is kept.
@Suite struct FaultTests {
  private static let leaveOut = """
    --on-error skip leaves such records out, --on-error quarantine also keeps their lines
    """

  @Test(arguments: [
    (
      #"{"prompt": "GAA","#,
      "bad.jsonl:2:18: not valid JSON: expected a key in double quotes after \",\", "
        + "found the end of the text", leaveOut
    ),
    ("5", "bad.jsonl:2: expected an object or a list of pairs, found a number", leaveOut),
    (
      #"{"prompt": "GAA"}"#, "bad.jsonl:2: \"completion\" is missing",
      "name the key with --completion-key, or leave such records out with --on-error skip"
    ),
    (
      #"{"completion": 5}"#, "bad.jsonl:2: \"completion\" must be a string, found a number",
      leaveOut
    ),
    (
      #"[{"completion": "GAA"}, {}]"#, "bad.jsonl:2: pair 2: \"completion\" is missing",
      "name the key with --completion-key, or leave such records out with --on-error skip"
    ),
    (
      #"{"completion": "GAA", "category": "x"}"#, "bad.jsonl:2: the category is not in list.json",
      "add the name to the list, or use --on-error skip"
    ),
    (
      #"{"completion": "\#(String(repeating: "GAA ", count: 20))"}"#,
      "bad.jsonl:2: the record has 98 bytes, the limit is 60",
      "raise --max-record-bytes, or use --on-error skip"
    ),
  ])
  func stopsAtABadRecord(line: String, message: String, hint: String) throws {
    try check([UInt8](line.utf8), message: message, hint: hint)
  }

  @Test func stopsAtBytesThatAreNotUTF8() throws {
    try check(
      [UInt8](#"{"completion": ""#.utf8) + [0xFF] + [UInt8](#""}"#.utf8),
      message: "bad.jsonl:2:17: not valid UTF-8: found the byte 0xFF",
      hint: Self.leaveOut
    )
  }

  private func check(_ line: [UInt8], message: String, hint: String) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(
      [UInt8](#"{"completion": "GAA"}"#.utf8) + [0x0A] + line,
      to: "bad.jsonl"
    )
    try workshop.folder.write(#"["a"]"#, to: "list.json")
    let outcome = try workshop.run(
      "convert",
      "bad.jsonl",
      "-o",
      "out.hdf5",
      "--tokenizer",
      "samples/genetic-code",
      "--max-seq-length",
      "8",
      "--categories",
      "list.json",
      "--max-record-bytes",
      "60"
    )
    #expect(
      outcome == Outcome(status: 1, errors: "error: \(message)\n\nhint: \(hint)\n")
    )
    #expect(try workshop.newNames == ["bad.jsonl", "list.json"])
  }
}
