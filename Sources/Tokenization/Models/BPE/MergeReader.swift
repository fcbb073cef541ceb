internal import JSON

/// Reads merges, some hundred at a time: looking up their tokens is waiting for memory, and much of
/// it is done at once.
@safe struct MergeReader {
  private let vocabulary: Vocabulary
  private let prefixLength: Int
  private let path: String
  /// The rank of the next merge.
  private var rank: UInt32 = 0
  /// Whether merges are pairs; the first one decides, since the reference takes no mixture.
  private var arePairs: Bool?
  private var lastMergedID: Int32 = -1
  /// The tokens of the merges that are read and not yet entered, left and right by turns.
  ///
  /// Safety: they lie in the memory of the file's parser, which outlives the reader.
  private var queries: [TokenIndex.Query] = unsafe []
  /// By merge: its place in the file.
  private var places: [Int] = []
  private var merges: [Merge] = []

  private struct Merge: BitwiseCopyable {
    var left: Int32
    var right: Int32
    var merged: Int32
    /// Where it goes in the table.
    var bucket = 0
  }

  private static let mergeLimit = 256

  init(vocabulary: Vocabulary, prefixLength: Int, path: String) {
    self.vocabulary = vocabulary
    self.prefixLength = prefixLength
    self.path = path
    unsafe queries.reserveCapacity(Self.mergeLimit * 2)
    places.reserveCapacity(Self.mergeLimit)
    merges.reserveCapacity(Self.mergeLimit)
  }

  /// Whether the merges that were read are to be entered.
  var isFull: Bool { places.count >= Self.mergeLimit }

  /// Reads a merge, or passes over a `#version` line; gives the error for anything else.
  mutating func read(_ node: JSONNode, at index: Int) -> TokenizerError? {
    if let line = unsafe node.utf8, arePairs != true {
      arePairs = false
      if unsafe line.starts(with: "#version".utf8) { return nil }
      guard let space = unsafe line.firstIndex(of: 0x20),
        unsafe !line[(space + 1)...].contains(0x20)
      else { return malformed(node, at: index) }
      unsafe append(
        UnsafeBufferPointer(rebasing: line[..<space]),
        UnsafeBufferPointer(rebasing: line[(space + 1)...]),
        at: index
      )
      return nil
    }
    guard node.kind == .array, node.count == 2, arePairs != false else {
      return malformed(node, at: index)
    }
    arePairs = true
    var iterator = node.elements.makeIterator()
    guard let left = unsafe iterator.next()?.utf8, let right = unsafe iterator.next()?.utf8 else {
      return malformed(node, at: index)
    }
    unsafe append(left, right, at: index)
    return nil
  }

  private mutating func append(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>,
    at index: Int
  ) {
    // Strings of the parser have an address even where they are empty.
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return }
    unsafe queries.append(TokenIndex.Query(leftStart, count: left.count))
    unsafe queries.append(TokenIndex.Query(rightStart, count: right.count))
    places.append(index)
  }

  /// Enters the merges that were read.
  mutating func enter(
    into table: MergeTable,
    _ boundaries: inout BoundariesBuilder
  ) throws(TokenizerError) {
    let vocabulary = vocabulary
    unsafe queries.withUnsafeMutableBufferPointer { unsafe vocabulary.find($0) }
    merges.removeAll(keepingCapacity: true)
    for position in places.indices {
      var merge = unsafe try merge(
        queries[position * 2],
        queries[position * 2 + 1],
        at: places[position]
      )
      merge.bucket = table.firstBucket(left: merge.left, right: merge.right)
      merges.append(merge)
    }
    for merge in merges {
      table.insert(
        left: merge.left,
        right: merge.right,
        rank: rank,
        merged: merge.merged,
        from: merge.bucket
      )
      rank += 1
    }
    for merge in merges { boundaries.append(merge.left, merge.right, in: vocabulary) }
    unsafe queries.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  private mutating func merge(
    _ left: TokenIndex.Query,
    _ right: TokenIndex.Query,
    at index: Int
  ) throws(TokenizerError) -> Merge {
    let leftBytes = unsafe UnsafeBufferPointer(start: left.bytes, count: left.count)
    let rightBytes = unsafe UnsafeBufferPointer(start: right.bytes, count: right.count)
    guard unsafe left.id >= 0 else { throw unsafe outOfVocabulary(Array(leftBytes), at: index) }
    guard unsafe right.id >= 0, unsafe right.count >= prefixLength else {
      throw unsafe outOfVocabulary(Array(rightBytes), at: index)
    }
    let rest = unsafe UnsafeBufferPointer(rebasing: rightBytes[prefixLength...])
    guard let merged = unsafe likelyID(of: leftBytes, rest) ?? id(of: leftBytes, rest) else {
      throw unsafe outOfVocabulary(Array(leftBytes) + Array(rest), at: index)
    }
    lastMergedID = merged
    return unsafe Merge(left: left.id, right: right.id, merged: merged)
  }

  /// The id of a token if it is the last one merged into or the next.
  ///
  /// In most files merges stand in the order of the tokens they make, several to a token at times;
  /// then this spares every third look-up.
  private func likelyID(
    of left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Int32? {
    for id in lastMergedID...(lastMergedID &+ 1) {
      guard let bytes = unsafe vocabulary.bytes(of: id), bytes.count == left.count + right.count
      else { continue }
      // Safety: positions are below the counts.
      var position = 0
      while position < left.count, unsafe bytes[position] == left[position] { position &+= 1 }
      guard position == left.count else { continue }
      while position < bytes.count, unsafe bytes[position] == right[position &- left.count] {
        position &+= 1
      }
      if position == bytes.count { return id }
    }
    return nil
  }

  private func id(
    of left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Int32? {
    vocabulary.id(of: unsafe Array(left) + Array(right))
  }

  private func malformed(_ node: JSONNode, at index: Int) -> TokenizerError {
    .invalidValue(
      path: "\(path)[\(index)]",
      found: node.string.map { "\"\($0)\"" } ?? "\(node.kind)",
      expected: arePairs == true
        ? "an array of two tokens, as before"
        : arePairs == false
          ? "two tokens with one space between them" : "a string or an array of two tokens"
    )
  }

  private func outOfVocabulary(_ token: [UInt8], at index: Int) -> TokenizerError {
    .invalidValue(
      path: "\(path)[\(index)]",
      found: "\"\(String(decoding: token, as: UTF8.self))\"",
      expected: "a token of the vocabulary"
    )
  }
}
