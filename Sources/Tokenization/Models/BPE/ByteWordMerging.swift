/// The merging of byte-level words on one thread.
///
/// A thread makes one for itself. Threads that count references to one object wait for each other's
/// caches, at every word that is new; this object is a thread's own, and what it shares with others
/// it reads without counting.
final class ByteWordMerging {
  private let symbols: ByteSymbols
  private let merges: MergeTable
  private let ignoresMerges: Bool
  /// Whether the last byte of a word has the symbol that it has elsewhere.
  let isUniform: Bool

  /// Nil where the symbol of a byte inside of a word depends on its place.
  init?(_ model: BPEModel) {
    guard let symbols = model.byteSymbols, symbols.isUniformInside else { return nil }
    self.symbols = symbols
    merges = model.merges
    ignoresMerges = model.settings.ignoresMerges
    isUniform = symbols.isUniform
  }

  /// Merges a word; its ids are in `merger` afterwards, but no lengths.
  ///
  /// False when the word has a byte that is not in the vocabulary.
  @inline(__always)
  func merge(_ word: UnsafeBufferPointer<UInt8>, with merger: WordMerger) -> Bool {
    if ignoresMerges, let id = unsafe symbols.id(ofWord: word) {
      merger.begin(capacity: 1)
      merger.append(id, length: word.count)
      return true
    }
    return unsafe mergePart(word, endsWord: true, with: merger)
  }

  /// Merges a part of a word, whatever tokens there are whole.
  ///
  /// Its ids are in `merger` afterwards, but no lengths. The last symbol may depend on whether the part
  /// ends the word. False when the part has a byte that is not in the vocabulary.
  @inline(__always)
  func mergePart(
    _ part: UnsafeBufferPointer<UInt8>,
    endsWord: Bool,
    with merger: WordMerger
  ) -> Bool {
    guard let start = part.baseAddress else { return false }
    return unsafe merger.merge(
      bytes: start,
      count: part.count,
      endsWord: endsWord,
      symbols,
      by: merges
    )
  }
}
