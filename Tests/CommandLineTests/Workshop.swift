import Foundation
import TestSupport
import Testing

/// A folder with a small tokenizer and one record, in which the program is run.
///
/// The record is the genetic example: three codons as the prompt and three as the completion, one
/// token each, so that a row of eleven has the types `0 0 0 1 1 1 3` and then `2 2 2 2`.
struct Workshop {
  let folder: TemporaryFolder

  /// The arguments of a conversion of `genetic.jsonl`, which gives one row.
  static let convertGenetic = [
    "convert", "genetic.jsonl", "-o", "genetic.hdf5", "--tokenizer", "codons",
    "--max-seq-length", "11",
  ]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      #"{"prompt": "GGC GCC ATC", "completion": "GAC GAA ATG"}"# + "\n",
      to: "genetic.jsonl"
    )
    try folder.write(
      """
      {"version": "1.0", "added_tokens": [], "normalizer": null,
       "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "SEP", "vocab":
         {"SEP": 2, "GGC": 5, "GCC": 6, "ATC": 7, "GAC": 8, "GAA": 9, "ATG": 10, "PAD": 69}}}
      """,
      to: "codons/tokenizer.json"
    )
    try folder.write(
      #"{"eos_token": "SEP", "pad_token": "PAD"}"#,
      to: "codons/tokenizer_config.json"
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

  /// The names in the folder that the workshop did not put there.
  var newNames: [String] {
    get throws { try folder.names().filter { !["codons", "genetic.jsonl"].contains($0) } }
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
      .replacing(/"seconds": [0-9.]+/, with: #""seconds": SECONDS"#)
      .replacing(/seconds +[0-9.]+/, with: "seconds SECONDS")
      .replacing(/"bytes": [0-9]+/, with: #""bytes": BYTES"#)
      .replacing(/[0-9,]+  [0-9a-f]{64}/, with: "BYTES  SHA")
      .replacing(/[0-9a-f]{64}/, with: "SHA")
    return settled
  }
}
