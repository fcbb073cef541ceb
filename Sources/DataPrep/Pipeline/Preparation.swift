/// One conversion: records → examples → ids and types → rows → chunks → files.
public struct Preparation: Sendable {
  /// What it is asked to do.
  public let plan: PreparationPlan

  /// Creates a conversion; nothing is read before ``run(cancellation:progress:)``.
  public init(plan: PreparationPlan) {
    self.plan = plan
  }

  /// Runs the conversion and commits its files.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the run when it is cancelled; nothing is kept then.
  ///   - progress: Called on the calling thread a few times a second.
  /// - Returns: What was done.
  /// - Throws: ``DataPrepError``; no file stands under its final name then.
  public func run(
    cancellation: Cancellation = Cancellation(), progress: (PreparationProgress) -> Void = { _ in }
  ) throws(DataPrepError) -> PreparationReport {
    throw DataPrepError(.invalidPlan, found: "not yet")
  }
}
