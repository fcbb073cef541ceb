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
      #expect(throws: DataPrepError(.interrupted)) {
        try Preparation(plan: plan).run(cancellation: cancellation)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: output.path) == [])
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
      #expect(throws: DataPrepError(.interrupted)) {
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
      let other = ".o.hdf5.elsewhere-99999999.partial"
      for name in [dead, living, other] {
        try "x".write(to: output.appending(path: name), atomically: true, encoding: .utf8)
      }
      _ = try Preparation(plan: try plan(in: folder, output: path)).run()
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names == [living, other, "o.hdf5"].sorted())
    }
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
