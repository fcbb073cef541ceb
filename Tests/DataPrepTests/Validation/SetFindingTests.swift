import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// Faults of sets, of what stands beside the files, and of training settings.
@Suite struct SetFindingTests {
  @Test(arguments: sets + notes + training + files)
  func isFound(_ test: FindingCase) throws {
    try test.check()
  }

  @Test(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
  func areFoundInFilesOfH5py() throws {
    try FindingCase.checkRewritten(Self.sets + Self.training)
  }

  /// Nobody writes to them, and whoever opened one would wait for ever.
  @Test func pipesBesideTheFilesAreNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FindingCase.sound.write(to: folder.path("x.hdf5"))
    for name in ["manifest.json", "metadata.yaml"] {
      // The path is a C string until the call returns.
      try #require(unsafe mkfifo(folder.path(name), 0o600) == 0)
      #expect(
        throws: DataPrepError(.unreadable, folder.path(name), found: "it is no regular file")
      ) { try FileBytes.read(folder.path(name), .found) }
    }
    #expect(try Validation(paths: [folder.path]).run().files.count == 1)
  }

  @Test func saysThatOnlyASampleWasCompared() {
    var digests = SampledDigests()
    digests.rows = SampledDigests.Sample(entries: [], shift: 2)
    var repetition = Repetition()
    var tally = FindingTally(limit: 9)
    let file = TrainingSet.File(path: "x", split: nil, shard: nil)
    repetition.take(digests, of: file, into: &tally)
    repetition.finish(at: "out", into: &tally)
    #expect(
      tally.entries.flatMap(\.findings).map(\.message) == [
        "the rows are too many to compare all: one of 4 was"
      ]
    )
  }

  /// Whatever is dropped of one file is dropped of every other.
  @Test func samplesByTheDigestAlone() {
    var sample = SampledDigests.Sample()
    var generator = TestSupport.SeededGenerator(seed: 4)
    let digests = (0..<1_000).map { _ in
      RowDigest(first: generator.next(), second: generator.next())
    }
    for (row, digest) in digests.enumerated() { sample.append(digest, row: row, limit: 300) }
    #expect((100...300).contains(sample.entries.count))
    let kept = Set(sample.entries.map(\.digest))
    #expect(digests.allSatisfy { kept.contains($0) == $0.isKept(oneIn: sample.shift) })
  }

  @Test(arguments: [
    (
      FindingCode.timeLimit,
      "the file took more processor time than its size justifies and was given up"
    ),
    (.memoryLimit, "the file took more than its size justifies of memory and was given up"),
    (.readerDied, "the process that read the file ended early: signal 11"),
  ])
  func saysHowAReaderEnded(code: FindingCode, message: String) throws {
    let task = FileTask(path: "x.hdf5")
    let outcome = FileOutcome(
      ending: code,
      of: task,
      found: "signal 11",
      limit: "its size justifies"
    )
    let copy = try #require(FileOutcome(bytes: outcome.bytes))
    #expect(copy.tally.entries.flatMap(\.findings).map(\.message) == [message])
    #expect(copy.content == nil)
    #expect(FileTask.tasks(in: FileTask.text(of: [task])) == [task])
  }

  private static let shards = ["train_1_of_2.hdf5", "train_2_of_2.hdf5"]

  private static let sets: [FindingCase] = [
    FindingCase(
      .widthsUnequal,
      .error,
      "the rows have 3 tokens, those of train_1_of_2.hdf5 have 4",
      make: FindingCase.folder(shards) { number, file in
        guard number == 1 else { return }
        file.ids = [[15, 6, 2], [16, 6, 2]]
        file.types = [[0, 1, 3], [0, 1, 3]]
      }
    ),
    FindingCase(
      .shardSizesUnequal,
      .note,
      "the shards of train differ in rows: 2 to 4",
      make: FindingCase.folder(shards) { number, file in
        guard number == 1 else { return }
        file.ids = (0..<4).map { [$0 + 20, 6, 7, 2] }
        file.types = Array(repeating: [0, 1, 1, 3], count: 4)
      }
    ),
    FindingCase(
      .shardMissing,
      .error,
      "train_2_of_3.hdf5 is missing",
      make: FindingCase.folder(["train_1_of_3.hdf5", "train_3_of_3.hdf5"])
    ),
    FindingCase(
      .shardMissing,
      .error,
      "train_1_of_3.hdf5 is missing",
      make: FindingCase.folder(["train_0_of_3.hdf5", "train_2_of_3.hdf5"])
    ),
    FindingCase(
      .typesMissing,
      .warning,
      "there is no token_type_ids: every token is trained, prompts and padding too"
    ) { $0.types = nil },
    FindingCase(.shapesUnequal, .error, "token_type_ids is 1 × 4, input_ids is 2 × 4") {
      $0.types?.removeLast()
    },
    FindingCase(.noRows, .note, "the file has no rows") {
      $0.ids = []
      $0.types = []
    },
  ]

  private static let notes: [FindingCase] = [
    FindingCase(
      .manifestUnreadable,
      .warning,
      "manifest.json cannot be used: it is no manifest of a run",
      make: FindingCase.folder(shards, adding: [("manifest.json", "[1]")])
    ),
    FindingCase(
      .manifestDisagrees,
      .error,
      "manifest.json says 3, found 2 rows",
      make: FindingCase.folder(
        ["train_1_of_1.hdf5"],
        adding: [("manifest.json", #"{"files": [{"path": "train_1_of_1.hdf5", "rows": 3}]}"#)]
      )
    ),
    FindingCase(
      .manifestDisagrees,
      .error,
      "manifest.json says dev_1_of_1.hdf5, found no such file",
      make: FindingCase.folder(
        ["train_1_of_1.hdf5"],
        adding: [
          (
            "manifest.json",
            #"{"files": [{"path": "train_1_of_1.hdf5"}, {"path": "dev_1_of_1.hdf5"}]}"#
          )
        ]
      )
    ),
    FindingCase(
      .manifestDisagrees,
      .error,
      "manifest.json says nothing of this file, found it",
      make: FindingCase.folder(
        ["train_1_of_1.hdf5"],
        adding: [("manifest.json", #"{"files": []}"#)]
      )
    ),
    FindingCase(
      .digestDisagrees,
      .error,
      "the SHA-256 is \(soundDigest)…, manifest.json notes ab…",
      make: FindingCase.folder(
        ["train_1_of_1.hdf5"],
        { _, _ in },
        adding: [
          (
            "manifest.json",
            #"{"files": [{"path": "train_1_of_1.hdf5", "rows": 2, "sha256": "ab"}]}"#
          )
        ]
      )
    ),
    FindingCase(
      .digestDisagrees,
      .error,
      "the SHA-256 is \(soundDigest)…, sha256/files_metadata.json notes ab…",
      make: FindingCase.folder(
        ["train_1_of_1.hdf5"],
        { _, _ in },
        adding: [("sha256/files_metadata.json", #"{"train_1_of_1.hdf5": {"sha256": "ab"}}"#)]
      )
    ),
    FindingCase(
      .metadataUnreadable,
      .warning,
      "metadata.yaml cannot be used: it is no YAML of keys and values",
      make: FindingCase.folder(shards, adding: [("metadata.yaml", "- 1\n")])
    ),
    FindingCase(
      .metadataDisagrees,
      .error,
      "metadata.yaml says max_batch_size_train is 3, found 2",
      make: FindingCase.folder(shards, adding: [("metadata.yaml", "max_batch_size_train: 3\n")])
    ),
    FindingCase(
      .metadataDisagrees,
      .error,
      "metadata.yaml says number_of_training_files is 32, found 2",
      make: FindingCase.folder(
        shards,
        adding: [("metadata.yaml", "number_of_training_files: 32\nmax_seq_length: 4\n")]
      )
    ),
  ]

  private static let soundDigest: String = {
    guard let folder = try? TemporaryFolder() else { return "" }
    defer { folder.remove() }
    try? FindingCase.sound.write(to: folder.path("x"))
    return String((try? Checksum.hexadecimal(ofFileAt: folder.path("x")))?.prefix(12) ?? "")
  }()

  private static func settings(
    _ change: @escaping @Sendable (inout TrainingSettings) -> Void
  ) -> @Sendable (inout Validation) -> Void {
    { validation in
      var settings = TrainingSettings()
      settings.usesTokenTypes = true
      change(&settings)
      validation.training = settings
    }
  }

  private static let training: [FindingCase] = [
    FindingCase(
      .everythingTrained,
      .note,
      "every token is trained: the training does not use token types",
      change: { $0.types = nil },
      adjust: settings { $0.usesTokenTypes = false }
    ),
    FindingCase(
      .typesUnused,
      .warning,
      "the file has token types, but the training does not use them: every token is trained",
      adjust: settings { $0.usesTokenTypes = false }
    ),
    FindingCase(
      .typesWanted,
      .error,
      "the training uses token types, and the file has none",
      change: { $0.types = nil },
      adjust: settings { _ in }
    ),
    FindingCase(
      .trainedByWeight,
      .note,
      "completions and separators are trained, prompts with a weight of 0.5",
      adjust: settings { $0.promptLossWeight = 0.5 }
    ),
    FindingCase(
      .batchTooLarge,
      .error,
      "a batch of 3 rows is larger than the file, which has 2",
      adjust: settings { $0.batchSize = 3 }
    ),
    FindingCase(
      .tooManyWorkers,
      .error,
      "3 workers need as many training files, found 2",
      make: FindingCase.folder(shards),
      adjust: settings { $0.workerCount = 3 }
    ),
    FindingCase(
      .sequenceLengthDiffers,
      .error,
      "the rows have 4 tokens, the training wants 8",
      adjust: settings { $0.maximumSequenceLength = 8 }
    ),
    FindingCase(
      .vocabularyTooSmall,
      .error,
      "the model's vocabulary of 70 is smaller than the data's, 71",
      change: { $0.numbers = [("vocab_size", 71)] },
      adjust: { $0.vocabularySize = 70 }
    ),
    FindingCase(
      .noEvaluationFiles,
      .error,
      "evaluation is wanted, and there are no dev files",
      make: FindingCase.folder(shards),
      adjust: settings { $0.evaluates = true }
    ),
  ]

  private static let files: [FindingCase] = [
    FindingCase(
      .notHDF5,
      .error,
      "the file is no HDF5 file",
      make: { folder in [try folder.write("text", to: "x.hdf5")] }
    ),
    FindingCase(
      .fileTruncated,
      .error,
      "the file is cut off: the file has 100 bytes, its header says \(soundByteCount)",
      make: { folder in
        try FindingCase.sound.write(to: folder.path("whole.hdf5"))
        return [try folder.write(Array(folder.bytes("whole.hdf5").prefix(100)), to: "x.hdf5")]
      }
    ),
    FindingCase(
      .fileDamaged,
      .error,
      "the file is damaged: there is no object where one should be",
      make: { folder in
        try FindingCase.sound.write(to: folder.path("whole.hdf5"))
        var bytes = try folder.bytes("whole.hdf5")
        bytes[96] = 7
        return [try folder.write(bytes, to: "x.hdf5")]
      }
    ),
    FindingCase(
      .fileUnreadable,
      .error,
      "the file cannot be read: not a regular file",
      make: { folder in
        // The path is a C string until the call returns.
        _ = unsafe mkfifo(folder.path("x.hdf5"), 0o600)
        return [folder.path("x.hdf5")]
      }
    ),
  ]

  private static let soundByteCount: Int = {
    guard let folder = try? TemporaryFolder() else { return 0 }
    defer { folder.remove() }
    try? FindingCase.sound.write(to: folder.path("x"))
    return (try? folder.bytes("x"))?.count ?? 0
  }()
}
