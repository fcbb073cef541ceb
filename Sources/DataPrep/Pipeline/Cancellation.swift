import Synchronization

/// A flag that stops a run from outside, from any thread or a signal handler.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Creates a flag that is not set.
  public init() {}

  /// Asks the run to stop; it cleans up and throws ``DataPrepError`` with code `interrupted`.
  public func cancel() {
    flag.store(true, ordering: .relaxed)
  }

  /// Ends what it is called in where the run was asked to stop.
  ///
  /// - Throws: ``DataPrepError`` with code `interrupted`.
  package func check() throws(DataPrepError) {
    if isCancelled { throw DataPrepError(.interrupted) }
  }

  /// Whether the run was asked to stop.
  public var isCancelled: Bool {
    flag.load(ordering: .relaxed)
  }
}

extension DataPrepError {
  /// The same of a run that writes; where it was interrupted, with what became of its output.
  func keeping(_ outcome: String) -> Self {
    guard code == .interrupted, found.isEmpty else { return self }
    return Self(.interrupted, found: outcome)
  }

  /// The same of a run that leaves no output where it is interrupted.
  var keepingNothing: Self { keeping("nothing was kept") }
}
