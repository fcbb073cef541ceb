/// The tables of a `MatchAutomaton` as plain pointers; to be copied into a local before a hot loop.
///
/// All positions are byte offsets at the beginning of a scalar, or the count.
@safe struct AutomatonReader {
  private let entries: UnsafePointer<UInt16>
  /// Where the entries of the first state are, which is how many a state has.
  private let start: Int
  private let pageNumbers: UnsafePointer<UInt16>
  private let pages: UnsafePointer<UInt8>
  /// Where nothing is to be found in the text; nil for short texts.
  private let vainWays: VainWays?

  /// Views tables, which must outlive the view.
  @unsafe
  @inline(__always)
  init(
    entries: UnsafePointer<UInt16>,
    start: Int,
    pageNumbers: UnsafePointer<UInt16>,
    pages: UnsafePointer<UInt8>,
    vainWays: VainWays?
  ) {
    unsafe self.entries = entries
    self.start = start
    unsafe self.pageNumbers = pageNumbers
    unsafe self.pages = pages
    self.vainWays = vainWays
  }

  /// The sort of the scalar at a position below the count, and where the next one begins.
  @inline(__always)
  func scalar(
    in text: UnsafePointer<UInt8>,
    at position: Int
  ) -> (sort: Int, end: Int) {
    let byte = unsafe text[position]
    // Safety: the page of ASCII comes first; there is one for all that four bytes can name.
    if byte < 0x80 { return (Int(unsafe pages[Int(byte)]), position &+ 1) }
    let (scalar, end) = unsafe ScannedText.wideScalar(in: text, at: position)
    let page = Int(unsafe pageNumbers[Int(scalar &>> 8)])
    return (Int(unsafe pages[page &<< 8 &+ Int(scalar & 0xFF)]), end)
  }

  /// Where the match ends that begins at `start`; nil where none does.
  ///
  /// The bytes must be valid UTF-8.
  @inline(__always)
  func endOfMatch(in text: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int? {
    if let vainWays, vainWays.isCareful {
      return unsafe endOfMatch(in: text, count: count, from: start, noting: vainWays)
    }
    var state = self.start
    var position = start
    var end = -1
    // Safety: an entry leads to a state, of which each has an entry for each sort and the end.
    while position < count {
      let next = unsafe scalar(in: text, at: position)
      let entry = unsafe Int(entries[state &+ next.sort])
      if entry & 1 != 0 { end = position }
      state = entry &>> 1
      if state == 0 {
        if position &- max(start, end) > VainWays.longWay { vainWays?.countLongWay() }
        return end < 0 ? nil : end
      }
      position = next.end
    }
    if endsMatch(state) { return count }
    if position &- max(start, end) > VainWays.longWay { vainWays?.countLongWay() }
    return end < 0 ? nil : end
  }

  /// Whether a match ends at the end of the text, which has the last entry of a state.
  @inline(__always)
  private func endsMatch(_ state: Int) -> Bool {
    unsafe entries[state &+ start &- 1] & 1 != 0
  }

  /// The same, going nowhere twice in vain.
  @inline(never)
  private func endOfMatch(
    in text: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    noting vainWays: VainWays
  ) -> Int? {
    var state = self.start
    var position = start
    var end: Int?
    // The state and the place behind the last scalar before which a match ended.
    var behind = (state: 0, position: start)
    // Safety: as in the other way.
    while position < count, !vainWays.contains(state, position) {
      let next = unsafe scalar(in: text, at: position)
      let entry = unsafe Int(entries[state &+ next.sort])
      state = entry &>> 1
      if entry & 1 != 0 {
        end = position
        behind = (state, next.end)
      }
      if state == 0 { break }
      position = next.end
    }
    if position == count, endsMatch(state) { return count }
    while behind.state != 0, behind.position < position {
      vainWays.insert(behind.state, behind.position)
      let next = unsafe scalar(in: text, at: behind.position)
      behind = unsafe (Int(entries[behind.state &+ next.sort]) &>> 1, next.end)
    }
    return end
  }
}

/// Matches and what lies between them; only of an expression that does not match nothing.
extension AutomatonReader: WordCutting {
  @inline(__always)
  func endOfWord(in text: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int {
    // Safety: positions are below the count.
    if let end = unsafe endOfMatch(in: text, count: count, from: start) { return end }
    return unsafe startOfMatch(in: text, count: count, behind: start)
  }

  /// Where the first match behind `position` begins, or the count.
  @inline(never)
  private func startOfMatch(in text: UnsafePointer<UInt8>, count: Int, behind position: Int) -> Int
  {
    // Safety: positions are below the count.
    var start = unsafe scalar(in: text, at: position).end
    while start < count, unsafe endOfMatch(in: text, count: count, from: start) == nil {
      start = unsafe scalar(in: text, at: start).end
    }
    return start
  }
}
