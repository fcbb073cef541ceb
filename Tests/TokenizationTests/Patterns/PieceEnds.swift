@testable import Tokenization

extension WordScanner {
  /// Where the words of a text end.
  func ends(in text: [UInt8]) -> [Int] {
    var ends: [Int] = []
    unsafe text.withUnsafeBufferPointer { bytes in
      unsafe forEachWord(in: bytes) { _, end in ends.append(end) }
    }
    return ends
  }

  /// The words of a text.
  func words(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var start = 0
    return ends(in: bytes).map { end in
      defer { start = end }
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
  }

  /// The general matchers of the scanner's patterns.
  func generalMatchers() throws -> [PatternMatcher] {
    try patterns.map { try SplitPattern.generalMatcher(of: $0) }
  }
}

extension PatternMatcher {
  /// The matches of a text, as byte ranges.
  func matches(in text: [UInt8]) throws -> [Range<Int>] {
    try matches(in: text[...])
  }

  /// The matches of a part of a text, as ranges in that part.
  fileprivate func matches(in text: ArraySlice<UInt8>) throws -> [Range<Int>] {
    var matches: [Range<Int>] = []
    try unsafe text.withUnsafeBufferPointer { bytes in
      try unsafe forEachMatch(in: bytes) { start, end in matches.append(start..<end) }
    }
    return matches
  }
}

extension [PatternMatcher] {
  /// Where the pieces of a text end after these `Split`s one after the other, each isolating its
  /// matches.
  func pieceEnds(in text: [UInt8]) throws -> [Int] {
    var ends = [text.count]
    for matcher in self {
      var start = 0
      var cut: [Int] = []
      for end in ends {
        var last = start
        for match in try matcher.matches(in: text[start..<end]) {
          for bound in [start + match.lowerBound, start + match.upperBound] where bound > last {
            cut.append(bound)
            last = bound
          }
        }
        if last < end { cut.append(end) }
        start = end
      }
      ends = cut
    }
    return ends
  }
}

/// A text in an expectation's comment: its scalars.
func scalars(_ text: [UInt8]) -> String {
  String(decoding: text, as: UTF8.self).unicodeScalars
    .map { String($0.value, radix: 16, uppercase: true) }.joined(separator: " ")
}
