import Foundation
import TestSupport

@testable import Tokenization

/// The PyPI package `tokenizers`, asked through `Scripts/split_reference.py`.
enum SplitReference {
  /// A text and, for each pattern asked for, where its pieces end.
  struct Answer {
    let text: [UInt8]
    let ends: [[Int]]

    /// Reads a line of the script's output.
    init(line: Substring) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      text = Data(base64Encoded: String(fields.first ?? "")).map { [UInt8]($0) } ?? []
      ends = fields.dropFirst().map { $0.split(separator: ",").compactMap { Int($0) } }
    }
  }

  /// Splits `count` random texts by each of the sequences of patterns.
  static func split(
    _ count: Int,
    by patterns: [[String]]
  ) throws -> LazyMapSequence<[Substring], Answer> {
    let lines = try patterns.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    let script = try String(
      contentsOf: PackageRoot.url("Scripts/split_reference.py"),
      encoding: .utf8
    )
    let output = try ReferencePython.run(
      script,
      arguments: [String(count), "1"],
      standardInput: Array((lines.joined(separator: "\n") + "\n").utf8),
      timeLimit: 3600
    )
    return String(decoding: output, as: UTF8.self).split(separator: "\n").lazy.map(Answer.init)
  }
}
