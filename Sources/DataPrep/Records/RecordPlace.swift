/// Where a record stands: a file, a line and, where one is known, a column.
public struct RecordPlace: Sendable, Equatable, CustomStringConvertible {
  /// The path as it was given, or `<stdin>`.
  public var file: String
  /// The line, counted from 1.
  public var line: Int
  /// The column in code points, counted from 1, or `nil` where the whole line is meant.
  public var column: Int?

  /// Creates a place.
  public init(file: String, line: Int, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line`, or `file:line:column`.
  public var description: String {
    guard let column else { return "\(file):\(line)" }
    return "\(file):\(line):\(column)"
  }
}
