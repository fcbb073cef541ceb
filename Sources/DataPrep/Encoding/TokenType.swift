/// What a token is to the trainer; the raw value is the number in `token_type_ids`.
///
/// The numbering is SambaNova's: their trainer scales type 0 by `prompt_loss_weight`, always trains
/// 1 and 3, and never 2. The type belongs to the token as a label: whether the model learns to
/// produce it.
public enum TokenType: UInt8, Sendable, CaseIterable {
  /// A token of a prompt.
  case prompt = 0
  /// A token of a completion.
  case completion = 1
  /// A position that only fills the row. It is known by this type, never by its id.
  case padding = 2
  /// The token that closes an article.
  case separator = 3

  /// The name in reports: `prompt`, `completion`, `padding`, `separator`.
  public var name: String {
    switch self {
    case .prompt: "prompt"
    case .completion: "completion"
    case .padding: "padding"
    case .separator: "separator"
    }
  }
}
