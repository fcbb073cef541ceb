/// The version of this library and its command.
public enum ToolVersion {
  /// The version by semantic versioning.
  public static let current = "0.1.0"
}
