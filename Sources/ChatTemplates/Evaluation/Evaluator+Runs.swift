// Writes strings that stand ready, all at once.
extension Evaluator {
  /// Literals up to this length are copied whole, with what stands behind them.
  static let shortByteCount = 32
  /// How deep what a run stands for goes at the most.
  private static let depth = 4

  /// Writes a run of commands; false, and nothing is done, where not all that they write are strings, or
  /// where a limit may be reached: the commands tell then.
  ///
  /// It counts as many steps as the commands do.
  func write(run number: Int32) -> Bool {
    let run = program.runs[number]
    runStrings.removeAll()
    var steps = Int(run.steps)
    var byteCount = Int(run.byteCount)
    for place in run.strings.range {
      let part = program.runParts[place]
      guard case .string(let string)? = operand(of: part.value) else { return false }
      var passage = string
      if part.isTrimmedLeft || part.isTrimmedRight {
        steps &+= passage.count >> 6
        passage = trimmed(passage, left: part.isTrimmedLeft, right: part.isTrimmedRight)
      }
      steps &+= passage.count >> 6
      byteCount &+= passage.count
      runStrings.append(passage)
    }
    guard steps <= stepsLeft, output.bytes.count &+ byteCount <= limits.textBytes,
      depth &+ Self.depth <= limits.depth
    else { return false }
    stepsLeft &-= steps
    write(run.parts, byteCount)
    return true
  }

  /// A value that stands ready; nil where it must be evaluated.
  @inline(__always)
  func operand(of value: PlainValue) -> Operand? {
    if value.key >= 0, value.variable == recentVariable, value.element < 0 {
      return members[Int(recentMembers &+ value.key)]
    }
    guard var operand = knownValue(ofName: value.variable) else { return nil }
    if value.element >= 0 {
      guard case .list(let list) = operand,
        let item = list.with({ $0.items.element(Int(value.element)) })
      else { return nil }
      operand = item
    }
    if value.key < 0 { return operand }
    guard case .record(let record) = operand else { return plainMember(value.key, of: operand) }
    let found = memberStart(of: record)
    if found < 0 { return nil }
    if value.element < 0 { (recentVariable, recentMembers) = (value.variable, found) }
    return members[Int(found &+ value.key)]
  }

  /// A member of a namespace, what a loop knows of itself, or that strings have no such member; nil for
  /// anything else.
  func plainMember(_ key: Int32, of value: Operand) -> Operand? {
    switch value {
    case .namespace(let namespace): return namespace.with { $0.value(of: key) }
    case .loop(let loop):
      switch program.keys[key].loopAttribute {
      case .first: return .boolean(loop.with { $0.index0 == 0 })
      case .index: return .integer(loop.with { $0.index0 } &+ 1)
      case .index0: return .integer(loop.with { $0.index0 })
      case .last: return loop.with { $0.knownLast }.map { .boolean($0) }
      default: return nil
      }
    case .string, .joined:
      return program.keys[key].isForeignToStrings ? .undefined(.stringMember(key)) : nil
    default: return nil
    }
  }

  /// Where the members of a message stand; below 0 for any other object.
  @inline(__always)
  func memberStart(of record: RecordPlace) -> Int32 {
    let memory = sources.memories[Int(record.source)]
    guard memory.index == record.index, memory.message >= 0 else { return -1 }
    if memory.members != -1 { return memory.members }
    let steps = Int(program.memberCount)
    guard steps <= stepsLeft else { return -1 }
    stepsLeft &-= steps
    return readMembers(of: record.source)
  }

  /// Writes the parts of a run: the same as `Output.write` for each, with room made once.
  private func write(_ parts: Children, _ byteCount: Int) {
    // Named so, neither row is counted.
    let marks = Held(output.marks)
    Held(output.bytes).with { bytes in
      unsafe bytes.append(atMost: byteCount &+ Self.shortByteCount) { text in
        marks.with { marks in
          unsafe marks.append(atMost: Int(parts.count)) { unsafe write(parts, text, $0) }
        }
        return byteCount
      }
    }
  }

  /// The same, to memory with room for all bytes and a short copy more, and for a mark for each part.
  ///
  /// - Returns: the number of marks.
  // Safe: the strings live as long as the context and the program.
  @inline(__always)
  private func write(
    _ parts: Children,
    _ start: UnsafeMutablePointer<UInt8>,
    _ marks: UnsafeMutablePointer<Output.Mark>
  ) -> Int {
    let running = runningMessage
    let isCatching = output.isCatching
    let literals = unsafe program.literals.base
    var text = unsafe start
    var end = Int32(truncatingIfNeeded: output.bytes.count)
    var mark = unsafe marks
    var mayGrow = output.marks.count > output.floor
    var next = 0
    for place in parts.range {
      let part = program.runParts[place]
      let passage: Passage
      var message: Int32 = -1
      if part.value.variable < 0 {
        passage = Passage(
          source: Passage.literals,
          start: part.start,
          end: part.end,
          message: running
        )
        let bytes = unsafe literals + Int(part.start)
        unsafe copyLiteral(passage.count, from: bytes, to: text)
      } else {
        passage = runStrings[next]
        next &+= 1
        let memory = sources.memories[Int(passage.source)]
        message = memory.message
        unsafe copy(passage.count, from: memory.strings + Int(passage.start), to: text)
      }
      if passage.isEmpty { continue }
      unsafe text += passage.count
      end &+= passage.end &- passage.start
      let own = running >= 0 ? running : passage.message
      if mayGrow {
        let last = unsafe mark - 1
        if unsafe last.pointee.source == passage.source && last.pointee.running == own,
          unsafe passage.source == Passage.literals && !isCatching
            || last.pointee.sourceEnd == passage.start
        {
          unsafe last.pointee.end = end
          unsafe last.pointee.sourceEnd = passage.end
          continue
        }
      }
      unsafe mark.initialize(
        to: Output.Mark(
          end: end,
          source: passage.source,
          start: passage.start,
          sourceEnd: passage.end,
          running: own,
          message: message
        )
      )
      unsafe mark += 1
      mayGrow = true
    }
    return unsafe mark - marks
  }
}
