/// What a command line of sambanova/generative_data_prep asks for.
public struct PeerCommand: Sendable, Equatable {
  /// The conversion, with the peer's defaults: `full` packing and rows of 2,048 tokens.
  public var plan: PreparationPlan
  /// What had no meaning here.
  public var warnings: [PreparationWarning] = []
  /// Whether nothing is to be printed (`--silent`).
  public var isSilent = false

  init() {
    plan = PreparationPlan(inputs: [], output: "", tokenizer: "", maximumSequenceLength: 2048)
    plan.packing = .full
  }
}
