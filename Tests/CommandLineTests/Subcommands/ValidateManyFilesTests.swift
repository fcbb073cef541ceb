import JSON
import TestSupport
import Testing

/// Small files are read by several children at once; what is said is what one child would say.
@Suite struct ValidateManyFilesTests {
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
}
