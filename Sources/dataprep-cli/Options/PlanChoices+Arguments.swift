// A public type conforms to a public protocol here, so both modules show.
public import ArgumentParser
public import DataPrep

// A choice is spelled on the command line as its raw value, and listed when it is misspelled.
extension Boundary: ExpressibleByArgument {}
extension RecordSchema: ExpressibleByArgument {}
extension ErrorPolicy: ExpressibleByArgument {}

extension OverflowPolicy: ExpressibleByArgument {
  /// Reads `truncate-right`, and SambaNova's `truncate_right`.
  public init?(argument: String) {
    self.init(rawValue: argument.replacing("_", with: "-"))
  }
}

extension Compression: ExpressibleByArgument {
  /// Reads `fast`, `gzip:6` or `none`.
  public init?(argument: String) {
    self.init(name: argument)
  }

  /// The spelling in the help text.
  public var defaultValueDescription: String { name }

  /// The spellings that a message lists.
  public static var allValueStrings: [String] { ["fast", "gzip:1", "…", "gzip:12", "none"] }
}
