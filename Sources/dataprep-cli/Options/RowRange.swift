import ArgumentParser

/// Rows as `a:b`, from `a` up to but without `b`; either may be left out, and `a` alone is one row.
struct RowRange: ExpressibleByArgument, Equatable {
  var range: Range<Int>

  init(_ range: Range<Int>) {
    self.range = range
  }

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let bounds = parts.map { Int($0) }
    switch parts.count {
    case 1:
      guard let row = bounds[0], row >= 0, row < .max else { return nil }
      range = row..<row &+ 1
    case 2:
      guard bounds[0] != nil || parts[0].isEmpty, bounds[1] != nil || parts[1].isEmpty else {
        return nil
      }
      let first = bounds[0] ?? 0
      let end = bounds[1] ?? .max
      guard first >= 0, end >= first else { return nil }
      range = first..<end
    default: return nil
    }
  }

  var defaultValueDescription: String { "\(range.lowerBound):\(range.upperBound)" }
}
