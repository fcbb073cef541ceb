/// The keys under which a record's fields stand.
public struct FieldNames: Sendable, Equatable {
  /// The key of the prompt.
  public var prompt = "prompt"
  /// The key of the completion.
  public var completion = "completion"

  /// The key of a text record.
  static let text = "text"
  /// The key of a pair's category.
  static let category = "category"

  /// Creates the usual names.
  public init() {}
}
