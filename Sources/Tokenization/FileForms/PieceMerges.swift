/// Derives the merges of a vocabulary that has none of its own.
///
/// Every way to cut a token in two tokens is a merge; the merges stand in the order of the tokens
/// that they make. Pieces of text are cut between characters, from the front; tokens of bytes
/// anywhere, in the order of the ids of the two parts.
///
///     low lo l o w ow        (ids 0 to 5)
///     low = l+ow, lo+w       lo = l+o       ow = o+w
///
/// Scores do not count, as in the reference.
struct PieceMerges {
  /// Where a token is cut, and in which order its cuts stand.
  enum Cuts {
    case betweenCharacters
    case betweenBytes
  }

  /// How much work is done, in bytes that are looked up: a hundred times what real files need.
  private static let largestEffort = 1 << 28

  /// The merges of the tokens, which must stand in the order of their ids.
  ///
  /// - Throws: `.invalidValue` at `path` where the tokens are so long that it would take too much
  ///   time and memory.
  static func derive(
    from tokens: [ArraySlice<UInt8>],
    in vocabulary: Vocabulary,
    cut: Cuts,
    path: String
  ) throws(TokenizerError) -> [(left: Int32, right: Int32)] {
    let effort = tokens.reduce(0) { $0 + $1.count * $1.count }
    guard effort <= largestEffort else {
      throw .invalidValue(path: path, found: "many long tokens", expected: "shorter ones")
    }
    var merges: [(left: Int32, right: Int32)] = []
    for token in tokens where token.count > 1 {
      let first = merges.count
      unsafe token.withUnsafeBufferPointer { bytes in
        for place in 1..<bytes.count {
          if cut == .betweenCharacters, unsafe bytes[place] & 0xC0 == 0x80 { continue }
          // Safety: the place lies within the bytes.
          let left = unsafe UnsafeBufferPointer(rebasing: bytes[..<place])
          let right = unsafe UnsafeBufferPointer(rebasing: bytes[place...])
          guard let leftID = unsafe vocabulary.id(of: left),
            let rightID = unsafe vocabulary.id(of: right)
          else { continue }
          merges.append((leftID, rightID))
        }
      }
      if cut == .betweenBytes, merges.count - first > 1 {
        merges[first...].sort { ($0.left, $0.right) < ($1.left, $1.right) }
      }
    }
    return merges
  }
}
