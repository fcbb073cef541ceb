#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

// Looks for the members of objects of the context that the template names.
//
// Safe for the reasons that `Evaluator+Records` gives.
extension Evaluator {
  /// The member of an object by the number of its name, or that there is none; nil where `member` must
  /// tell: of arrays, large objects, and names that mean more.
  @inline(__always)
  func quickMember(_ name: Int32, of place: RecordPlace) throws(TemplateError) -> Operand? {
    let memory = sources.memories[Int(place.source)]
    guard memory.index == place.index, memory.message >= 0, name < program.memberCount else {
      return try foundMember(name, of: place)
    }
    var start = memory.members
    if start == -1 {
      try charge(Int(program.memberCount))
      start = readMembers(of: place.source)
    }
    if start >= 0, let member = members[Int(start + name)] { return member }
    return try reasoning(name, of: place, at: start)
  }

  /// The member of a variable that is a message whose members are read, a namespace or a loop, or that
  /// there is none.
  ///
  /// It counts and is placed as `evaluate` is, which must tell where this is nil.
  @inline(__always)
  func knownMember(_ use: MemberUse, at place: Int32) throws(TemplateError) -> Operand? {
    guard let variable = scope.with({ $0.value(of: use.name) }) else { return nil }
    guard case .record(let record) = variable else {
      guard mayGoDeeper, let member = plainMember(use.key, of: variable) else { return nil }
      try charge(1)
      self.place = place
      return member
    }
    let memory = sources.memories[Int(record.source)]
    guard memory.index == record.index, memory.members >= 0, use.key < program.memberCount,
      let member = members[Int(memory.members &+ use.key)], mayGoDeeper
    else { return nil }
    try charge(1)
    self.place = place
    return member
  }

  /// Whether a message's member is a string of the template; nil where it must be asked for otherwise,
  /// or is no string.
  @inline(__always)
  func isMember(
    _ use: MemberUse,
    equalTo start: Int32,
    _ end: Int32
  ) throws(TemplateError) -> Bool? {
    guard case .record(let place) = try value(ofName: use.name) else { return nil }
    let memory = sources.memories[Int(place.source)]
    guard memory.index == place.index, memory.members >= 0, use.key < program.memberCount,
      case .string(let text)? = members[Int(memory.members + use.key)]
    else { return nil }
    try charge(1)
    let count = Int(end - start)
    guard text.count == count else { return false }
    let bytes = unsafe UnsafeRawPointer(memory.strings + Int(text.start))
    let wanted = unsafe UnsafeRawPointer(program.literals.base + Int(start))
    // Roles have at least four bytes and seldom more than eight.
    guard count >= 4, count <= 8 else { return unsafe memcmp(bytes, wanted, count) == 0 }
    return unsafe bytes.loadUnaligned(as: UInt32.self) == wanted.loadUnaligned(as: UInt32.self)
      && bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        == wanted.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
  }

  /// Takes down what a message has under the names of the program, so that each is looked for once.
  ///
  /// - Returns: where it stands in `members`; -2 where it does not.
  @inline(never)
  func readMembers(of source: Int32) -> Int32 {
    let memory = sources.memories[Int(source)]
    var start: Int32 = -2
    if let tape = unsafe memory.tape {
      let opening = unsafe TapeWord(bits: tape[Int(memory.index)])
      var index = Int(memory.index) + 1
      let end = opening.end - 1
      if opening.tag == TapeWord.object, end - index <= Self.searchedWordCount {
        start = Int32(truncatingIfNeeded: members.count)
        members.append(contentsOf: absentMembers)
        let numbers = program.keyNumbers
        let literals = unsafe program.literals.base
        while index < end {
          let entry = unsafe UnsafeRawPointer(memory.strings + TapeWord(bits: tape[index]).payload)
          let number = unsafe numbers.number(of: entry, literals)
          let word = unsafe TapeWord(bits: tape[index + 1])
          // The last of equal keys counts.
          if number >= 0 {
            members[Int(start &+ number)] = unsafe plainOperand(
              word,
              in: source,
              at: index + 1,
              memory.strings
            )
          }
          index =
            word.tag == TapeWord.string
            ? index + 2 : unsafe TapeWord.index(behind: index + 1, in: tape)
        }
      }
    }
    sources.memories.update(Int(source)) { $0.members = start }
    return start
  }

  /// The value of a word, which stands at an index; nil for numbers that are no integers, and strings that are too long.
  @inline(__always)
  private func plainOperand(
    _ word: TapeWord,
    in source: Int32,
    at index: Int,
    _ strings: UnsafePointer<UInt8>
  ) -> Operand? {
    switch word.tag {
    case TapeWord.string:
      let entry = unsafe UnsafeRawPointer(strings + word.payload)
      let count = Int(unsafe entry.loadUnaligned(as: UInt32.self))
      if count > limits.textBytes { return nil }
      return .string(
        Passage(
          source: source,
          start: Int32(truncatingIfNeeded: word.payload + 4),
          end: Int32(truncatingIfNeeded: word.payload + 4 + count)
        )
      )
    case TapeWord.object, TapeWord.array:
      return .record(RecordPlace(source: source, index: Int32(truncatingIfNeeded: index)))
    case TapeWord.null: return .some(.none)
    case TapeWord.true: return .boolean(true)
    case TapeWord.false: return .boolean(false)
    default: return nil
    }
  }

  /// A message's reasoning, which is looked for once; nil for other names.
  @inline(never)
  private func reasoning(
    _ name: Int32,
    of place: RecordPlace,
    at start: Int32
  ) throws(TemplateError) -> Operand? {
    let key = program.keys[name]
    guard start >= 0, key.isReasoning else { return nil }
    let member = try member(key.literal, of: place) ?? .undefined(.member(name))
    members[Int(start + name)] = member
    return member
  }

  /// The same as `quickMember` for any object.
  @inline(never)
  private func foundMember(_ name: Int32, of place: RecordPlace) throws(TemplateError) -> Operand? {
    let key = program.keys[name]
    let memory = sources.memories[Int(place.source)]
    guard !key.form.isAbsent, let tape = unsafe memory.tape else { return nil }
    let opening = unsafe TapeWord(bits: tape[Int(place.index)])
    var index = Int(place.index) + 1
    let end = opening.end - 1
    guard opening.tag == TapeWord.object, end - index <= Self.searchedWordCount else { return nil }
    let bytes = unsafe program.literals.base + Int(key.literal.start)
    var found = 0
    while index < end {
      let entry = unsafe UnsafeRawPointer(memory.strings + TapeWord(bits: tape[index]).payload)
      // The last of equal keys counts.
      if unsafe key.form.isEqual(entry, KeyForm.head(of: entry), bytes) { found = index + 1 }
      index = unsafe TapeWord.index(behind: index + 1, in: tape)
    }
    return found == 0 ? .undefined(.member(name)) : try operand(in: place.source, at: found)
  }
}
