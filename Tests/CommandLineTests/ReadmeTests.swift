import Foundation
import TestSupport
import Testing

/// Runs the commands of README.md as they stand there.
///
/// 1. Each `console` block is a list of commands, which begin with `$ ` and go on after a `\`, each
///    with the lines that it prints; `…` stands for any number of lines.
/// 2. All commands run in one folder that holds the samples, one after the other.
/// 3. What a command prints on both streams must hold its lines, in their order.
@Suite struct ReadmeTests {
  @Test func everyExamplePrintsWhatItSays() throws {
    let readme = try String(contentsOf: PackageRoot.url("README.md"), encoding: .utf8)
    let examples = Example.all(in: readme)
    try #require(examples.count >= 4)

    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("samples"),
      withDestinationURL: PackageRoot.url("samples")
    )
    let products = URL(fileURLWithPath: Dataprep.path).deletingLastPathComponent().path
    for example in examples {
      let run = try ChildProcess(
        running: "/bin/sh",
        ["-c", "PATH=\"$0:$PATH\"; exec 2>&1; " + example.command, products],
        in: folder.path
      )
      #expect(run.exitStatus == 0, "\(example.command)")
      var printed = run.outputText.split(separator: "\n", omittingEmptySubsequences: false)[...]
      for line in example.lines where line != "…" {
        let place = printed.firstIndex { $0 == line }
        #expect(place != nil, "\(example.command) does not print: \(line)")
        if let place { printed = printed[(place + 1)...] }
      }
    }
  }
}

/// A command of the README and the lines that it is said to print.
private struct Example {
  var command: String
  var lines: [Substring] = []

  /// The examples of all `console` blocks, in their order.
  static func all(in readme: String) -> [Self] {
    var examples: [Self] = []
    for block in readme.components(separatedBy: "```console\n").dropFirst() {
      let body = block.components(separatedBy: "\n```").first ?? ""
      var continues = false
      for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("$ ") {
          examples.append(Self(command: String(line.dropFirst(2))))
          continues = line.hasSuffix("\\")
        } else if !examples.isEmpty {
          if continues {
            examples[examples.count - 1].command += "\n" + line
            continues = line.hasSuffix("\\")
          } else {
            examples[examples.count - 1].lines.append(line)
          }
        }
      }
    }
    return examples
  }
}
