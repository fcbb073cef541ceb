import TestSupport
import Testing

/// What the runner promises the tests of the command.
@Suite struct ChildProcessTests {
  @Test func returnsBothStreamsAndTheStatus() throws {
    let child = try ChildProcess(running: "/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])
    #expect(child.outputText == "out\n")
    #expect(child.errorText == "err\n")
    #expect(child.exitStatus == 3)
  }

  @Test func passesInputArgumentsAndEnvironment() throws {
    let child = try ChildProcess(
      running: "/bin/sh",
      ["-c", "cat; echo $0 $DATAPREP_A ${HOME-none}", "an argument"],
      standardInput: Array("input\n".utf8),
      environment: ["DATAPREP_A": "set", "HOME": nil]
    )
    #expect(child.outputText == "input\nan argument set none\n")
  }

  @Test func doesNotBlockOnMoreOutputThanAPipeHolds() throws {
    let input = [UInt8](repeating: 120, count: 1 << 20)
    let child = try ChildProcess(
      running: "/bin/sh",
      ["-c", "tee /dev/stderr"],
      standardInput: input
    )
    #expect(child.output == input)
    #expect(child.errors == input)
  }

  @Test func namesTheSignalAsTheShellDoes() throws {
    let child = try ChildProcess(running: "/bin/sh", ["-c", "kill -KILL $$"])
    #expect(child.exitStatus == 128 + 9)
  }

  @Test func killsWhatTakesTooLong() throws {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess(running: "/bin/sh", ["-c", "exec sleep 60"], timeLimit: 0.2)
    }
  }

  @Test func givesAPipeWithoutAReader() throws {
    let child = try ChildProcess(
      running: "/bin/sh",
      ["-c", "exec cat /dev/zero"],
      standardOutput: .closedPipe,
      timeLimit: 10
    )
    #expect(child.exitStatus == 128 + 13)
  }

  @Test func refusesAProgramThatIsNotThere() throws {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess(running: "/no/such/program")
    }
  }
}
