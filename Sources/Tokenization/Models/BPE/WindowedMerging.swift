/// Merges a word of any length in bounded memory.
///
/// Tokens are those of a word just if each two neighbours are the tokens of their own text: as long
/// as no merge has crossed any boundary, the merges on both sides of one come in the same order
/// whether or not there is more text around them, so the first that crosses it would cross it too
/// where the two tokens stand alone; and the other way around. This holds for every list of merges
/// whose symbols do not depend on their place in the word. The last symbol may, if the window and the
/// token that end the word are merged as such.
///
/// 1. Merge a window of the word. Keep its tokens but for the last few, which may depend on what
///    comes behind.
/// 2. Merge the next window from where the kept tokens end.
/// 3. Check the two tokens where the windows meet. If a merge crosses from one to the other, give up
///    some of the tokens that were kept and merge a larger window from there.
///
/// In the worst case the window grows to the whole word; no usual vocabulary comes to that.
struct WindowedMerging {
  /// The bytes of a window; shorter words are merged at once.
  static let windowByteCount = 1 << 16

  let model: BPEModel
  let alphabet: PreTokenizedText.Alphabet
  /// Merges windows.
  let merger: WordMerger
  /// The bytes of the first window.
  var byteCount = windowByteCount
  /// How many tokens at the end of a window are merged again.
  var overlap = 64
  /// Merges pairs of tokens.
  private let pairMerger = WordMerger()

  /// Nil where symbols depend on their place but for the last one, or whole words are taken as tokens.
  init?(_ model: BPEModel, _ alphabet: PreTokenizedText.Alphabet, _ merger: WordMerger) {
    switch alphabet {
    case .byteLevel: guard model.byteBoundaries != nil else { return nil }
    case .unicode: guard model.boundaries != nil else { return nil }
    }
    self.model = model
    self.alphabet = alphabet
    self.merger = merger
  }

  /// Appends the ids of a word that is not a token as a whole, or of a part of one.
  ///
  /// `endsWord` says that its end is that of the word.
  func merge(
    _ word: UnsafeBufferPointer<UInt8>,
    endsWord: Bool = true,
    appendingTo ids: inout [Int32]
  ) throws(TokenizerError) {
    let firstID = ids.count
    var start = 0
    var window = byteCount
    var step = overlap
    // Where windows last failed to meet; up to there they stay as large as they had to be.
    var obstacle = 0
    // The lengths of those tokens of the last window that are in `ids`.
    var lengths: [Int32] = []
    while start < word.count {
      let end = unsafe boundary(in: word, at: min(start + window, word.count))
      unsafe try merge(word, start..<end, endsWord, with: merger)
      if let last = lengths.last, merger.count > 0 {
        let first = unsafe start + Int(merger.lengths[0])
        let before = start - Int(last)
        if unsafe try !areApart(word, before..<start, start..<first, endsWord) {
          obstacle = max(obstacle, start)
          var count = min(step, lengths.count)
          while let length = lengths.last, unsafe count > 0 || isInside(word, start) {
            start -= Int(length)
            lengths.removeLast()
            ids.removeLast()
            count -= 1
          }
          // Of the windows before the last the lengths are forgotten.
          if lengths.isEmpty, start > 0 { break }
          step *= 2
          window *= 2
          continue
        }
      }
      // Safety: the merger holds that many tokens.
      if end == word.count {
        unsafe ids.append(contentsOf: UnsafeBufferPointer(start: merger.ids, count: merger.count))
        return
      }
      let count = max(merger.count - overlap, 0)
      var kept = unsafe Array(UnsafeBufferPointer(start: merger.lengths, count: count))
      var next = start + kept.reduce(0) { $0 + Int($1) }
      while let length = kept.last, unsafe isInside(word, next) {
        next -= Int(length)
        kept.removeLast()
      }
      guard !kept.isEmpty else {
        window *= 2
        continue
      }
      unsafe ids.append(contentsOf: UnsafeBufferPointer(start: merger.ids, count: kept.count))
      lengths = kept
      start = next
      if start > obstacle {
        window = byteCount
        step = overlap
      }
    }
    ids.removeSubrange(firstID...)
    unsafe try merge(word, 0..<word.count, endsWord, with: merger)
    unsafe ids.append(contentsOf: UnsafeBufferPointer(start: merger.ids, count: merger.count))
  }

  /// Whether no merge crosses from one token to its neighbour when they stand alone, or with the
  /// rest of the characters that they spell bytes of.
  private func areApart(
    _ word: UnsafeBufferPointer<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>,
    _ endsWord: Bool
  ) throws(TokenizerError) -> Bool {
    var start = left.lowerBound
    while unsafe isInside(word, start) { start -= 1 }
    var end = right.upperBound
    while unsafe isInside(word, end) { end += 1 }
    unsafe try merge(word, start..<end, endsWord, with: pairMerger)
    for position in 0..<pairMerger.count where start < right.lowerBound {
      // Safety: the merger holds `count` tokens.
      start += unsafe Int(pairMerger.lengths[position])
    }
    return start == right.lowerBound
  }

  private func merge(
    _ word: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    _ endsWord: Bool,
    with merger: WordMerger
  ) throws(TokenizerError) {
    let part = unsafe UnsafeBufferPointer(rebasing: word[range])
    switch alphabet {
    case .byteLevel:
      let endsPart = range.upperBound == word.count
      unsafe model.mergePart(part, endsWord: endsWord && endsPart, with: merger)
    case .unicode: unsafe try model.tokenize(part, with: merger)
    }
  }

  /// The position, or the start of the character that it lies in.
  private func boundary(in word: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    var position = position
    while unsafe isInside(word, position) { position -= 1 }
    return position
  }

  /// Whether a position lies inside of a character that is a symbol.
  private func isInside(_ word: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    guard alphabet == .unicode, position > 0, position < word.count else { return false }
    // Safety: the position is checked.
    return unsafe word[position] & 0xC0 == 0x80
  }
}
