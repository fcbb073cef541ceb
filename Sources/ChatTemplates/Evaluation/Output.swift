/// What a template or a part of it has written.
struct Output {
  private(set) var pieces: [Piece] = []
  private(set) var byteCount = 0
  /// The number of code points, where they are counted.
  private(set) var codePointCount = 0
  private let countsCodePoints: Bool
  /// Why the output cannot be put together.
  private(set) var fault: TemplateError?

  init(countsCodePoints: Bool = false) {
    self.countsCodePoints = countsCodePoints
  }

  /// Notes something in the output that is no string; the first counts.
  mutating func fail(_ error: TemplateError) {
    if fault == nil { fault = error }
  }

  /// Writes a piece during the iteration of a message, or of none (-1).
  mutating func write(_ piece: Piece, during message: Int32) {
    guard piece.count > 0 else { return }
    var piece = piece
    if message >= 0 { piece.message = message }
    byteCount += piece.count
    if countsCodePoints {
      codePointCount += piece.source.isASCII ? piece.count : piece.bytes.codePointCount
    }
    if pieces.isEmpty || !pieces[pieces.count - 1].extend(with: piece) { pieces.append(piece) }
  }

  mutating func write(_ text: Text, during message: Int32) {
    write(text.first, during: message)
    for piece in text.rest { write(piece, during: message) }
  }

  /// What was written, as a string.
  var text: Text {
    var text = Text()
    for piece in pieces { text.append(piece) }
    return text
  }
}

extension Output {
  /// The bytes, and where they came from.
  func finished() -> (utf8: [UInt8], stretches: [Stretch]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    var stretches: [Stretch] = []
    stretches.reserveCapacity(pieces.count)
    var counters: [ObjectIdentifier: CodePointCounter] = [:]
    var open: (piece: Piece, start: Int)?
    for piece in pieces {
      let start = bytes.count
      bytes.append(contentsOf: piece.bytes)
      if let last = open {
        if last.piece.continues(in: piece) { continue }
        stretches.append(last.piece.stretch(last.start..<start, &counters))
      }
      open = (piece, start)
    }
    if let last = open {
      stretches.append(last.piece.stretch(last.start..<bytes.count, &counters))
    }
    return (bytes, stretches)
  }
}

extension Piece {
  /// Whether what stands in `next` has the same origin and no range of its own.
  fileprivate func continues(in next: Piece) -> Bool {
    source.field == nil && next.source.field == nil && message == next.message
  }

  fileprivate func stretch(
    _ place: Range<Int>,
    _ counters: inout [ObjectIdentifier: CodePointCounter]
  ) -> Stretch {
    var sourceRange: SourceRange?
    if source.field != nil, source.isExact {
      var codePoints = range
      if !source.isASCII {
        codePoints = counters[ObjectIdentifier(source), default: CodePointCounter(source.bytes)]
          .codePoints(range, in: source.bytes)
      }
      sourceRange = SourceRange(utf8: range, codePoints: codePoints)
    }
    return Stretch(
      range: place,
      origin: Origin(
        runningMessage: message >= 0 ? Int(message) : nil,
        field: source.field,
        source: sourceRange
      )
    )
  }
}

/// Tells code points from bytes without counting from the start each time.
private struct CodePointCounter {
  private static let blockSize = 1024
  /// The number of code points before each block.
  private var counts = [0]

  init(_ bytes: [UInt8]) {
    var start = 0
    while start + Self.blockSize <= bytes.count {
      let count = bytes[start..<start + Self.blockSize].codePointCount
      counts.append(counts[counts.count - 1] + count)
      start += Self.blockSize
    }
  }

  func codePoints(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    count(before: range.lowerBound, bytes)..<count(before: range.upperBound, bytes)
  }

  private func count(before offset: Int, _ bytes: [UInt8]) -> Int {
    let block = offset / Self.blockSize
    return counts[block] + bytes[block * Self.blockSize..<offset].codePointCount
  }
}
