/// What each scalar is mapped to: one or several scalars, or itself.
struct ScalarMappings: Sendable {
  /// For each mapped scalar, 1 + the position of its mapping in `starts`.
  private let entries: ScalarTable<UInt16>
  private let starts: [Int]
  private let targets: [UInt32]

  /// Reads the `scalar=scalar,scalar…` entries of generated tables; a later entry replaces one of
  /// an earlier table.
  init(_ tables: String...) {
    var entries = ScalarTableBuilder<UInt16>()
    var starts = [0]
    var targets: [UInt32] = []
    for table in tables {
      var reader = TableReader(table)
      while let scalar = reader.number() {
        guard reader.isFollowed(by: "=") else { break }
        repeat {
          if let target = reader.number() { targets.append(target) }
        } while reader.isFollowed(by: ",")
        entries.fill(scalar...scalar, with: UInt16(truncatingIfNeeded: starts.count))
        starts.append(targets.count)
      }
    }
    self.entries = ScalarTable(entries)
    self.starts = starts
    self.targets = targets
  }

  /// The scalars that `scalar` is mapped to; nil if that is itself.
  @inline(__always)
  subscript(scalar: UInt32) -> ArraySlice<UInt32>? {
    let entry = Int(entries[scalar])
    guard entry > 0 else { return nil }
    return targets[starts[entry - 1]..<starts[entry]]
  }

  /// By scalar: 0 if it is mapped to itself.
  @inline(__always)
  var changes: ScalarTable<UInt16> { entries }
}
