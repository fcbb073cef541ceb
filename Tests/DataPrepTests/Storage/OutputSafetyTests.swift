import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// What stands on the disk when something fails.
@Suite struct OutputSafetyTests {
  private func plan(in folder: URL, output: String) throws -> PreparationPlan {
    let input = folder.appending(path: "in.jsonl")
    var lines = ""
    for number in 0..<2000 {
      lines += "{\"prompt\": \"\(number)\", \"completion\": \"\(number &* 7919 % 10_007)\"}\n"
    }
    try lines.write(to: input, atomically: true, encoding: .utf8)
    return PreparationPlan(
      inputs: [input.path],
      output: output,
      tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
      maximumSequenceLength: 64
    )
  }

  @Test func aCancelledRunLeavesNothing() throws {
    try TemporaryFolder.with { folder in
      let output = folder.appending(path: "out")
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
      let cancellation = Cancellation()
      cancellation.cancel()
      let plan = try plan(in: folder, output: output.appending(path: "o.hdf5").path)
      #expect(throws: DataPrepError(.interrupted, found: "nothing was kept")) {
        try Preparation(plan: plan).run(cancellation: cancellation)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: output.path) == [])
    }
  }

  /// As root, a file could take the place of `/dev/null` for every program of the machine.
  @Test(arguments: ["o.hdf5", "o.html"])
  func aPipeIsNotReplaced(name: String) throws {
    try TemporaryFolder.with { folder in
      let pipe = folder.appending(path: name).path
      try #require(unsafe mkfifo(pipe, 0o600) == 0)
      let refused = DataPrepError(
        .unwritable,
        pipe,
        found: "it is a device or a pipe, which no file replaces"
      )
      var plan = try plan(in: folder, output: pipe)
      plan.overwrite = .replace
      #expect(throws: refused) {
        if name.hasSuffix(".html") {
          try WholeFile.write("text", to: pipe, .replace)
        } else {
          _ = try Preparation(plan: plan).run()
        }
      }
      // What was checked before the work is checked again when the file takes its place.
      let file = PartialFile(for: pipe)
      close(try file.create())
      #expect(throws: refused) { try file.commit() }
      file.discard()
      var status = stat()
      #expect(unsafe lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func aRunThatWaitsForAPipeCanBeCancelled() throws {
    try TemporaryFolder.with { folder in
      let pipe = folder.appending(path: "pipe.jsonl").path
      try #require(unsafe mkfifo(pipe, 0o600) == 0)
      var plan = try plan(in: folder, output: folder.appending(path: "o.hdf5").path)
      plan.inputs = [pipe]
      let cancellation = Cancellation()
      #expect(throws: DataPrepError(.interrupted, found: "nothing was kept")) {
        try Preparation(plan: plan).run(cancellation: cancellation) { _ in
          cancellation.cancel()
        }
      }
    }
  }

  @Test func aRunRemovesWhatAKilledOneLeft() throws {
    try TemporaryFolder.with { folder in
      let output = folder.appending(path: "out")
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
      let path = output.appending(path: "o.hdf5").path
      let host = ProcessInfo.processInfo.hostName
      // No process has this number: Linux counts to 4,194,304 at most.
      let dead = ".o.hdf5.\(host)-99999999.partial"
      let living = ".o.hdf5.\(host)-1.partial"
      // In a container every run may have this one's number.
      let own = ".o.hdf5.\(host)-\(ProcessInfo.processInfo.processIdentifier).partial"
      let other = ".o.hdf5.elsewhere-99999999.partial"
      for name in [dead, living, own, other] {
        try "x".write(to: output.appending(path: name), atomically: true, encoding: .utf8)
      }
      _ = try Preparation(plan: try plan(in: folder, output: path)).run()
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names == [living, other, "o.hdf5"].sorted())
    }
  }

  @Test func aMissingFileOfTheTokenizerIsSeenBeforeTheWork() throws {
    try TemporaryFolder.with { folder in
      let output = folder.appending(path: "out").path
      let plan = try plan(in: folder, output: output)
      let link = folder.appending(path: "tokenizer/generation_config.json").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "none")
      #expect(throws: DataPrepError(.inputNotFound, link)) { try Preparation(plan: plan).run() }
      try FileManager.default.removeItem(atPath: link)
      _ = try Preparation(plan: plan).run()
      #expect(try names(in: output) == ["manifest.json", "tokenizer", "train_1_of_1.hdf5"])
    }
  }

  /// What a run leaves that is killed while its files get their names.
  @Test func aFolderWithoutItsManifestIsKnownByItsMark() throws {
    try TemporaryFolder.with { folder in
      let output = folder.appending(path: "out")
      let plan = try plan(in: folder, output: output.path)
      _ = try Preparation(plan: plan).run()
      let whole = try names(in: output.path)
      try FileManager.default.removeItem(at: output.appending(path: FileLayout.manifest))
      #expect(throws: DataPrepError(.foreignOutput, output.path)) {
        try Preparation(plan: plan).run()
      }
      let names = ["train_1_of_1.hdf5", "quarantine.jsonl", "tokenizer/tokenizer.json"]
      try Data(Manifest.mark(naming: names))
        .write(to: output.appending(path: FileLayout.unfinishedMark))
      for name in ["quarantine.jsonl", "notes.md"] {
        try "x".write(to: output.appending(path: name), atomically: true, encoding: .utf8)
      }
      _ = try Preparation(plan: plan).run()
      #expect(try self.names(in: output.path) == (whole + ["notes.md"]).sorted())
      #expect(throws: DataPrepError(.outputExists, output.path)) {
        try Preparation(plan: plan).run()
      }
    }
  }

  /// A folder stands where the tokenizer's file must go: the failure comes when all is converted.
  @Test func aLateFailureLeavesTheFolderAsItWas() throws {
    try TemporaryFolder.with { folder in
      let output = folder.appending(path: "out")
      var plan = try plan(in: folder, output: output.path)
      _ = try Preparation(plan: plan).run()
      let whole = try names(in: output.path)
      let manifest = try Data(contentsOf: output.appending(path: FileLayout.manifest))
      let shard = try Data(contentsOf: output.appending(path: "train_1_of_1.hdf5"))
      try FileManager.default.removeItem(at: output.appending(path: "tokenizer"))
      try "x".write(to: output.appending(path: "tokenizer"), atomically: true, encoding: .utf8)
      plan.overwrite = .replace
      plan.maximumSequenceLength = 32
      #expect {
        try Preparation(plan: plan).run()
      } throws: { error in
        (error as? DataPrepError)?.code == .unwritable
      }
      #expect(try names(in: output.path) == whole)
      #expect(try Data(contentsOf: output.appending(path: FileLayout.manifest)) == manifest)
      #expect(try Data(contentsOf: output.appending(path: "train_1_of_1.hdf5")) == shard)
    }
  }

  @Test func theTargetOfALinkIsReplacedAndKeepsItsPermissions() throws {
    try TemporaryFolder.with { folder in
      let link = folder.appending(path: "link.hdf5").path
      let file = folder.appending(path: "there/o.hdf5")
      var plan = try plan(in: folder, output: link)
      plan.overwrite = .replace
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try "old".write(to: file, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      try FileManager.default.createSymbolicLink(
        atPath: link,
        withDestinationPath: "there/o.hdf5"
      )
      let report = try Preparation(plan: plan).run()
      #expect(FileSystem.isLink(link))
      #expect(try FileSystem.byteCount(file.path) == report.files.first?.byteCount)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(try names(in: file.deletingLastPathComponent().path) == ["o.hdf5"])
    }
  }

  /// A link that somebody put where a temporary file will be is not followed.
  @Test func aPlantedLinkIsNotWrittenThrough() throws {
    try TemporaryFolder.with { folder in
      let victim = folder.appending(path: "victim").path
      try "kept".write(toFile: victim, atomically: true, encoding: .utf8)
      let path = folder.appending(path: "o.jsonl").path
      try FileManager.default.createSymbolicLink(
        atPath: PartialFile(for: path).partialPath,
        withDestinationPath: victim
      )
      let lines = try LineFile(path: path)
      try lines.append(Array("new\n".utf8))
      try lines.flush()
      try lines.file.commit()
      #expect(try String(contentsOfFile: victim, encoding: .utf8) == "kept")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new\n")
    }
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test(.enabled(if: SmallDisk.isAvailable, "a tmpfs cannot be mounted"))
  func aFullDiskIsSaidAndNothingIsKept() throws {
    let disk = try #require(SmallDisk(byteCount: 256 << 10))
    defer { disk.unmount() }
    try TemporaryFolder.with { folder in
      var plan = try plan(in: folder, output: disk.path + "/o.hdf5")
      plan.freeSpace = .ignore
      plan.compression = .none
      plan.maximumSequenceLength = 2048
      plan.packing = .single
      #expect(throws: DataPrepError(.diskFull, plan.output)) {
        try Preparation(plan: plan).run()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])

      plan.freeSpace = .check
      #expect {
        try Preparation(plan: plan).run()
      } throws: { error in
        (error as? DataPrepError)?.code == .notEnoughSpace
      }
    }
  }
}
