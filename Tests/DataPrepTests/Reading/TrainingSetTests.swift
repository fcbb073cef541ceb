import Foundation
import TestSupport
import Testing

@testable import DataPrep

@Suite struct TrainingSetTests {
  @Test func ordersAFolderBySplitAndShard() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in [
      "train_10_of_10.hdf5", "train_2_of_10.hdf5", "dev_1_of_1.hdf5", "other.h5", "notes.txt",
      "test_1_of_1.jsonl", ".hidden.hdf5",
    ] {
      try folder.write("", to: name)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path("test"),
      withIntermediateDirectories: true
    )
    try folder.write("", to: "test/rows.hdf5")
    let set = try TrainingSet(paths: [folder.path + "/"])
    let names = set.files.map { $0.path.dropFirst(folder.path.count + 1) }
    #expect(
      names == [
        "train_2_of_10.hdf5", "train_10_of_10.hdf5", "dev_1_of_1.hdf5", "test/rows.hdf5",
        "other.h5",
      ]
    )
    #expect(set.files.map(\.split) == [.train, .train, .dev, .test, nil])
    #expect(set.files[1].shard == TrainingSet.Shard(number: 10, count: 10))
    #expect(set.folders == [folder.path])
  }

  @Test func takesFilesAsTheyAreGiven() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("", to: "b.bin")
    try folder.write("", to: "validation_1.hdf5")
    let set = try TrainingSet(paths: [folder.path("b.bin"), folder.path("validation_1.hdf5")])
    #expect(set.files.map(\.split) == [nil, .dev])
    #expect(set.folders.isEmpty)
  }

  @Test func aFileThatIsNamedTwiceCountsOnce() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("", to: "a.hdf5")
    try folder.write("", to: "b.hdf5")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.hdf5"),
      withDestinationPath: folder.path("b.hdf5")
    )
    let paths = [folder.path("a.hdf5"), folder.path, folder.path("./a.hdf5"), folder.path + "/."]
    let set = try TrainingSet(paths: paths)
    // What links inside one folder lead to is that folder's business.
    let names = ["a.hdf5", "b.hdf5", "link.hdf5"].map { folder.path($0) }
    #expect(set.files.map(\.path) == names)
    #expect(set.folders.count == 1)
    // One file is told of once, however often it is named.
    #expect(set.repeatedFiles.count == 2)
    #expect(set.repeatedFiles.first == folder.path("a.hdf5"))
  }

  @Test func saysWhatIsNotThere() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(throws: DataPrepError(.noInputFiles, folder.path, expected: ".hdf5 or .h5")) {
      try TrainingSet(paths: [folder.path])
    }
    #expect(throws: DataPrepError(.inputNotFound, folder.path("x"))) {
      try TrainingSet(paths: [folder.path("x")])
    }
  }
}
