extension [UInt8] {
  /// This UTF-8 text with every occurrence of `old`, from the left and not overlapping, replaced; an
  /// empty `old` occurs before every character and at the end.
  func replacing(_ old: [UInt8], with new: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var offset = 0
    if old.isEmpty {
      while offset < count {
        let width = scalar(at: offset).width
        result += new
        result += self[offset..<Swift.min(offset + width, count)]
        offset += width
      }
      return result + new
    }
    while offset < count {
      if self[offset] == old[0], self[offset...].starts(with: old) {
        result += new
        offset += old.count
      } else {
        result.append(self[offset])
        offset += 1
      }
    }
    return result
  }
}
