import Foundation
import JSON
import TestSupport
import Testing

/// Small files are read several at once; what is said is what would be said of one after the other.
@Suite struct ManyFilesTests {
  @Test func saysTheSameWithAnyNumberOfThreads() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let count = 40
    for number in 1...count {
      let first = Int32(number % 7)
      try workshop.folder.write("", to: "set/x")
      try SmallTrainingFile(
        ids: [[first, 6, 7, 2], [8, Int32(number), 2, 69]],
        types: [[0, 1, 1, 3], [0, number == 5 ? 7 : 1, 3, 2]]
      ).write(to: workshop.folder.path("set/train_\(number)_of_\(count).hdf5"))
    }
    try workshop.folder.write("text", to: "set/train_3_of_40.hdf5")
    let bytes = try workshop.folder.bytes("set/train_20_of_40.hdf5")
    try workshop.folder.write(Array(bytes.prefix(90)), to: "set/train_20_of_40.hdf5")
    let command = ["validate", "set", "--format", "json", "--max-findings", "500", "--threads"]
    let one = try workshop.run(command + ["1"])
    #expect(one.status == 1 && one.errors.isEmpty)
    for threads in ["2", "5", "16"] {
      #expect(try workshop.run(command + [threads]) == one, "\(threads) threads")
    }
    let report = try JSONParser().parse(copying: Array(one.output.utf8)).value
    #expect(
      report["files"]?.array?.compactMap { $0["path"]?.string }
        == (1...count).map { "set/train_\($0)_of_40.hdf5" }
    )
    for code in ["not-hdf5", "file-truncated", "unknown-type"] {
      #expect(report["codes"]?[code]?.int64 == 1, "\(code)")
    }
    #expect(report["codes"]?["reader-died"] == nil)
  }

  @Test func countsTheSameWithAnyNumberOfThreads() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let arguments = [
      "convert", "samples/pairs.jsonl", "--tokenizer", "samples/tokenizer", "--quiet",
    ]
    try workshop.folder.write("", to: "set/x")
    // The last is large, so that it is counted on all threads by itself.
    for (number, width) in [16, 48, 24, 96, 32, 64].enumerated() {
      let output = "set/train_\(number + 1)_of_6.hdf5"
      let outcome = try workshop.run(
        arguments + ["-o", output, "--max-seq-length", "\(width)", "--packing", "full"]
      )
      #expect(outcome.status == 0)
    }
    let count = 70_000
    try SmallTrainingFile(
      ids: Array(repeating: [5, 6, 7, 8, 9, 10, 11, 2], count: count),
      types: (0..<count).map { [0, 0, 1, 1, 1, 1, 1, $0 % 5 == 0 ? 1 : 3] }
    ).write(to: workshop.folder.path("set/train_7_of_7.hdf5"))
    let command = ["stats", "set", "--by", "file", "--format", "json", "--threads"]
    let one = try workshop.run(command + ["1"])
    #expect(one.status == 0 && one.errors.isEmpty)
    for threads in ["2", "3", "16"] {
      #expect(try workshop.run(command + [threads]) == one, "\(threads) threads")
    }
    let report = try JSONParser().parse(copying: Array(one.output.utf8)).value
    let groups = try #require(report["groups"]?.array)
    #expect(groups.count == 7)
    // The fault that is told is that of the first file that has one.
    try workshop.folder.write("text", to: "set/train_6_of_6.hdf5")
    try FileManager.default.removeItem(atPath: workshop.folder.path("set/train_2_of_6.hdf5"))
    try SmallTrainingFile(ids: [[5, 2]], types: nil)
      .write(to: workshop.folder.path("set/train_2_of_6.hdf5"))
    for threads in ["1", "8"] {
      let outcome = try workshop.run(command + [threads])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("set/train_2_of_6.hdf5: there is no token_type_ids"))
    }
  }
}
