import JSON
import TestSupport
import Testing

/// Files that are made to mislead or to exhaust a reader, through the program: each is judged or
/// refused by name, within five seconds of processor time and less than 1 GiB.
///
/// `validate` reads them in a child process with limits of its own; the other commands read in the
/// process itself, so that the guards of the reader are all that they have.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct HostileFilesTests {
  /// Runs the program with hard limits of processor time, in seconds, and of memory, in KiB.
  private func run(
    _ workshop: Workshop,
    _ arguments: [String],
    seconds: Int = 5,
    memory: Int = 1_000_000
  ) throws -> Outcome {
    let child = try ChildProcess(
      running: "/bin/sh",
      ["-c", "ulimit -t \(seconds); ulimit -d \(memory); exec \"$0\" \"$@\"", Dataprep.path]
        + arguments,
      environment: ["SWIFT_BACKTRACE": "enable=no", "COLUMNS": "80"],
      in: workshop.folder.path
    )
    return Outcome(
      status: child.exitStatus,
      output: child.outputText,
      errors: child.errorText
    )
  }

  @Test func validateNamesWhatIsWrong() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try HostileFiles.make(in: workshop.folder)
    for file in HostileFiles.cases {
      let outcome = try run(
        workshop,
        ["validate", "\(file.name).h5", "--format", "json"],
        memory: 262_144
      )
      #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(file.name): \(outcome.errors)")
      let report = try JSONParser().parse(copying: Array(outcome.output.utf8)).value
      let errors = report["findings"]?.array?.filter { $0["severity"]?.string == "error" } ?? []
      let codes = Set(errors.compactMap { $0["code"]?.string })
      #expect(codes.isSuperset(of: file.codes), "\(file.name): \(codes)")
      // Types of ones train everything, and ids of zeros are sound.
      #expect(codes.subtracting(file.codes).isSubset(of: ["nothing-trained"]), "\(file.name)")
    }
  }

  @Test(arguments: [
    ["stats"], ["inspect"], ["preview", "--batch-size", "2"], ["preview", "--order", "seed:1"],
    ["decode", "--tokenizer", "samples/genetic-code"], ["unpack", "-o", "new.hdf5", "--overwrite"],
    ["retype", "-o", "new.hdf5", "--overwrite", "--rule", "position:0:1=prompt"],
  ])
  func otherCommandsRefuseByName(command: [String]) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try HostileFiles.make(in: workshop.folder)
    for file in HostileFiles.cases {
      let name = "\(file.name).h5"
      let outcome = try run(
        workshop,
        [command[0], name] + command.dropFirst(),
        memory: 262_144
      )
      if let refusal = file.refusal {
        #expect(outcome.status == 2, "\(name): \(outcome)")
        #expect(outcome.errors.hasPrefix("error: \(name): "), "\(name): \(outcome)")
        #expect(outcome.errors.contains(refusal), "\(name): \(outcome)")
      } else {
        #expect(outcome.status == 0, "\(name): \(outcome)")
      }
    }
  }

  /// A hundred kilobytes that inflate to a hundred megabytes, in two chunks.
  @Test(arguments: [["validate"], ["stats"], ["inspect"], ["preview", "--batch-size", "2"]])
  func aBombIsReadInBoundedMemory(command: [String]) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      stream = zlib.compress(bytes(1 << 26))
      for name in both: chunks(name, stream, (16, 1 << 20), extents=(16, 1 << 20))
      """
    try HostileFiles.make("bomb", script, in: workshop.folder)
    let outcome = try run(
      workshop,
      [command[0], "bomb.h5"] + command.dropFirst(),
      seconds: 60,
      memory: 400_000
    )
    if command == ["validate"] {
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("[nothing-trained]"))
    } else {
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  /// A chunk that claims 1,600 MiB of a file that has them, as a hole.
  @Test func aChunkThatFillsTheMemoryIsAFinding() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      types(); chunks('input_ids', bytes(12345))
      f.close()
      found = bytearray(open(path, 'rb').read())
      entry = found.index(struct.pack('<IIQQQ', 12345, 0, 0, 0, 0))
      found[entry:entry + 4] = struct.pack('<I', 1600 << 20)
      end = len(found) + (1600 << 20)
      found[40:48] = struct.pack('<Q', end)
      open(path, 'wb').write(found)
      os.truncate(path, end)
      """
    try HostileFiles.make("large", script, in: workshop.folder)
    let sentence = "no memory for 1677721600 bytes of a chunk"
    let outcome = try run(workshop, ["validate", "large.h5"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("[memory-limit]"), "\(outcome.output)")
    let other = try run(workshop, ["unpack", "large.h5", "-o", "new.hdf5"])
    #expect(other.status == 2 && other.errors.contains(sentence), "\(other)")
  }

  /// One record many times over makes as many articles of as few bytes.
  @Test func manyArticlesOfFewBytesAreRead() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      types = bytes([3]) * (1 << 22) + bytes(3 << 22)
      for name, data in zip(both, (bytes(1 << 24), types)):
          chunks(name, zlib.compress(data), (1 << 12, 1 << 10), extents=(1 << 12, 1 << 10))
      """
    try HostileFiles.make("many", script, in: workshop.folder)
    let outcome = try run(workshop, ["stats", "many.h5"], seconds: 60)
    #expect(outcome.status == 0 && outcome.output.contains("4,194,304"), "\(outcome)")
  }

  /// A row of 2^22 tokens of which every second is a separator: what is kept of each would not fit.
  private static let alternating = """
    types = numpy.tile(numpy.array([1, 3], 'u1'), 1 << 21).tobytes() + bytes(3 << 22)
    for name, data in zip(both, (bytes(1 << 24), types)):
        chunks(name, zlib.compress(data), (1, 1 << 22), extents=(1, 1 << 22))
    """

  @Test(arguments: [["validate"], ["stats"]])
  func aRowOfManyRunsIsReadInBoundedMemory(command: [String]) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try HostileFiles.make("row", Self.alternating, in: workshop.folder)
    let outcome = try run(workshop, command + ["row.h5"], seconds: 60, memory: 200_000)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains(command == ["stats"] ? "2,097,152" : "sound"), "\(outcome)")
  }

  @Test(arguments: [
    ["inspect"], ["preview", "--batch-size", "1"],
    ["decode", "--tokenizer", "samples/genetic-code"],
    ["decode", "--tokenizer", "samples/genetic-code", "--by", "row"],
    ["unpack", "-o", "new.hdf5"],
  ])
  func aRowOfTooManyRunsIsRefusedByName(command: [String]) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try HostileFiles.make("row", Self.alternating, in: workshop.folder)
    let outcome = try run(
      workshop,
      [command[0], "row.h5"] + command.dropFirst(),
      seconds: 60,
      memory: 400_000
    )
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors == """
        error: row.h5: what begins in row 0 has more than 1048576 articles or runs of token types, \
        which is too many for this command

        hint: dataprep validate and dataprep stats read rows of any kind

        """
    )
  }

  /// Rows of one text are no rows that anybody previews where there are more than four million.
  @Test func aPreviewOfTooManyRowsIsRefusedByName() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      stream = zlib.compress(bytes(8 << 20), 9)
      for name in both: chunks(name, stream, (1 << 23, 2), extents=(1 << 20, 2))
      """
    try HostileFiles.make("rows", script, in: workshop.folder)
    let preview = try run(workshop, ["preview", "rows.h5", "--batch-size", "8"])
    #expect(preview.status == 2)
    #expect(
      preview.errors
        .hasPrefix(
          "error: rows.h5: the steps have more than 4194304 rows, the most that is read of "
        )
    )
    let part = ["preview", "rows.h5", "--batch-size", "8", "--steps", "0:2"]
    #expect(try run(workshop, part).status == 0)
  }

  @Test func tooManyCategoriesAreNone() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      f['input_ids'] = numpy.zeros((20000, 1), 'i4'); types((20000, 1))
      f['category_ids'] = numpy.arange(20000, dtype='i4').reshape(-1, 1)
      """
    try HostileFiles.make("many", script, in: workshop.folder)
    let outcome = try run(workshop, ["stats", "many.h5", "--by", "category"], seconds: 60)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "error: many.h5: more than 16384 different category_ids\n")
  }

  /// A hard limit from outside ends the reader without a word, and only the reader.
  @Test func aReaderThatIsKilledIsAFinding() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let script = """
      types = numpy.tile(numpy.array([0, 1], 'u1'), 1 << 21).tobytes() + bytes(3 << 22)
      for name, data in zip(both, (bytes(1 << 24), types)):
          chunks(name, zlib.compress(data), (1 << 18, 1 << 10), extents=(1 << 12, 1 << 10))
      """
    try HostileFiles.make("slow", script, in: workshop.folder)
    let killed = try run(workshop, ["validate", "slow.h5"], seconds: 1)
    #expect(killed.status == 1)
    #expect(
      killed.output.contains(
        "the process that read the file ended early: signal 9 [reader-died]"
      ),
      "\(killed.output)"
    )
  }
}
