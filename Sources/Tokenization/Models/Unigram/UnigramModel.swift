/// Unigram: of all ways to cut a piece into tokens, the one with the highest sum of scores.
///
/// 1. A path of tokens leads over the piece. A character that is no token by itself may also be
///    unknown, at a score of 10 below the lowest of the vocabulary.
/// 2. Of paths to one place, the one with the higher sum wins; of equals, the one whose last token
///    is longer. The sums are made from left to right in doubles.
/// 3. Neighbours that are unknown are one token. If it is in the vocabulary after all, it is that
///    token; else, with `byteFallback`, the tokens of its bytes; else the unknown token.
///
///     ▁hello  ->  ▁he -3 llo -5   (sum -8)   or   ▁hell -6 o -1   (sum -7, which wins)
///
/// The automaton reads the piece once and finds all tokens that end at each place, the longest
/// first (`output`, a chain in `matches`); `link` leads to the longest end of what was read that
/// some token begins with.
final class UnigramModel: Sendable {
  let vocabulary: Vocabulary
  /// Where texts can be cut; nil where they cannot.
  let boundaries: UnigramBoundaries?
  /// The token for unknown characters.
  private let unknownID: Int32?
  private let unknownScore: Double
  private let byteFallback: Bool
  /// The most bytes of a token.
  private let longestToken: Int
  /// By byte: the id of its `<0x..>` token or -1; empty without `byteFallback`.
  private let fallbackIDs: [Int32]
  private let automaton: ByteAutomaton
  private let matches: MemoryBlock<Match>

  /// Sums that are closer than this may come out the other way round behind another text.
  ///
  /// A sum over 300 bytes of scores up to `highestScore` is wrong by 10⁻⁸ at most.
  private static let leastGap = 1e-6
  /// With scores beyond this, texts are not cut.
  private static let highestScore = 10_000.0

  /// A token that ends in a state, and the next shorter one.
  private struct Match: BitwiseCopyable {
    var score: Double
    var id: Int32
    /// The number of its bytes.
    var length: Int32
    /// -1 for none.
    var shorter: Int32
  }

  /// Makes a model of a vocabulary whose ids are the places in `scores`.
  ///
  /// Of a token that is there twice, the later id and score count.
  init(vocabulary: Vocabulary, scores: [Double], unknownID: Int32?, byteFallback: Bool) {
    precondition(vocabulary.idBound == scores.count)
    self.vocabulary = vocabulary
    self.unknownID = unknownID
    self.byteFallback = byteFallback
    boundaries =
      scores.allSatisfy { abs($0) <= Self.highestScore }
      ? UnigramBoundaries(vocabulary, unknownID: unknownID) : nil
    unknownScore = scores.reduce(.infinity) { $1 < $0 ? $1 : $0 } - 10
    fallbackIDs = byteFallback ? vocabulary.byteTokenIDs : []
    var bytes: [UInt8] = []
    var keys: [ByteAutomatonBuilder.Key] = []
    keys.reserveCapacity(scores.count)
    for id in 0..<Int32(truncatingIfNeeded: scores.count) {
      guard let token = unsafe vocabulary.bytes(of: id), token.count > 0,
        unsafe vocabulary.id(of: token) == id
      else { continue }
      keys.append(
        ByteAutomatonBuilder.Key(start: bytes.count, length: token.count, token: id)
      )
      unsafe bytes.append(contentsOf: token)
    }
    longestToken = keys.reduce(0) { max($0, $1.length) }
    let builder = ByteAutomatonBuilder(roots: [keys], bytes: bytes)
    automaton = builder.makeAutomaton()
    var matches: [Match] = []
    matches.reserveCapacity(keys.count)
    // Safety: entries and links name places of the automaton.
    let states = unsafe automaton.states.base
    unsafe states[0].link = 0
    for entry in builder.entries {
      var link: Int32 = 0
      if entry.parent != 0 {
        var end = unsafe states[Int(entry.parent)].link
        while true {
          let child = unsafe ByteAutomaton.child(of: end, by: entry.byte, in: states)
          if child >= 0 { link = child }
          if child >= 0 || end == 0 { break }
          end = unsafe states[Int(end)].link
        }
      }
      let shorter = unsafe states[Int(link)].output
      unsafe states[Int(entry.state)].link = link
      unsafe states[Int(entry.state)].output =
        entry.token < 0 ? shorter : Int32(truncatingIfNeeded: matches.count)
      guard entry.token >= 0 else { continue }
      matches.append(
        Match(
          score: scores[Int(entry.token)],
          id: entry.token,
          length: Int32(truncatingIfNeeded: unsafe vocabulary.bytes(of: entry.token)?.count ?? 0),
          shorter: shorter
        )
      )
    }
    self.matches = MemoryBlock(
      copying: matches,
      filler: Match(score: 0, id: 0, length: 0, shorter: -1)
    )
  }

  /// Makes tokens of a piece, which must be valid UTF-8; they are in `merger` afterwards.
  ///
  /// - Returns: Whether they are those of the piece in a longer text as well, where it is cut off at
  ///   `boundaries`.
  /// - Throws: `.unknownTokenMissing` where an unknown token is needed and there is none.
  @discardableResult
  func tokenize(
    _ piece: UnsafeBufferPointer<UInt8>,
    with merger: WordMerger,
    _ lattice: UnigramLattice
  ) throws(TokenizerError) -> Bool {
    merger.begin(capacity: 1)
    guard piece.count > 0 else { return true }
    lattice.begin(byteCount: piece.count)
    let leastGap = unsafe try findBestPath(over: piece, in: lattice)
    lattice.turnAround(byteCount: piece.count)
    // Safety: the steps lead from 0 to the end of the piece and the lattice has a place for each.
    let places = unsafe lattice.places
    var start = 0
    while start < piece.count {
      let id = unsafe places[start].id
      var end = start &+ Int(unsafe places[start].length)
      if id == unknownID {
        while end < piece.count, unsafe places[end].id == id {
          end &+= Int(unsafe places[end].length)
        }
        unsafe try appendUnknown(
          UnsafeBufferPointer(rebasing: piece[start..<end]),
          id,
          to: merger
        )
      } else {
        merger.append(id, length: end &- start)
      }
      start = end
    }
    return leastGap >= Self.leastGap
  }

  /// Steps 1 and 2: the last token of the best path to each place.
  ///
  /// - Returns: By how much the best path to some place is better than another, where that is least.
  private func findBestPath(
    over piece: UnsafeBufferPointer<UInt8>,
    in lattice: UnigramLattice
  ) throws(TokenizerError) -> Double {
    var leastGap = Double.infinity
    // Safety: states and matches name places of their blocks; a match is not longer than what was
    // read, so that it begins inside the piece; the lattice has a place for each byte and the end.
    let states = unsafe automaton.states.base
    let matches = unsafe self.matches.base
    let places = unsafe lattice.places
    let count = piece.count
    var state: Int32 = 0
    var character = 0
    for position in 0..<count {
      let byte = unsafe piece[position]
      while true {
        let child = unsafe ByteAutomaton.child(of: state, by: byte, in: states)
        if child >= 0 { state = child }
        if child >= 0 || state == 0 { break }
        state = unsafe states[Int(state)].link
      }
      let end = position &+ 1
      if end < count, unsafe piece[end] & 0xC0 == 0x80 { continue }
      var best = UnigramLattice.Place(score: 0, length: 0, id: -1)
      var shortest = 0
      var match = unsafe states[Int(state)].output
      while match >= 0 {
        let found = unsafe matches[Int(match)]
        let score = unsafe found.score + places[end &- Int(found.length)].score
        if best.length > 0 { leastGap = min(leastGap, abs(score - best.score)) }
        if best.length == 0 || score > best.score {
          best = UnigramLattice.Place(score: score, length: found.length, id: found.id)
        }
        shortest = Int(found.length)
        match = found.shorter
      }
      if shortest != end &- character {
        let score = unsafe unknownScore + places[character].score
        if best.length > 0 { leastGap = min(leastGap, abs(score - best.score)) }
        if best.length == 0 || score > best.score {
          guard let unknownID else { throw TokenizerError.unknownIDMissing }
          let length = Int32(truncatingIfNeeded: end &- character)
          best = UnigramLattice.Place(score: score, length: length, id: unknownID)
        }
      }
      unsafe places[end] = best
      character = end
    }
    return leastGap
  }

  /// Step 3.
  private func appendUnknown(
    _ text: UnsafeBufferPointer<UInt8>,
    _ unknownID: Int32,
    to merger: WordMerger
  ) throws(TokenizerError) {
    if text.count <= longestToken, let id = unsafe vocabulary.id(of: text) {
      merger.append(id, length: text.count)
    } else if byteFallback, unsafe text.allSatisfy({ fallbackIDs[Int($0)] >= 0 }) {
      // Each of them stands for the whole text.
      for position in 0..<text.count {
        let isLast = position == text.count - 1
        // Safety: the position is below the count.
        merger.append(
          fallbackIDs[Int(unsafe text[position])],
          length: isLast ? text.count : -text.count
        )
      }
    } else {
      merger.append(unknownID, length: text.count)
    }
  }
}

/// The places between the bytes of a piece, and how the best path gets to them.
///
/// One per thread. It keeps its memory for the next piece; `trim()` gives up what a long one took.
@safe final class UnigramLattice {
  struct Place: BitwiseCopyable {
    /// The sum of the path to this place.
    var score: Double
    /// The number of bytes of the last token of the path; after `turnAround`, of the next one.
    var length: Int32
    /// The id of that token.
    var id: Int32
  }

  private static let usualCount = 512
  private var block = MemoryBlock(
    repeating: Place(score: 0, length: 0, id: -1),
    count: usualCount
  )

  /// By byte and at the end; valid until the next piece.
  var places: UnsafeMutablePointer<Place> {
    @inline(__always) get { unsafe block.base }
  }

  /// Starts a new piece.
  func begin(byteCount: Int) {
    if byteCount >= block.count {
      block = MemoryBlock(
        repeating: Place(score: 0, length: 0, id: -1),
        count: byteCount + byteCount / 2 + 1
      )
    }
    block[0] = Place(score: 0, length: 0, id: -1)
  }

  /// Makes each place of the path name the token behind it instead of the one before it.
  func turnAround(byteCount: Int) {
    var place = byteCount
    var behind = block[byteCount]
    while place > 0 {
      place -= Int(behind.length)
      let before = block[place]
      block[place] = behind
      behind = before
    }
  }

  /// Gives up memory beyond what common pieces need.
  func trim() {
    guard block.count > 1 << 16 else { return }
    block = MemoryBlock(repeating: Place(score: 0, length: 0, id: -1), count: Self.usualCount)
  }
}
