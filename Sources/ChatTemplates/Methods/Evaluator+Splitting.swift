extension Evaluator {
  /// `str.split` and `str.rsplit`: the parts keep their places.
  func split(
    _ text: Text,
    _ arguments: CallArguments,
    fromRight: Bool
  ) throws(TemplateError) -> Value {
    let values = try arguments.bound(fromRight ? "rsplit" : "split", ["sep", "maxsplit"])
    let limit = try integer(values[1], usual: -1)
    let maximum = limit < 0 ? Int.max : limit
    let ranges: [Range<Int>]
    if let separator = values[0], !separator.isNone {
      let separator = try string(separator, "must be str or None,")
      guard !separator.isEmpty else { throw TemplateError(.value, "empty separator") }
      let search = ByteSearch(separator.bytes)
      let bytes = text.bytes
      let places =
        fromRight
        ? search.allFromRight(in: bytes, limit: maximum) : search.all(in: bytes, limit: maximum)
      var start = 0
      var parts: [Range<Int>] = []
      for place in places {
        parts.append(start..<place)
        start = place + separator.byteCount
      }
      ranges = parts + [start..<text.byteCount]
    } else {
      ranges = words(of: text.bytes, maximum, fromRight: fromRight)
    }
    try charge(ranges.count * 2)
    var items: [Value] = []
    items.reserveCapacity(ranges.count)
    for part in try slices(of: text, ranges) { items.append(.string(part)) }
    return try list(items)
  }

  /// The parts of a text, in rising order.
  func slices(of text: Text, _ ranges: [Range<Int>]) throws(TemplateError) -> [Text] {
    // A text of many pieces would be gone through for each part: make it one first.
    if text.pieceCount > 16, ranges.count > 16 {
      try charge(ranges.count * text.pieceCount / 4)
    }
    return ranges.map { text.slice($0) }
  }

  private func words(
    of bytes: ArraySlice<UInt8>,
    _ maximum: Int,
    fromRight: Bool
  ) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = bytes.startIndex
    var start: Int?
    while index < bytes.endIndex {
      let (scalar, length) = bytes.scalar(at: index)
      if Whitespace.contains(scalar) {
        if let from = start { words.append(from..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
      index += length
    }
    if let from = start { words.append(from..<bytes.endIndex) }
    let base = bytes.startIndex
    let all = words.map { $0.lowerBound - base..<$0.upperBound - base }
    guard all.count > maximum else { return all }
    if fromRight {
      let kept = all.suffix(maximum)
      let end = all[all.count - maximum - 1].upperBound
      return [Whitespace.leadingCount(bytes)..<end] + kept
    }
    let end = Whitespace.trimmedEnd(bytes)
    return Array(all.prefix(maximum)) + [all[maximum].lowerBound..<end]
  }

  /// `str.splitlines`.
  func lines(of text: Text, keepingEnds: Bool) throws(TemplateError) -> [Text] {
    let bytes = text.bytes
    var ranges: [Range<Int>] = []
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let (scalar, length) = bytes.scalar(at: index)
      var end = index + length
      switch scalar.value {
      case 0x0D where end < bytes.endIndex && bytes[end] == 0x0A:
        end += 1
        fallthrough
      case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
        ranges.append(start - bytes.startIndex..<(keepingEnds ? end : index) - bytes.startIndex)
        start = end
      default: break
      }
      index = end
    }
    if start < bytes.endIndex {
      ranges.append(start - bytes.startIndex..<bytes.count)
    }
    return try slices(of: text, ranges)
  }

  /// `str.replace`: what stays keeps its place; what comes in for text of a field, and has no field
  /// of its own, is a rewriting of that field.
  func replacing(
    _ text: Text,
    _ old: Text,
    with new: Text,
    count: Int
  ) throws(TemplateError) -> Text {
    let new = text.isMarkup ? try escaped(new) : new
    let bytes = text.bytes
    let limit = count < 0 ? Int.max : count
    var places: [Int] = []
    if old.isEmpty {
      for (offset, byte) in bytes.enumerated() where places.count < limit && !byte.isContinuation {
        places.append(offset)
      }
      if places.count < limit { places.append(text.byteCount) }
    } else {
      places = ByteSearch(old.bytes).all(in: bytes, limit: limit)
    }
    guard !places.isEmpty else { return text }
    let (growth, overflows) = places.count.multipliedReportingOverflow(by: new.byteCount)
    try checkLength(overflows ? .max : growth)
    try charge(places.count * (2 + text.pieceCount + new.pieceCount))
    var replacement = new
    if !new.hasField, let field = text.field {
      replacement = Text(TextSource(Array(new.bytes), field: field))
    }
    var result = Text().marked(text.isMarkup)
    var start = 0
    for place in places {
      result.append(text.slice(start..<place))
      result.append(replacement)
      start = place + old.byteCount
    }
    result.append(text.slice(start..<text.byteCount))
    try checkLength(result.byteCount)
    return result
  }

  /// The strings of what `str.join` is given.
  func joinable(_ value: Value) throws(TemplateError) -> [Text] {
    guard let iterator = try iteratorIfIterable(value) else {
      throw TemplateError(.type, "can only join an iterable")
    }
    var texts: [Text] = []
    while let item = try iterator.next(in: self) {
      try charge(1)
      guard case .string(let text) = item else {
        throw TemplateError(
          .type,
          "sequence item \(texts.count): expected str instance, \(item.typeName) found"
        )
      }
      texts.append(text)
    }
    return texts
  }

  func joined(_ texts: [Text], with separator: Text) throws(TemplateError) -> Text {
    var result = Text().marked(separator.isMarkup)
    for (index, text) in texts.enumerated() {
      if index > 0 { result.append(separator) }
      result.append(separator.isMarkup ? try escaped(text) : text)
      try charge(text.pieceCount + separator.pieceCount)
      try checkLength(result.byteCount)
    }
    return result
  }

  /// The text with `&`, `<`, `>` and quotes as HTML writes them; Markup is that already.
  func escaped(_ text: Text) throws(TemplateError) -> Text {
    if text.isMarkup { return text }
    var result = Text()
    try charge(text.byteCount >> 4)
    for piece in text.pieces {
      var start = Int(piece.start)
      for index in piece.range {
        guard let entity = Entities.text(of: piece.source.bytes[index]) else { continue }
        result.append(Piece(piece.source, start, index, message: piece.message))
        var replacement = Piece(TextSource(Array(entity.utf8), field: piece.field))
        replacement.message = piece.message
        result.append(replacement)
        start = index + 1
      }
      result.append(Piece(piece.source, start, Int(piece.end), message: piece.message))
    }
    try charge(result.pieceCount)
    try checkLength(result.byteCount)
    return result.marked(true)
  }

  private enum Entities {
    static func text(of byte: UInt8) -> String? {
      switch byte {
      case UInt8(ascii: "&"): "&amp;"
      case UInt8(ascii: "<"): "&lt;"
      case UInt8(ascii: ">"): "&gt;"
      case UInt8(ascii: "\""): "&#34;"
      case UInt8(ascii: "'"): "&#39;"
      default: nil
      }
    }
  }
}
