/// Counts what changed.
final class RetypingTally {
  private var report = RetypingReport()
  /// Tokens of types that there are, and of others.
  private var pairs = TypePairCounts()
  private var odd = OddTypeCounts()
  private var changes: [Int64: Int] = [:]
  private let hasTypes: Bool
  private let width: Int
  private var separatorIDs: Set<Int32> = []
  /// The one that was noted last, since most files have no other.
  private var lastSeparatorID: Int32?

  init(_ retyping: RowRetyping) {
    hasTypes = retyping.hasTypes
    width = retyping.width
    report.rules = retyping.ruleTexts.map { RetypingReport.RuleCount(rule: $0, count: 0) }
    if retyping.marking.padding == .infer || retyping.cerebras != nil {
      report.paddingID = retyping.marking.paddingID
    }
  }

  /// Counts rows, the next in order.
  ///
  /// - Returns: Their tokens that are no padding.
  func add(_ rows: RetypedRows) -> Int {
    report.rowCount += rows.rowCount
    report.labels.add(rows.labels)
    for (index, count) in rows.ruleCounts.enumerated() { report.rules[index].count += count }
    guard width > 0 else { return 0 }
    let types = rows.tokens.tokenTypes
    let typesBefore = hasTypes ? rows.typesBefore : types
    var paddingCount = 0
    for row in stride(from: 0, to: types.count, by: width) {
      var isChanged = !hasTypes
      for start in stride(from: row, to: row + width, by: TypePairCounts.most) {
        let range = start..<min(start + TypePairCounts.most, row + width)
        let (now, before) = (types[range], typesBefore[range])
        let sweep = pairs.add(now, before)
        if sweep.differ { isChanged = true }
        paddingCount += sweep.paddingCount
        if sweep.haveSeparators {
          for place in range where types[place] == 3 { noteSeparator(rows.tokens.tokenIDs[place]) }
        }
        if !sweep.areCounted { for place in range { odd.add(before[place], now[place]) } }
      }
      if isChanged { report.changedRowCount += 1 }
    }
    return types.count - paddingCount
  }

  /// What changed in all rows.
  func finish() -> RetypingReport {
    for (place, count) in pairs.counts.enumerated() where count > 0 {
      note(count, Int32(place >> 2), Int32(place & 3))
    }
    for (key, count) in odd.finish() {
      note(count, Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key))
    }
    report.separatorIDs = separatorIDs.sorted()
    report.changes = RetypingReport.inOrder(
      changes.map { key, count in
        RetypingReport.Change(
          from: Int32(truncatingIfNeeded: key >> 32),
          to: Int32(truncatingIfNeeded: key),
          count: count
        )
      }
    )
    return report
  }

  /// Counts tokens of a type before and a type now.
  private func note(_ count: Int, _ before: Int32, _ type: Int32) {
    if (0...3).contains(type) { report.counts[Int(type)] += count }
    guard before != type else { return }
    changes[OddTypeCounts.key(before, type), default: 0] += count
  }

  private func noteSeparator(_ id: Int32) {
    guard id != lastSeparatorID else { return }
    lastSeparatorID = id
    if separatorIDs.count <= RetypingReport.separatorLimit { separatorIDs.insert(id) }
  }
}
