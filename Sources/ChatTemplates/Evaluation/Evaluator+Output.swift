// Writes strings, and catches what is written.
extension Evaluator {
  /// Writes a string of the template.
  @inline(__always)
  func writeLiteral(_ start: Int32, _ end: Int32) throws(TemplateError) {
    let literal = Passage(source: Passage.literals, start: start, end: end)
    try charge(1 + literal.count >> 6)
    // Safe: behind the literals there is room for a short copy.
    unsafe output.writeLiteral(
      program.literals.base + Int(start),
      literal,
      during: runningMessage
    )
    try checkLength(output.bytes.count)
  }

  func write(_ passage: Passage) throws(TemplateError) {
    try charge(1 + passage.count >> 6)
    put(passage)
    try checkLength(output.bytes.count)
  }

  /// Writes a string that is charged for elsewhere.
  @inline(__always)
  func put(_ passage: Passage) {
    let memory = sources.memories[Int(passage.source)]
    // Safe: the bytes live as long as the context and the program, and `output` copies them.
    unsafe output.write(
      memory.strings + Int(passage.start),
      passage,
      of: memory.message,
      during: runningMessage
    )
  }

  func write(_ text: Text) throws(TemplateError) {
    try charge(text.pieceCount + text.byteCount >> 6)
    try checkLength(output.bytes.count + text.byteCount)
    put(text)
  }

  /// The same for a text.
  func put(_ text: Text) {
    output.write(text.first, during: runningMessage)
    for piece in text.rest { output.write(piece, during: runningMessage) }
  }

  /// What `body` writes, as a string.
  func capture(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> Operand {
    output.beginCatching()
    try body()
    let start = passages.count
    let (byteCount, hasMade, earlierMadeCount) = try output.endCatching(in: passages)
    try charge(passages.count - start)
    guard hasMade else {
      output.forgetMade(after: earlierMadeCount)
      return string(from: start, byteCount: byteCount)
    }
    var text = Text()
    for place in start..<passages.count {
      let passage = passages[place]
      if passage.source >= 0 {
        text.append(self.text(of: passage))
      } else {
        text.append(
          Piece(
            output.madeSources[Int(~passage.source)],
            Int(passage.start),
            Int(passage.end),
            message: passage.message
          )
        )
      }
    }
    output.forgetMade(after: earlierMadeCount)
    passages.truncate(to: start)
    return other(.string(text))
  }

  /// The string of the last passages, from `start` on, none of them empty.
  func string(from start: Int, byteCount: Int) -> Operand {
    switch passages.count - start {
    case 0: return .string(Passage(source: Passage.literals, start: 0, end: 0))
    case 1:
      let passage = passages[start]
      passages.truncate(to: start)
      return .string(passage)
    case let count:
      return .joined(
        JoinedText(
          start: Int32(truncatingIfNeeded: start),
          count: Int32(truncatingIfNeeded: count),
          byteCount: byteCount
        )
      )
    }
  }

  /// Writes what `body` writes as the string that `capture` would make of it, and writes it at once.
  ///
  /// Where `generation` marks the output its places would differ; then it is caught.
  func writeThrough(_ body: () throws(TemplateError) -> Void) throws(TemplateError) {
    let marks = output.marks.count
    let floor = output.seal()
    let fault = output.beginFaults()
    try body()
    try output.endFaults(fault)
    output.rewrite(from: marks, during: runningMessage, floor: floor)
  }
}
