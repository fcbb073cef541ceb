/// A set of scalars as sorted ranges that neither overlap nor touch.
///
/// Made when a pattern is translated, not in matching. Surrogates are members like others, which
/// makes complements exact; text has none.
struct ScalarSet: Sendable, Equatable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  static let last: UInt32 = 0x10FFFF
  static let everything = Self(0...last)

  /// The empty set.
  init() {}

  /// The set of one range.
  init(_ range: ClosedRange<UInt32>) {
    ranges = [range]
  }

  /// The set of some scalars.
  init(scalars: some Sequence<UInt32>) {
    self.init(ranges: scalars.map { $0...$0 })
  }

  /// The union of some ranges, in any order.
  init(ranges unordered: [ClosedRange<UInt32>]) {
    for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
  }

  /// The scalars of some categories.
  init(categories: CategorySet) {
    self.init(cells: { CategorySet(code: $0 & 31).meets(categories) })
  }

  /// The scalars whose cells in `CategoryTable` meet a condition.
  init(cells isMember: (UInt8) -> Bool) {
    let isMemberCell = (0..<128).map { isMember(UInt8($0)) }
    let classes = ScalarClasses.unicode16
    var first: UInt32?
    var before: (pageStart: UInt16, isUniform: Bool) = (0, false)
    for page in 0...Self.last >> 8 {
      let pageStart = classes.pageStart(of: page << 8)
      // Whole planes are the same page over and over.
      if before == (pageStart, true) { continue }
      before = (pageStart, true)
      for scalar in page << 8..<(page + 1) << 8 {
        let isMember = isMemberCell[Int(classes.cell(of: scalar) & 0x7F)]
        if isMember == (first != nil) { continue }
        if let start = first { ranges.append(start...scalar - 1) }
        first = isMember ? scalar : nil
        before.isUniform = scalar == page << 8 && before.isUniform
      }
    }
    if let first { ranges.append(first...Self.last) }
  }

  /// Reads `41-5A 61-7A AA`.
  init(hexadecimal text: String) {
    let ranges = text.split(separator: " ").compactMap { entry -> ClosedRange<UInt32>? in
      let bounds = entry.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let first = bounds.first, let last = bounds.last, first <= last else { return nil }
      return first...last
    }
    self.init(ranges: ranges)
  }

  private mutating func append(_ range: ClosedRange<UInt32>) {
    // Ranges come in ascending order of their lower bounds.
    guard let before = ranges.last, before.upperBound + 1 >= range.lowerBound else {
      ranges.append(range)
      return
    }
    let end = max(before.upperBound, range.upperBound)
    ranges[ranges.count - 1] = before.lowerBound...end
  }
}

extension ScalarSet {
  var isEmpty: Bool { ranges.isEmpty }

  /// The member of a set that has just one.
  var onlyMember: UInt32? {
    guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
    return range.lowerBound
  }

  var inverted: Self {
    var result = Self()
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.ranges.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.last { result.ranges.append(next...Self.last) }
    return result
  }

  func union(_ other: Self) -> Self { Self(ranges: ranges + other.ranges) }

  func intersection(_ other: Self) -> Self {
    inverted.union(other.inverted).inverted
  }

  func subtracting(_ other: Self) -> Self {
    inverted.union(other).inverted
  }

  func contains(_ scalar: UInt32) -> Bool {
    // The first range that ends at or behind the scalar.
    var (lower, upper) = (0, ranges.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if ranges[middle].upperBound < scalar { lower = middle + 1 } else { upper = middle }
    }
    return lower < ranges.count && ranges[lower].lowerBound <= scalar
  }

  /// Whether every member is one of another set's.
  func isPart(of other: Self) -> Bool {
    ranges.allSatisfy { range in
      other.ranges.contains {
        $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound
      }
    }
  }
}
