import Foundation

/// The `python3` of this machine, as the reference for what `json` takes and writes.
enum Python {
  static let isAvailable = run("import json", []) != nil

  /// Runs `script`, gives it `lines`, and gives the lines it prints; nil if it cannot be run.
  static func run(_ script: String, _ lines: [String]) -> [String]? {
    let folder = FileManager.default.temporaryDirectory
    let input = folder.appendingPathComponent("json-tests-\(UUID().uuidString)")
    let output = folder.appendingPathComponent("json-tests-\(UUID().uuidString)")
    defer {
      try? FileManager.default.removeItem(at: input)
      try? FileManager.default.removeItem(at: output)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    do {
      try Data(lines.joined(separator: "\n").utf8).write(to: input)
      try Data().write(to: output)
      process.standardInput = try FileHandle(forReadingFrom: input)
      process.standardOutput = try FileHandle(forWritingTo: output)
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { return nil }
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    } catch {
      return nil
    }
  }
}

extension [UInt8] {
  /// The bytes as hexadecimal digits, to pass through a line.
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
