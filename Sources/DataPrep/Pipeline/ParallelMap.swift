import Foundation

/// The one place where work goes to several threads.
///
/// Two parallel stages with serial ones between them, on the same `threadCount` threads:
///
///     read ─▶ transform ─▶ fold ─▶ finish ─▶ write
///     serial   parallel    serial  parallel   serial
///
/// 1. `read` hands out items one after the other; each gets the next number.
/// 2. `transform` runs on any thread. Its results reach `fold` in the order of the numbers.
/// 3. `fold` turns each result into any number of blocks; behind the last item it is called with
///    `nil` until it returns false. Each block gets the next number.
/// 4. `finish` runs on any thread. Its results reach `write` in the order of the numbers.
///
/// A thread that is free takes the step that is farthest along, so finished work leaves before new
/// work comes in. At most `window` items are between `read` and `fold`, and `fold` waits while
/// `window` blocks are between it and `write`: memory is bounded by the sizes of an item and a
/// block, and order by the numbers, whatever the threads do. Where items differ much in size,
/// ``Load`` bounds what is between `read` and `fold` by its bytes too.
///
/// The first error, by stage order of its discovery, stops all threads; the steps that are running
/// are waited for. What a serial stage does is a function of the items alone, so is the output.
final class ParallelMap<Item: Sendable, Result: Sendable, Block: Sendable, Output: Sendable> {
  /// The stages; the serial ones are never entered by two threads at once.
  struct Stages {
    /// The next item, or `nil` behind the last.
    var read: () throws(DataPrepError) -> Item?
    /// Makes the parallel work of one thread, with its own scratch.
    var makeTransform: () -> (Item) throws(DataPrepError) -> Result
    /// Takes the results in order and hands blocks to its second argument.
    ///
    /// Behind the last result it gets `nil`, again and again, until it returns false.
    var fold: (Result?, (Block) -> Void) throws(DataPrepError) -> Bool
    /// Makes the second parallel work of one thread.
    var makeFinish: () -> (Block) throws(DataPrepError) -> Output
    /// Takes the outputs in order.
    var write: (Output) throws(DataPrepError) -> Void
  }

  /// How much may be between `read` and `fold` besides the number of items.
  struct Load {
    /// The bytes of an item.
    var byteCount: (Item) -> Int
    /// Nothing is read while so many bytes or more are under way: one item may go over it.
    var limit: Int
  }

  private enum Step {
    case write(Output)
    case finish(Int, Block)
    case fold(Result?)
    case read
    case wait
    case stop
  }

  // Everything below is guarded by `condition`; the serial stages themselves run outside it, each
  // guarded by its busy flag, which is set and cleared under `condition`.
  private let condition = NSCondition()
  private let stages: Stages
  private let threadCount: Int
  private let window: Int
  private let load: Load?
  private var isReading = false
  private var isFolding = false
  private var isWriting = false
  private var isInputAtEnd = false
  private var isFoldAtEnd = false
  private var readCount = 0
  private var foldedCount = 0
  private var byteCounts: [Int: Int] = [:]
  private var byteCount = 0
  private var results: [Int: Result] = [:]
  private var blocks: [(Int, Block)] = []
  private var blockCount = 0
  private var writtenCount = 0
  private var outputs: [Int: Output] = [:]
  private var failure: DataPrepError?

  // The calling thread waits for this one, so that the workers' changes do not wake it.
  private let ending = NSCondition()
  private var runningThreads = 0

  init(threadCount: Int, window: Int, load: Load? = nil, stages: Stages) {
    self.threadCount = threadCount
    self.window = window
    self.load = load
    self.stages = stages
  }

  /// Runs everything to the end.
  ///
  /// - Parameter tick: Called on the calling thread about ten times a second; what it throws stops
  ///   the run.
  /// - Throws: The first error of a stage or of `tick`.
  func run(tick: () throws(DataPrepError) -> Void) throws(DataPrepError) {
    // The threads share this object for as long as `run` waits for them, and touch its state only
    // under its conditions.
    nonisolated(unsafe) let shared = self
    runningThreads = threadCount
    for index in 0..<threadCount {
      let thread = Thread { unsafe shared.work() }
      thread.name = "dataprep-\(index)"
      thread.stackSize = 8 << 20
      thread.start()
    }
    while waitForEnd() {
      do throws(DataPrepError) {
        try tick()
      } catch {
        fail(error)
      }
    }
    if let failure { throw failure }
  }

  /// Waits a tenth of a second; false when all threads have ended.
  private func waitForEnd() -> Bool {
    ending.lock()
    defer { ending.unlock() }
    let deadline = Date(timeIntervalSinceNow: 0.1)
    while runningThreads > 0 {
      guard ending.wait(until: deadline) else { return runningThreads > 0 }
    }
    return false
  }

  private func fail(_ error: DataPrepError) {
    condition.lock()
    if failure == nil { failure = error }
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    let transform = stages.makeTransform()
    let finish = stages.makeFinish()
    do throws(DataPrepError) {
      while try workOnce(transform, finish) {}
    } catch {
      fail(error)
    }
    ending.lock()
    runningThreads -= 1
    ending.broadcast()
    ending.unlock()
  }

  /// Takes one step; false when there are no more.
  private func workOnce(
    _ transform: (Item) throws(DataPrepError) -> Result,
    _ finish: (Block) throws(DataPrepError) -> Output
  ) throws(DataPrepError) -> Bool {
    switch takeStep() {
    case .stop: return false
    case .wait: return true
    case .write(let output):
      try stages.write(output)
      locked {
        isWriting = false
        writtenCount += 1
      }
    case .finish(let number, let block):
      let output = try finish(block)
      locked { outputs[number] = output }
    case .fold(let result):
      var made: [Block] = []
      let goesOn = try stages.fold(result) { made.append($0) }
      locked {
        isFolding = false
        if result != nil { countFolded() } else { isFoldAtEnd = !goesOn }
        for block in made {
          blocks.append((blockCount, block))
          blockCount += 1
        }
      }
    case .read:
      let item = try stages.read()
      let number = locked {
        isReading = false
        if let item { countRead(item) } else { isInputAtEnd = true }
        return readCount - 1
      }
      if let item {
        let result = try transform(item)
        locked { results[number] = result }
      }
    }
    return true
  }

  private func countRead(_ item: Item) {
    if let load {
      let added = load.byteCount(item)
      byteCounts[readCount] = added
      byteCount += added
    }
    readCount += 1
  }

  private func countFolded() {
    byteCount -= byteCounts.removeValue(forKey: foldedCount) ?? 0
    foldedCount += 1
  }

  private var hasRoom: Bool {
    readCount - foldedCount < window && byteCount < load?.limit ?? .max
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    return body()
  }

  /// Chooses the step that is farthest along, or waits for a change.
  private func takeStep() -> Step {
    condition.lock()
    defer { condition.unlock() }
    if failure != nil { return .stop }
    if !isWriting, let output = outputs.removeValue(forKey: writtenCount) {
      isWriting = true
      return .write(output)
    }
    if !blocks.isEmpty {
      let (number, block) = blocks.removeFirst()
      return .finish(number, block)
    }
    if !isFolding, !isFoldAtEnd, blockCount - writtenCount < window {
      if let result = results.removeValue(forKey: foldedCount) {
        isFolding = true
        return .fold(result)
      }
      if isInputAtEnd, foldedCount == readCount {
        isFolding = true
        return .fold(nil)
      }
    }
    if !isReading, !isInputAtEnd, hasRoom {
      isReading = true
      return .read
    }
    if isFoldAtEnd, writtenCount == blockCount { return .stop }
    condition.wait()
    return .wait
  }
}
