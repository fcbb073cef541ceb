/// Finds rows that stand twice in a set, and articles that stand in two splits.
///
/// Digests of 128 bits are compared, all of them or a sample; see ``SampledDigests``. The table takes
/// some 100 MB for each kind.
struct Repetition {
  /// Where something was met first.
  private struct Place {
    let file: Int
    let row: Int
  }

  private struct Kind {
    var places: [RowDigest: Place] = [:]
    var shift = 0

    /// Drops what a smaller sample does not keep.
    mutating func thin(to shift: Int) {
      guard shift > self.shift else { return }
      self.shift = shift
      places = places.filter { $0.key.isKept(oneIn: shift) }
    }
  }

  private var files: [TrainingSet.File] = []
  private var rows = Kind()
  private var articles = Kind()

  /// Compares a file with those before.
  mutating func take(
    _ digests: SampledDigests,
    of file: TrainingSet.File,
    into tally: inout FindingTally
  ) {
    files.append(file)
    compare(digests.rows, with: &rows, isRow: true, into: &tally)
    compare(digests.articles, with: &articles, isRow: false, into: &tally)
  }

  /// Says where not all could be compared.
  func finish(at location: String, into tally: inout FindingTally) {
    for (kind, name) in [(rows, "rows"), (articles, "articles")] where kind.shift > 0 {
      let share = kind.shift < 62 ? 1 << kind.shift : Int.max
      tally.add(
        .comparisonSampled,
        .note,
        in: location,
        found: name,
        expected: "\(share)"
      )
    }
  }

  private func compare(
    _ sample: SampledDigests.Sample,
    with kind: inout Kind,
    isRow: Bool,
    into tally: inout FindingTally
  ) {
    kind.thin(to: sample.shift)
    let index = files.count - 1
    let file = files[index]
    // Growing would put every place into its slot several times.
    kind.places.reserveCapacity(
      min(SampledDigests.Sample.limit, kind.places.count + sample.entries.count)
    )
    for entry in sample.entries where entry.digest.isKept(oneIn: kind.shift) {
      guard let first = kind.places[entry.digest] else {
        kind.places[entry.digest] = Place(file: index, row: entry.row)
        if kind.places.count > SampledDigests.Sample.limit { kind.thin(to: kind.shift + 1) }
        continue
      }
      let other = files[first.file]
      let isShared = other.split != file.split && other.split != nil && file.split != nil
      guard isShared || isRow else { continue }
      let place = first.file == index ? "row \(first.row)" : "row \(first.row) of \(other.path)"
      tally.add(
        isShared ? (isRow ? .sharedRow : .sharedArticle) : .duplicateRow,
        isShared ? .warning : .note,
        in: file.path,
        row: entry.row,
        found: place
      )
    }
  }
}
