/// Finds a text in others, in time that grows with their lengths only (Knuth, Morris, Pratt).
struct ByteSearch {
  private let needle: [UInt8]
  /// For each prefix of the needle the length of the longest one that also ends it; empty for short
  /// needles, which are just compared.
  private let borders: [Int]

  private static let comparedCount = 8

  init(_ needle: ArraySlice<UInt8>) {
    let needle = Array(needle)
    self.needle = needle
    guard needle.count > Self.comparedCount else {
      borders = []
      return
    }
    var borders = [0]
    var length = 0
    for index in 1..<needle.count {
      while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
      if needle[index] == needle[length] { length += 1 }
      borders.append(length)
    }
    self.borders = borders
  }

  /// The offset, from the slice's start, of the first occurrence at or behind `start`.
  func first(in bytes: ArraySlice<UInt8>, from start: Int = 0) -> Int? {
    let count = needle.count
    guard count > 0 else { return start <= bytes.count ? start : nil }
    guard start + count <= bytes.count else { return nil }
    if borders.isEmpty {
      var index = bytes.startIndex + start
      let last = bytes.endIndex - count
      while index <= last {
        guard let found = bytes[index...last].firstIndex(of: needle[0]) else { return nil }
        var matched = 1
        while matched < count, bytes[found + matched] == needle[matched] { matched += 1 }
        if matched == count { return found - bytes.startIndex }
        index = found + 1
      }
      return nil
    }
    var matched = 0
    for index in bytes.startIndex + start..<bytes.endIndex {
      while matched > 0, bytes[index] != needle[matched] { matched = borders[matched - 1] }
      if bytes[index] == needle[matched] { matched += 1 }
      if matched == count { return index - bytes.startIndex - count + 1 }
    }
    return nil
  }

  /// The offsets of occurrences that do not overlap, from the left, `limit` at the most.
  func all(in bytes: ArraySlice<UInt8>, limit: Int = .max) -> [Int] {
    var places: [Int] = []
    var start = 0
    while places.count < limit, let place = first(in: bytes, from: start) {
      places.append(place)
      start = place + needle.count
    }
    return places
  }

  /// The offsets of occurrences that do not overlap, from the right, in rising order.
  func allFromRight(in bytes: ArraySlice<UInt8>, limit: Int = .max) -> [Int] {
    let mirrored = ByteSearch(ArraySlice(needle.reversed()))
    let places = mirrored.all(in: ArraySlice(bytes.reversed()), limit: limit)
    return places.reversed().map { bytes.count - $0 - needle.count }
  }

  /// The offset of the last occurrence.
  func last(in bytes: ArraySlice<UInt8>) -> Int? {
    needle.isEmpty ? bytes.count : allFromRight(in: bytes, limit: 1).first
  }
}
