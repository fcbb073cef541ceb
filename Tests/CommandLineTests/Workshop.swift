import Foundation
import TestSupport
import Testing

/// A folder in which the program is run, with the package's samples in `samples`.
struct Workshop {
  let folder: TemporaryFolder

  /// The arguments of a conversion that gives one row of eleven tokens.
  ///
  /// Three codons are the prompt and three the completion, one token each, so that the row has the
  /// types `0 0 0 1 1 1 3` and then `2 2 2 2`.
  static let convertGenetic = [
    "convert", "samples/genetic.jsonl", "-o", "genetic.hdf5",
    "--tokenizer", "samples/genetic-code", "--max-seq-length", "11",
  ]

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("samples"),
      withDestinationURL: PackageRoot.url("samples")
    )
  }

  /// Runs `dataprep` in the folder; colours and widths are those of no terminal.
  func run(
    _ arguments: [String],
    input: String = "",
    output: ChildProcess.Output = .captured,
    environment: [String: String?] = [:]
  ) throws -> Outcome {
    let surroundings: [String: String?] = ["COLUMNS": "80", "NO_COLOR": nil, "TERM": nil]
    let child = try Dataprep.run(
      arguments,
      standardInput: [UInt8](input.utf8),
      standardOutput: output,
      environment: surroundings.merging(environment) { _, new in new },
      in: folder.path
    )
    return Outcome(
      status: child.exitStatus,
      output: child.outputText,
      errors: child.errorText
    )
  }

  /// Runs `dataprep` in the folder.
  func run(_ arguments: String...) throws -> Outcome {
    try run(arguments)
  }

  /// The names in the folder beside `samples`.
  var newNames: [String] {
    get throws { try folder.names().filter { $0 != "samples" } }
  }
}

/// What a run of the program left: all that a caller sees.
struct Outcome: Equatable {
  var status: Int32
  var output = ""
  var errors = ""

  /// The same with everything replaced that depends on the clock or on the compressor's version.
  var settled: Outcome {
    var settled = self
    settled.output =
      output
      .replacing(/(seconds": )[0-9.]+/) { "\($0.1)SECONDS" }
      .replacing(/(  seconds|before the first record|MB\/s|tokens\/s) +[0-9.]+( [kMG])?\n/) {
        "\($0.1) NUMBER\n"
      }
      .replacing(/"bytes": [0-9]+/, with: #""bytes": BYTES"#)
      .replacing(/\ +bytes  SHA/, with: "  bytes  SHA")
      .replacing(/\ +[0-9,]+  [0-9a-f]{64}/, with: "  BYTES  SHA")
      .replacing(/[0-9a-f]{64}/, with: "SHA")
    return settled
  }
}
