// Filters and methods of operands as they are; whatever is not said here goes to values.
extension Evaluator {
  /// A filter's result where no value is needed for it; else nil.
  func quickly(
    _ filter: Filter,
    _ input: Operand,
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Operand? {
    switch filter {
    case .map: return try map(input, try callArguments(arguments))
    case .selectattr, .rejectattr:
      if let result = try selectByMember(input, arguments, keeps: filter == .selectattr) {
        return result
      }
      return try select(input, try callArguments(arguments), filter)
    case .select, .reject:
      return try select(input, try callArguments(arguments), filter)
    case .list:
      guard arguments.isEmpty else { return nil }
      return try list(of: input)
    case .tojson:
      guard let indent = plainIndent(of: arguments) else { return nil }
      switch input {
      case .record(let place): return try json(place, indent: indent)
      case .string(let passage): return try json(passage)
      default: return nil
      }
    case .trim:
      guard arguments.isEmpty, case .string(let passage) = input else { return nil }
      try charge(bytes: passage.count)
      return .string(trimmed(passage, left: true, right: true))
    case .lower, .upper:
      guard arguments.isEmpty, case .string(let passage) = input,
        try hasCase(passage, filter == .lower ? .lower : .upper)
      else { return nil }
      return input
    case .string:
      guard arguments.isEmpty, case .string = input else { return nil }
      return input
    case .length, .count:
      guard arguments.isEmpty else { return nil }
      switch input {
      case .list(let list): return .integer(list.object.items.count)
      case .record(let place): return .integer(try count(of: place))
      case .string(let passage):
        try charge(bytes: passage.count)
        return .integer(unsafe bytes(of: passage).codePointCount)
      default: return nil
      }
    case .default, .d:
      guard arguments.keywordCount == 0, (1...2).contains(arguments.count) else { return nil }
      let takesFalse = arguments.count == 2 ? try isTrue(argument(1, of: arguments)) : false
      if input.isUndefined { return argument(0, of: arguments) }
      if takesFalse, !(try isTrue(input)) { return argument(0, of: arguments) }
      return input
    case .first:
      guard arguments.isEmpty, case .list(let list) = input else { return nil }
      let items = list.object.items
      return items.isEmpty ? nil : items[0]
    case .last:
      guard arguments.isEmpty, case .list(let list) = input else { return nil }
      let items = list.object.items
      return items.isEmpty ? nil : items[items.count - 1]
    default: return nil
    }
  }

  /// A method's result where no value is needed for it; else nil.
  func quickly(
    _ method: StringMethod,
    of operand: Operand,
    _ arguments: OperandArguments
  ) throws(TemplateError) -> Operand? {
    guard case .string(let passage) = operand, arguments.keywordCount == 0 else { return nil }
    switch method {
    case .strip, .lstrip, .rstrip:
      try charge(bytes: passage.count)
      if arguments.count == 0 {
        return .string(trimmed(passage, left: method != .rstrip, right: method != .lstrip))
      }
      guard arguments.count == 1, case .string(let characters) = argument(0, of: arguments),
        characters.count == 1
      else { return nil }
      return .string(
        trimmed(passage, of: characters, left: method != .rstrip, right: method != .lstrip)
      )
    case .startswith, .endswith:
      guard arguments.count == 1, case .string(let affix) = argument(0, of: arguments)
      else { return nil }
      try charge(bytes: passage.count)
      guard affix.count <= passage.count else { return .boolean(false) }
      var part = passage
      if method == .startswith {
        part.end = part.start + (affix.end - affix.start)
      } else {
        part.start = part.end - (affix.end - affix.start)
      }
      return .boolean(areEqual(part, affix))
    case .lower, .upper:
      guard arguments.count == 0, try hasCase(passage, method) else { return nil }
      return operand
    case .replace:
      guard arguments.count == 2, case .string(let old) = argument(0, of: arguments), !old.isEmpty,
        case .string = argument(1, of: arguments)
      else { return nil }
      try charge(bytes: passage.count)
      return contains(passage, old) ? nil : operand
    case .split:
      guard arguments.count == 1, case .string(let separator) = argument(0, of: arguments),
        !separator.isEmpty
      else { return nil }
      return try split(passage, separator)
    default: return nil
    }
  }

  /// Whether a string is ASCII and a change of case leaves it as it is.
  private func hasCase(_ passage: Passage, _ method: StringMethod) throws(TemplateError) -> Bool {
    try charge(bytes: passage.count)
    let text = unsafe bytes(of: passage)
    let others: UInt8 = method == .lower ? UInt8(ascii: "A") : UInt8(ascii: "a")
    for place in 0..<text.count {
      let byte = unsafe text[place]
      if byte >= 0x80 || byte &- others < 26 { return false }
    }
    return true
  }

  /// The parts between separators; nil where the separator comes so often that looking for each might
  /// take long.
  private func split(_ passage: Passage, _ separator: Passage) throws(TemplateError) -> Operand? {
    try charge(bytes: passage.count)
    let items = Row<Operand>(capacity: 4)
    var rest = passage
    var message = runningMessage
    while let place = place(of: separator, in: rest) {
      guard items.count < 64 else { return nil }
      var part = rest
      part.end = place
      items.append(.string(part.isEmpty ? Passage.empty : part))
      rest.start = place + (separator.end - separator.start)
    }
    items.append(.string(rest.isEmpty ? Passage.empty : rest))
    try charge(3 * items.count)
    for place in 0..<items.count where message < 0 { message = ownMessage(of: items[place]) }
    return .list(hold(OperandList(items, message: message >= 0 ? Int(message) : nil)))
  }

  /// The filter `list`; nil for what is no list or generator.
  private func list(of operand: Operand) throws(TemplateError) -> Operand? {
    switch operand {
    case .list: break
    case .record(let place) where !isObject(place): break
    case .other(let box):
      guard case .iterator = box.object.value else { return nil }
    default: return nil
    }
    let iterator = try iterator(of: operand)
    let items = Row<Operand>()
    while let item = try iterator.nextOperand(in: self) {
      try charge(2)
      items.append(item)
    }
    var message = runningMessage
    for place in 0..<items.count where message < 0 { message = ownMessage(of: items[place]) }
    return .list(hold(OperandList(items, message: message >= 0 ? Int(message) : nil)))
  }
}
