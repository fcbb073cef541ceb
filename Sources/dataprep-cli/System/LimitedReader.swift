import DataPrep
import Foundation

/// Reads files in child processes with limits of memory and time, and says how they ended.
///
/// The program starts itself again. A child takes file after file; where it dies, the file that it
/// was at gets a finding, and another child goes on behind it. A large file is read by one child on
/// all threads; small ones, which have too few rows for them, by several children of one thread each:
///
///     large   small small small small   large
///     ▬▬▬▬▬   ▬▬▬▬▬▬▬▬▬▬▬               ▬▬▬▬▬
///             ▬▬▬▬▬▬▬▬▬▬▬
struct LimitedReader {
  let cancellation: Cancellation
  /// How many threads work in all.
  let threadCount: Int

  /// A file is small where its bytes are fewer for each thread.
  private static let smallByteCountPerThread = 1 << 18
  /// The least memory that a child may write to, however many read at once.
  private static let leastMemoryByteCount = 240 << 20
  /// Memory that there must be for each child.
  private static let memoryByteCountPerChild: UInt64 = 2 << 30
  /// The stacks of a child's threads count against the memory that it may have.
  private static let mostThreadsOfChild = 32
  /// What a command line can hold is bounded by the system.
  private static let mostFilesOfLargeGroup = 100
  /// A child that is ahead of the others holds back no more outcomes than these.
  private static let mostFilesOfSmallGroup = 16

  /// Files that one child reads.
  private struct Group {
    var tasks: [FileTask]
    var isSmall: Bool
  }

  /// Hands the outcome of each task to `take`, in order.
  ///
  /// - Throws: `DataPrepError`: `interrupted`, `unreadable` where no child can be started.
  func run(_ tasks: [FileTask], _ take: (FileOutcome) -> Void) throws(DataPrepError) {
    var waiting = groups(of: tasks)[...]
    var readers: [GroupReader] = []
    defer { for reader in readers { reader.end() } }
    while !waiting.isEmpty || !readers.isEmpty {
      while let next = waiting.first, mayStart(next, beside: readers) {
        readers.append(
          try GroupReader(
            next.tasks,
            isSmall: next.isSmall,
            memory: next.isSmall ? memoryOfSmallGroup : ResourceLimits.memoryByteCount
          )
        )
        waiting.removeFirst()
      }
      while let first = readers.first {
        for outcome in first.takeOutcomes() { take(outcome) }
        guard first.isFinished else { break }
        first.end()
        readers.removeFirst()
      }
      try wait(for: readers.filter { !$0.isFinished })
    }
  }

  /// As many children as there are threads, and as memory has room for.
  private var mostChildren: Int {
    let room = ProcessInfo.processInfo.physicalMemory / Self.memoryByteCountPerChild
    return max(1, min(threadCount, Int(clamping: room)))
  }

  /// Children that read at once share what one may have, so that their sum is bounded too.
  private var memoryOfSmallGroup: Int {
    max(Self.leastMemoryByteCount, ResourceLimits.memoryByteCount / mostChildren)
  }

  private func mayStart(_ group: Group, beside readers: [GroupReader]) -> Bool {
    guard group.isSmall else { return readers.isEmpty }
    return readers.allSatisfy(\.isSmall) && readers.count < 4 * mostChildren
      && readers.count(where: { !$0.isFinished }) < mostChildren
  }

  /// The files in order, cut into groups of one kind.
  private func groups(of tasks: [FileTask]) -> [Group] {
    var runs: [Group] = []
    for task in tasks {
      let isSmall = mostChildren > 1 && Self.isSmall(task.path, threadCount)
      if let last = runs.last, last.isSmall == isSmall {
        runs[runs.count - 1].tasks.append(task)
      } else {
        runs.append(Group(tasks: [task], isSmall: isSmall))
      }
    }
    return runs.flatMap { run in
      // One small file gets the threads that would have nothing to do.
      let isSmall = run.isSmall && run.tasks.count > 1
      let share = (run.tasks.count + mostChildren - 1) / mostChildren
      let size = isSmall ? min(share, Self.mostFilesOfSmallGroup) : Self.mostFilesOfLargeGroup
      return stride(from: 0, to: run.tasks.count, by: size).map { start in
        var tasks = Array(run.tasks[start..<min(start + size, run.tasks.count)])
        for index in tasks.indices {
          tasks[index].threadCount = isSmall ? 1 : min(threadCount, Self.mostThreadsOfChild)
        }
        return Group(tasks: tasks, isSmall: isSmall)
      }
    }
  }

  private static func isSmall(_ path: String, _ threadCount: Int) -> Bool {
    var status = stat()
    // Safe: the call writes one `stat`, which lives across it; the path is a C string until then.
    guard unsafe stat(path, &status) == 0 else { return true }
    return Int(status.st_size) < threadCount * smallByteCountPerThread
  }

  /// Waits until a child has something to say, and looks ten times a second whether to go on.
  private func wait(for readers: [GroupReader]) throws(DataPrepError) {
    guard !readers.isEmpty else { return }
    var requests = readers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    while true {
      try cancellation.check()
      // Safe: the call takes as many `pollfd` as the array has, which lives across it.
      if unsafe poll(&requests, nfds_t(requests.count), 100) > 0 { break }
    }
    for (reader, request) in zip(readers, requests) where request.revents != 0 {
      try reader.fill(cancellation)
    }
  }
}

/// Files that are being read, by one child after the other.
private final class GroupReader {
  let isSmall: Bool
  private let memory: Int
  private var rest: ArraySlice<FileTask>
  private var child: ChildReader
  private var outcomes: [FileOutcome] = []

  init(_ tasks: [FileTask], isSmall: Bool, memory: Int) throws(DataPrepError) {
    self.isSmall = isSmall
    self.memory = memory
    rest = tasks[...]
    child = try ChildReader(tasks, memory: memory)
  }

  /// Whether every file has its outcome.
  var isFinished: Bool { rest.isEmpty }

  var descriptor: Int32 { child.descriptor }

  /// The outcomes since they were last taken, in order.
  func takeOutcomes() -> [FileOutcome] {
    defer { outcomes = [] }
    return outcomes
  }

  /// Reads what the child says; where it has died, its file is done, and another child goes on.
  func fill(_ cancellation: Cancellation) throws(DataPrepError) {
    let isAlive = child.fill()
    while let task = rest.first {
      switch child.next() {
      case .outcome(let outcome):
        outcomes.append(outcome)
        rest = rest.dropFirst()
      case .part where isAlive: return
      case .part, .nonsense:
        // Who interrupts this process interrupts the child too.
        try cancellation.check()
        outcomes.append(child.ending(of: task))
        rest = rest.dropFirst()
        if !rest.isEmpty { child = try ChildReader(Array(rest), memory: memory) }
        return
      }
    }
  }

  /// Ends the child if it has not ended.
  func end() {
    child.end()
  }
}

/// One child process.
private struct ChildReader {
  private let memory: Int
  private let process = Process()
  private let pipe = Pipe()
  private var buffer: [UInt8] = []
  private var start = 0

  init(_ tasks: [FileTask], memory: Int) throws(DataPrepError) {
    self.memory = memory
    guard let program = Bundle.main.executableURL else {
      throw Self.cannotStart(tasks, "the program's path is not known")
    }
    process.executableURL = program
    process.arguments = ["read-files", "--memory", "\(memory)", "--", FileTask.text(of: tasks)]
    var environment = ProcessInfo.processInfo.environment
    // A crash is a finding; nobody reads its trace, and writing it can take longer than the file.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw Self.cannotStart(tasks, error.localizedDescription)
    }
    // The child's end is the child's alone, so that its death ends the stream.
    try? pipe.fileHandleForWriting.close()
  }

  /// What a child has said.
  enum Message {
    /// A whole outcome.
    case outcome(FileOutcome)
    /// Less than one.
    case part
    /// What no child says.
    case nonsense
  }

  /// Where the child's words come from.
  var descriptor: Int32 { pipe.fileHandleForReading.fileDescriptor }

  /// The next outcome of what was read.
  mutating func next() -> Message {
    guard buffer.count - start >= 8 else { return .part }
    let head = buffer[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: head), count <= ResourceLimits.memoryByteCount else {
      return .nonsense
    }
    let end = start + 8 + count
    guard buffer.count >= end else { return .part }
    let bytes = Array(buffer[start + 8..<end])
    start = end
    return FileOutcome(bytes: bytes).map(Message.outcome) ?? .nonsense
  }

  /// Reads what there is; false at the end.
  mutating func fill() -> Bool {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Safe: the call writes at most as many bytes as `bytes` has.
      let count = unsafe read(descriptor, &bytes, bytes.count)
      if count > 0 {
        buffer += bytes[..<count]
        return true
      }
      if count == 0 || errno != EINTR { return false }
    }
  }

  /// Why there is no outcome.
  mutating func ending(of task: FileTask) -> FileOutcome {
    end()
    let number = process.terminationStatus
    guard process.terminationReason == .uncaughtSignal else {
      return FileOutcome(ending: .readerDied, of: task, found: "status \(number)")
    }
    if number == SIGXCPU {
      return FileOutcome(ending: .timeLimit, of: task, limit: "its size justifies")
    }
    if ResourceLimits.mostMemoryOfChildren > memory / 4 * 3 {
      let isWhole = memory == ResourceLimits.memoryByteCount
      return FileOutcome(
        ending: .memoryLimit,
        of: task,
        limit: isWhole ? "1 GiB" : "\(memory >> 20) MiB"
      )
    }
    return FileOutcome(ending: .readerDied, of: task, found: "signal \(number)")
  }

  /// Ends the child if it has not ended.
  func end() {
    try? pipe.fileHandleForReading.close()
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private static func cannotStart(_ tasks: [FileTask], _ reason: String) -> DataPrepError {
    DataPrepError.cannotStartReader(path: tasks.first?.path ?? "", reason: reason)
  }
}
