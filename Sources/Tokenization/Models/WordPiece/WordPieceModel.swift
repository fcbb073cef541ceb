/// WordPiece: the longest token that begins a word, then the longest that goes on from there.
///
/// 1. A word of more than `longestWord` code points is unknown.
/// 2. Tokens inside a word are spelled with `prefix` in front (`##`).
/// 3. Where no token goes on, the whole word is unknown.
///
///     unaffable  ->  un ##aff ##able
///
/// Two tries in one automaton, one of tokens that begin a word and one of those that go on. Reading
/// bytes leads down the first. Where a byte leads nowhere, the longest tokens of what was read are
/// certain: the state knows them (`output`, a chain in `cells`) and where in the second trie the
/// rest of what was read leads (`link`). No byte is read twice, however long the tokens are.
final class WordPieceModel: Sendable {
  let vocabulary: Vocabulary
  /// The token for unknown words.
  let unknownToken: String
  /// The most code points of a word that is looked at (`max_input_chars_per_word`).
  let longestWord: Int
  /// -1 if the vocabulary does not have it.
  private let unknownID: Int32
  private let automaton: ByteAutomaton
  private let cells: MemoryBlock<Cell>

  /// A token that is certain, and the one before it.
  private struct Cell: BitwiseCopyable {
    var id: Int32
    /// The number of bytes of the word that it stands for.
    var length: Int32
    /// -1 for none.
    var previous: Int32
  }

  private static let wordRoot: Int32 = 0
  private static let innerRoot: Int32 = 1

  init(vocabulary: Vocabulary, unknownToken: String, prefix: [UInt8], longestWord: Int) {
    self.vocabulary = vocabulary
    self.unknownToken = unknownToken
    self.longestWord = longestWord
    unknownID = vocabulary.id(of: Array(unknownToken.utf8)) ?? -1
    var bytes: [UInt8] = []
    var roots: [[ByteAutomatonBuilder.Key]] = [[], []]
    for id in 0..<Int32(truncatingIfNeeded: vocabulary.idBound) {
      guard let token = unsafe vocabulary.bytes(of: id), token.count > 0 else { continue }
      let start = bytes.count
      unsafe bytes.append(contentsOf: token)
      roots[0].append(ByteAutomatonBuilder.Key(start: start, length: token.count, token: id))
      if token.count > prefix.count, unsafe token.starts(with: prefix) {
        roots[1].append(
          ByteAutomatonBuilder.Key(
            start: start + prefix.count,
            length: token.count - prefix.count,
            token: id
          )
        )
      }
    }
    let builder = ByteAutomatonBuilder(roots: roots, bytes: bytes)
    automaton = builder.makeAutomaton()
    var cells: [Cell] = []
    // By state: how many bytes lead to it.
    var depths = [Int32](repeating: 0, count: automaton.states.count)
    // Safety: entries and links name places of the automaton.
    let states = unsafe automaton.states.base
    var chain: [Cell] = []
    for entry in builder.entries {
      let state = Int(entry.state)
      depths[state] = depths[Int(entry.parent)] &+ 1
      if entry.token >= 0 {
        unsafe states[state].link = Self.innerRoot
        unsafe states[state].output = Int32(truncatingIfNeeded: cells.count)
        cells.append(Cell(id: entry.token, length: depths[state], previous: -1))
        continue
      }
      // What was certain for the parent is so here; then what must be before the byte can follow.
      let known = cells.count
      var output = unsafe states[Int(entry.parent)].output
      var link = unsafe states[Int(entry.parent)].link
      var child: Int32 = -1
      while link >= 0 {
        child = unsafe ByteAutomaton.child(of: link, by: entry.byte, in: states)
        if child >= 0 { break }
        var cell = unsafe states[Int(link)].output
        chain.removeAll(keepingCapacity: true)
        while cell >= 0 {
          chain.append(cells[Int(cell)])
          cell = cells[Int(cell)].previous
        }
        for var copy in chain.reversed() {
          copy.previous = output
          output = Int32(truncatingIfNeeded: cells.count)
          cells.append(copy)
        }
        link = unsafe states[Int(link)].link
      }
      if link >= 0 {
        unsafe states[state].link = child
        unsafe states[state].output = output
      } else {
        cells.removeSubrange(known...)
      }
    }
    self.cells = MemoryBlock(copying: cells, filler: Cell(id: 0, length: 0, previous: -1))
  }

  /// Makes tokens of a word; they are in `merger` afterwards.
  ///
  /// - Throws: `.unknownTokenMissing` for an unknown word when the vocabulary lacks the unknown
  ///   token.
  func tokenize(
    _ word: UnsafeBufferPointer<UInt8>,
    with merger: WordMerger
  ) throws(TokenizerError) {
    merger.begin(capacity: 1)
    guard word.count > 0 else { return }
    if unsafe !isTooLong(word), unsafe appendTokens(of: word, to: merger) { return }
    guard unknownID >= 0 else { throw TokenizerError.unknownTokenMissing(unknownToken) }
    merger.begin(capacity: 1)
    merger.append(unknownID, length: word.count)
  }

  private func isTooLong(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard word.count > longestWord else { return false }
    var count = 0
    // Safety: positions are below the count.
    for position in 0..<word.count where unsafe word[position] & 0xC0 != 0x80 { count &+= 1 }
    return count > longestWord
  }

  /// False where the word is unknown.
  private func appendTokens(
    of word: UnsafeBufferPointer<UInt8>,
    to merger: WordMerger
  ) -> Bool {
    // Safety: states and cells name places of their blocks; positions are below the count.
    let states = unsafe automaton.states.base
    var state = Self.wordRoot
    for position in 0..<word.count {
      let byte = unsafe word[position]
      while true {
        let child = unsafe ByteAutomaton.child(of: state, by: byte, in: states)
        if child >= 0 {
          state = child
          break
        }
        guard unsafe states[Int(state)].link >= 0 else { return false }
        appendCells(endingWith: unsafe states[Int(state)].output, to: merger)
        state = unsafe states[Int(state)].link
      }
    }
    while state != Self.innerRoot {
      guard unsafe states[Int(state)].link >= 0 else { return false }
      appendCells(endingWith: unsafe states[Int(state)].output, to: merger)
      state = unsafe states[Int(state)].link
    }
    return true
  }

  private func appendCells(endingWith last: Int32, to merger: WordMerger) {
    let start = merger.count
    var cell = last
    // Safety: cells name places of the block.
    while cell >= 0 {
      merger.append(
        unsafe cells.base[Int(cell)].id,
        length: Int(unsafe cells.base[Int(cell)].length)
      )
      cell = unsafe cells.base[Int(cell)].previous
    }
    merger.reverse(from: start)
  }
}
