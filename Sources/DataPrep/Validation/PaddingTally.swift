/// The ids under padding: how often each stands there, and where first.
///
/// Which of them is the right one is known when all rows were seen: the one that the attributes name,
/// if it stands under any padding, else that of the first padding behind a row's tokens. Padding in
/// front of tokens may be anything. Memory: the first places of at most 64 ids; others share one entry.
struct PaddingTally: Sendable {
  private struct Entry: Sendable {
    /// Nil for the ids that there was no room for.
    let id: Int32?
    var count = 0
    var places: [SliceOutcome.Place] = []
  }

  private static let idLimit = 64
  private let placeLimit: Int
  private var entries: [Entry] = []
  /// The first padding behind a row's tokens.
  private(set) var firstSuffix: SliceOutcome.Place?
  private var first: SliceOutcome.Place?

  /// Keeps as many places of an id, at least one.
  init(placeLimit: Int) {
    self.placeLimit = max(1, placeLimit)
  }

  /// Notes an id in a run of padding, with the place where it stands first.
  mutating func add(_ place: SliceOutcome.Place, isSuffix: Bool) {
    if isSuffix, firstSuffix == nil { firstSuffix = place }
    if first == nil { first = place }
    let index = index(of: place.number)
    entries[index].count += 1
    if entries[index].places.count < placeLimit { entries[index].places.append(place) }
  }

  /// Takes what the next rows gave.
  mutating func add(_ other: Self) {
    firstSuffix = firstSuffix ?? other.firstSuffix
    first = first ?? other.first
    for entry in other.entries {
      let index = index(of: entry.id)
      entries[index].count += entry.count
      entries[index].places += entry.places.prefix(
        max(0, placeLimit - entries[index].places.count)
      )
    }
  }

  /// The place that shows the id of padding, given the one that the attributes name.
  func example(_ named: Int32?) -> SliceOutcome.Place? {
    let known = named.flatMap { id in entries.first { $0.id == id }?.places.first }
    return known ?? firstSuffix ?? first
  }

  /// Where another id stands under padding: the first places in order, and how many there are in all.
  func others(than id: Int32) -> (places: [SliceOutcome.Place], count: Int) {
    let others = entries.filter { $0.id != id }
    let places = others.flatMap(\.places).sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    return (Array(places.prefix(placeLimit)), others.reduce(0) { $0 + $1.count })
  }

  private mutating func index(of id: Int32?) -> Int {
    if let index = entries.firstIndex(where: { $0.id == id }) { return index }
    let isFull = entries.count >= Self.idLimit
    if isFull, let index = entries.firstIndex(where: { $0.id == nil }) { return index }
    entries.append(Entry(id: isFull ? nil : id))
    return entries.count - 1
  }
}
