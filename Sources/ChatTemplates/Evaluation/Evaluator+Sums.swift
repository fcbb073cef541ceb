// Sums and concatenations that are put out: their strings are written as they come, and no string is
// made of them.
extension Evaluator {
  /// Writes `a + b + c`; the same as to write what `sum` gives.
  ///
  /// A plain sum is one of strings of the template and members of variables: evaluated once more it
  /// is the same. Of other sums the parts are kept until the end, for where one is no plain string
  /// what was written is taken back, and they are added as Python does.
  func writeSum(_ parts: Children, isPlain: Bool, at outputPlace: Int32) throws(TemplateError) {
    try charge(1)
    let position = output.position
    let steps = stepsLeft
    let mark = summands.count
    let running = runningMessage
    var byteCount = 0
    var owed = 0
    let first = Int(parts.start)
    let end = first + Int(parts.count)
    var index = first
    while index < end {
      let node = program.children[index]
      let isFirst = index == first
      let part: Operand
      switch program.nodes[node] {
      case .string(let start, let end):
        part = .string(
          Passage(source: Passage.literals, start: start, end: end, message: runningMessage)
        )
      case .variableMember(let use, let general, let place):
        if let member = try knownMember(use, at: place) {
          part = member
        } else {
          part = try evaluate(general)
        }
      default: part = try evaluate(node)
      }
      if !isFirst { place = program.children[index + 1] }
      index += isFirst ? 1 : 2
      switch part {
      case .string(let passage):
        put(passage)
        byteCount &+= passage.count
        owed &+= 1 &+ passage.count >> 6
      default:
        guard let count = putPart(part) else {
          output.takeBack(to: position)
          if isPlain {
            stepsLeft = steps
            try writeResult(of: parts, at: outputPlace)
          } else {
            try writeResult(of: parts, from: index, behind: mark, part, at: outputPlace)
          }
          return
        }
        byteCount &+= count
        owed &+= 1 &+ count >> 6
      }
      if !isPlain { summands.append(part) }
      try charge(1)
      try checkLength(byteCount)
    }
    if !isPlain { endSummands(mark, position, running) }
    place = outputPlace
    try charge(owed)
    try checkLength(output.bytes.count)
  }

  /// Writes `a ~ b ~ c`, which makes a string of each part.
  func writeConcatenation(_ parts: Children, at outputPlace: Int32) throws(TemplateError) {
    try charge(1)
    let position = output.position
    let mark = summands.count
    let running = runningMessage
    var byteCount = 0
    var owed = 0
    for index in parts.range {
      let part = try part(program.children[index])
      summands.append(part)
      if case .string(let passage) = part {
        put(passage)
        byteCount &+= passage.count
      } else if let count = putPart(part) {
        byteCount &+= count
      } else {
        let text = try text(of: try value(of: part))
        summands[summands.count - 1] = operand(of: .string(text.marked(false)))
        put(text)
        byteCount &+= text.byteCount
        owed &+= text.pieceCount
      }
      owed &+= 1
      try checkLength(byteCount)
    }
    endSummands(mark, position, running)
    place = outputPlace
    try charge(owed + byteCount >> 6)
    try checkLength(output.bytes.count)
  }

  /// Lets go of the parts that were written since a position.
  ///
  /// They count as written at once: if a macro among them has given a loop over numbers its message,
  /// all are that message's.
  @inline(__always)
  private func endSummands(_ mark: Int, _ position: Output.Position, _ running: Int32) {
    if runningMessage != running {
      output.takeBack(to: position)
      for place in mark..<summands.count { _ = putPart(summands[place]) }
    }
    summands.truncate(to: mark)
  }

  /// Writes a string of several passages or one that was made; nil, and nothing is done, for anything
  /// else, Markup among it.
  ///
  /// - Returns: its length in bytes.
  private func putPart(_ part: Operand) -> Int? {
    switch part {
    case .string(let passage):
      put(passage)
      return passage.count
    case .joined(let joined):
      for place in joined.range { put(passages[place]) }
      return joined.byteCount
    case .other(let box):
      return box.with { box -> Int? in
        guard case .string(let text) = box.value, !text.isMarkup else { return nil }
        put(text)
        return text.byteCount
      }
    default: return nil
    }
  }

  /// Writes a plain sum whose parts are not all strings.
  @inline(never)
  private func writeResult(of parts: Children, at outputPlace: Int32) throws(TemplateError) {
    let mark = pending.count
    let value = try collectSum(parts) ?? takePending(from: mark)
    place = outputPlace
    try write(value)
  }

  /// Writes a sum whose parts up to `part`, which stands before an index, are evaluated.
  @inline(never)
  private func writeResult(
    of parts: Children,
    from index: Int,
    behind mark: Int,
    _ part: Operand,
    at outputPlace: Int32
  ) throws(TemplateError) {
    var sum: Operand?
    for place in mark..<summands.count { sum = try added(summands[place], to: sum) }
    summands.truncate(to: mark)
    let value = try add(parts, from: index, to: try added(part, to: sum))
    place = outputPlace
    try write(value)
  }

  private func added(_ part: Operand, to sum: Operand?) throws(TemplateError) -> Operand {
    guard let sum else { return part }
    return try compute(.add, sum, part)
  }
}
