import Foundation
import TestSupport
import Testing

/// Runs are stopped in the middle: `yes` feeds them records for as long as they live.
@Suite(.serialized) struct InterruptionTests {
  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(129))])
  func cleansUpAndExitsAsTheShellExpects(signal: Int32, status: Int32) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let run = try EndlessRun(in: workshop)
    try run.waitForPartialFile()
    run.send(signal)
    #expect(try run.waitForEnd() == status)
    #expect(
      run.errors == """
        error: interrupted; nothing was kept

        hint: run the same command again; it starts afresh

        """
    )
    #expect(try workshop.newNames == ["errors"])
  }

  @Test func leavesNothingUnderTheFinalNameWhenItIsKilled() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let run = try EndlessRun(in: workshop)
    try run.waitForPartialFile()
    run.send(SIGKILL)
    #expect(try run.waitForEnd() == 128 + SIGKILL)
    #expect(try !workshop.folder.names().contains("genetic.hdf5"))
  }
}

/// A conversion whose standard input never ends.
private final class EndlessRun {
  private let source = Process()
  private let program = Process()
  private let workshop: Workshop

  /// The run did not come to what the test waits for.
  struct TooSlow: Error {}

  init(in workshop: Workshop) throws {
    self.workshop = workshop
    let pipe = Pipe()
    source.executableURL = URL(fileURLWithPath: "/usr/bin/yes")
    source.arguments = [#"{"prompt": "GGC GCC ATC", "completion": "GAC GAA ATG"}"#]
    source.standardOutput = pipe
    program.executableURL = URL(fileURLWithPath: Dataprep.path)
    program.arguments = ["convert", "-"] + Workshop.convertGenetic.dropFirst(2)
    program.currentDirectoryURL = workshop.folder.url
    program.standardInput = pipe
    program.standardOutput = FileHandle.nullDevice
    try workshop.folder.write("", to: "errors")
    program.standardError = try FileHandle(
      forWritingTo: workshop.folder.url.appendingPathComponent("errors")
    )
    try program.run()
    try source.run()
  }

  var errors: String { (try? workshop.folder.text("errors")) ?? "" }

  func send(_ signal: Int32) {
    kill(program.processIdentifier, signal)
  }

  func waitForPartialFile() throws {
    try wait { try workshop.folder.names().contains { $0.hasSuffix(".partial") } }
  }

  func waitForEnd() throws -> Int32 {
    defer {
      if program.isRunning { kill(program.processIdentifier, SIGKILL) }
      source.terminate()
    }
    try wait { !program.isRunning }
    return program.terminationReason == .uncaughtSignal
      ? 128 + program.terminationStatus : program.terminationStatus
  }

  private func wait(until condition: () throws -> Bool) throws {
    for _ in 0..<600 {
      if try condition() { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw TooSlow()
  }
}
