import ArgumentParser

/// Rows as `a:b`, from `a` up to but without `b`; either may be left out, and `a` alone is one row.
struct RowRange: Equatable, CustomStringConvertible {
  var range: Range<Int>

  init(_ range: Range<Int>) {
    self.range = range
  }

  /// Reads the spelling of the command line.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let bounds = parts.map { Int($0) }
    switch parts.count {
    case 1:
      guard let row = bounds[0], row >= 0, row < .max else { throw Self.refusal }
      range = row..<row &+ 1
    case 2:
      guard bounds[0] != nil || parts[0].isEmpty, bounds[1] != nil || parts[1].isEmpty else {
        throw Self.refusal
      }
      let first = bounds[0] ?? 0
      let end = bounds[1] ?? .max
      guard first >= 0, end >= first else { throw Self.refusal }
      range = first..<end
    default: throw Self.refusal
    }
  }

  var description: String { "\(range.lowerBound):\(range.upperBound)" }

  private static let refusal = ValidationError(
    "give rows as a:b, a: or :b, counted from 0 and without the last, or one row as a"
  )
}
