import Foundation

@testable import Tokenization

/// The PyPI package `tokenizers`, asked through `Scripts/split_reference.py`.
enum SplitReference {
  /// A text and, for each pattern asked for, where its pieces end.
  struct Answer {
    let text: [UInt8]
    let ends: [[Int]]
  }

  static let interpreter =
    ProcessInfo.processInfo.environment["DATAPREP_PYTHON"] ?? packageRoot + "/.venv/bin/python"

  /// How many random texts a test asks for; `DATAPREP_FUZZ_COUNT` raises it.
  static let count =
    ProcessInfo.processInfo.environment["DATAPREP_FUZZ_COUNT"].flatMap { Int($0) } ?? 1000

  static let seed =
    ProcessInfo.processInfo.environment["DATAPREP_FUZZ_SEED"].flatMap { Int($0) } ?? 1

  static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Whether the interpreter is there and has the package.
  static let isAvailable: Bool = {
    guard FileManager.default.isExecutableFile(atPath: interpreter) else { return false }
    return (try? run(["-c", "import tokenizers"], input: "")) != nil
  }()

  /// Splits `count` random texts by each of the sequences of patterns.
  static func split(by patterns: [[String]]) throws -> [Answer] {
    let lines = try patterns.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    let output = try run(
      [packageRoot + "/Scripts/split_reference.py", String(count), String(seed)],
      input: lines.joined(separator: "\n") + "\n"
    )
    return output.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Answer(
        text: Data(base64Encoded: String(fields[0])).map { [UInt8]($0) } ?? [],
        ends: fields.dropFirst().map { $0.split(separator: ",").compactMap { Int($0) } }
      )
    }
  }

  private struct Failure: Error {
    let status: Int32
  }

  private static func run(_ arguments: [String], input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = arguments
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: output, as: UTF8.self)
  }
}

extension WordScanner {
  /// Where the words of a text end.
  func ends(in text: [UInt8]) -> [Int] {
    var ends: [Int] = []
    unsafe text.withUnsafeBufferPointer { bytes in
      unsafe forEachWord(in: bytes) { _, end in ends.append(end) }
    }
    return ends
  }
}

/// A text in an expectation's comment: its scalars.
func scalars(_ text: [UInt8]) -> String {
  String(decoding: text, as: UTF8.self).unicodeScalars
    .map { String($0.value, radix: 16, uppercase: true) }.joined(separator: " ")
}

extension PatternMatcher {
  /// Where the pieces of a text end if each match is isolated; the matches' ends if that is all
  /// there is between them.
  func pieceEnds(in text: ArraySlice<UInt8>) throws -> [Int] {
    var ends: Set<Int> = [text.count]
    try unsafe text.withUnsafeBufferPointer { bytes in
      try unsafe forEachMatch(in: bytes) { start, end in ends.formUnion([start, end]) }
    }
    return ends.subtracting([0]).sorted().map { $0 + text.startIndex }
  }
}

extension [PatternMatcher] {
  /// Where the pieces of a text end after these `Split`s one after the other.
  func pieceEnds(in text: [UInt8]) throws -> [Int] {
    var ends = [text.count]
    for matcher in self {
      var start = 0
      ends = try ends.flatMap { end in
        defer { start = end }
        return try matcher.pieceEnds(in: text[start..<end])
      }
    }
    return ends
  }
}
