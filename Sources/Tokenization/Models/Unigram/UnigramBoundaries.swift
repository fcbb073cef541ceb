/// Between which neighbouring characters no token of a Unigram model reaches.
///
/// Every path of tokens leads over such a boundary, so the best one is made of the best ones on both
/// sides: `self.words[0],` is cut into parts that have all come before.
///
///     ▁self | . | words | [ | 0 | ] | ,      with tokens  ▁self, words, ▁the, …
///
/// Two things would be other than in the whole text:
/// - Unknown characters on both sides would be one token, as would the unknown token's own spelling.
///   One of the two must be an ASCII character that is a token by itself, which is never unknown, and
///   that is at no edge of that spelling.
/// - The sums of scores are rounded, and what stands before changes how. Where two paths are closer
///   than `UnigramModel.leastGap` the text is not cut (`UnigramModel.tokenize` tells).
///
/// A class, as it is taken up for every new word.
final class UnigramBoundaries: NeighbourCutting, Sendable {
  private let pairs: MergeBoundaries
  /// By ASCII character: whether it is a token.
  private let isToken: MemoryBlock<Bool>

  /// Notes which characters stand side by side in the tokens of a vocabulary.
  init(_ vocabulary: Vocabulary, unknownID: Int32?) {
    pairs = MergeBoundaries(pairCount: vocabulary.count)
    isToken = MemoryBlock(repeating: false, count: 256)
    for id in 0..<vocabulary.idBound {
      guard let token = unsafe vocabulary.bytes(of: Int32(truncatingIfNeeded: id)),
        let start = token.baseAddress, token.count > 0
      else { continue }
      // Safety: positions are below the count; the first byte is there.
      if token.count == 1, unsafe start[0] < 0x80 { isToken[Int(unsafe start[0])] = true }
      var position = 0
      var left = unsafe MergeBoundaries.character(in: start, count: token.count, at: &position)
      while position < token.count {
        let right = unsafe MergeBoundaries.character(
          in: start,
          count: token.count,
          at: &position
        )
        pairs.insert(left, right)
        left = right
      }
    }
    guard let unknownID, let spelling = unsafe vocabulary.bytes(of: unknownID) else { return }
    for byte in unsafe [spelling.first, spelling.last].compactMap({ $0 }) {
      isToken[Int(byte)] = false
    }
  }

  @inline(__always)
  func joinsPlain(_ left: UInt32, _ right: UInt8) -> Bool {
    pairs.joinsPlain(left, right) || !(isKnown(left) || isKnown(UInt32(right)))
  }

  @inline(__always)
  func joins(_ left: UInt32, _ right: UInt32) -> Bool {
    !(isKnown(left) || isKnown(right)) || pairs.joins(left, right)
  }

  @inline(__always)
  private func isKnown(_ character: UInt32) -> Bool {
    // Safety: there are 256 entries.
    unsafe isToken.base[Int(character & 127)] && character < 0x80
  }
}
