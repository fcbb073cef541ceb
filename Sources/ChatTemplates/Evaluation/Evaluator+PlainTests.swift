#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

// Answers conditions step by step.
//
// Safe for the reasons that `Evaluator+Records` gives.
extension Evaluator {
  /// How deep a node goes that a step can stand for.
  private static let depth = 4

  /// Asks the conditions of an `if`, with as many steps as its commands.
  ///
  /// - Returns: how many commands to pass over: those before the branch that is taken. 0, and nothing is
  ///   done, where the commands must tell.
  func distance(ofBranch number: Int32) throws(TemplateError) -> Int {
    let test = program.tests[number]
    guard depth &+ Int(test.nesting) &+ Self.depth <= limits.depth else { return 0 }
    var next = test.start
    while next >= 0 {
      let step = unsafe program.testSteps.address(of: next)
      try charge(unsafe Int(step.pointee.opened))
      let answer: Bool
      if let quick = unsafe quickAnswer(step) {
        try charge(unsafe Int(step.pointee.cost &+ step.pointee.begun))
        if unsafe step.pointee.place >= 0 { place = unsafe step.pointee.place }
        answer = quick
      } else {
        answer = try unsafe self.answer(step.pointee)
      }
      next = unsafe answer ? step.pointee.ifTrue : step.pointee.ifFalse
    }
    return Int(program.distances[Int(test.distances) + PlainTest.branch(of: next)])
  }

  /// What a step asks, as its node says it.
  @inline(never)
  private func answer(_ step: PlainTest.Step) throws(TemplateError) -> Bool {
    try charge(Int(step.begun))
    depth &+= Int(step.nesting)
    let answer = try condition(step.node)
    depth &-= Int(step.nesting)
    return answer
  }

  /// What a step asks; nil where its node must tell.
  @inline(__always)
  private func quickAnswer(_ step: UnsafePointer<PlainTest.Step>) -> Bool? {
    let value = unsafe step.pointee.value
    if value.variable < 0 { return nil }
    guard let operand = operand(of: value) else { return nil }
    switch unsafe step.pointee.question {
    case .equalsLiteral(let start, let end, let isWanted):
      switch operand {
      case .string(let text): return isEqual(text, start, end) == isWanted
      case .undefined, .none, .boolean, .integer, .record: return !isWanted
      default: return nil
      }
    case .isTrue: return isPlainlyTrue(operand)
    case .isOfKind(let test): return isOfKind(operand, test)
    case .equalsInteger(let wanted, let isWanted):
      guard case .integer(let integer) = operand else { return nil }
      return (integer == Int(wanted)) == isWanted
    case .leavesRest(let wanted, let divisor, let isWanted):
      guard case .integer(let integer) = operand, integer >= 0 else { return nil }
      return (integer % Int(divisor) == Int(wanted)) == isWanted
    case .equalsBoolean(let wanted, let isWanted):
      switch operand {
      case .boolean(let boolean): return (boolean == wanted) == isWanted
      case .string, .none: return !isWanted
      default: return nil
      }
    case .isAmong(let parts, let isWanted):
      guard case .string(let text) = operand else { return nil }
      for child in parts.range {
        guard case .string(let start, let end) = program.nodes[program.children[child]] else {
          return nil
        }
        if isEqual(text, start, end) { return isWanted }
      }
      return !isWanted
    case .other: return nil
    }
  }

  /// Whether a string is one of the template.
  @inline(__always)
  private func isEqual(_ text: Passage, _ start: Int32, _ end: Int32) -> Bool {
    let count = Int(end &- start)
    guard text.count == count else { return false }
    let strings = unsafe sources.memories[Int(text.source)].strings
    let bytes = unsafe UnsafeRawPointer(strings + Int(text.start))
    let wanted = unsafe UnsafeRawPointer(program.literals.base + Int(start))
    // Roles have at least four bytes and seldom more than eight.
    guard count >= 4, count <= 8 else { return unsafe memcmp(bytes, wanted, count) == 0 }
    return unsafe bytes.loadUnaligned(as: UInt32.self) == wanted.loadUnaligned(as: UInt32.self)
      && bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        == wanted.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
  }
}
