extension Evaluator {
  /// Calls a method of a string; of Markup it gives Markup, and escapes its arguments.
  func call(
    _ method: StringMethod,
    of text: Text,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Value {
    try charge(bytes: text.byteCount)
    let name = method.rawValue
    switch method {
    case .strip, .lstrip, .rstrip:
      let characters = try arguments.bound(name, ["chars"], positionalOnly: 1)[0]
      return .string(
        try strip(text, characters, left: method != .rstrip, right: method != .lstrip, name)
      )
    case .upper, .lower, .capitalize, .title, .swapcase, .casefold:
      _ = try arguments.bound(name, [])
      return .string(try changingCase(text, method))
    case .startswith, .endswith: return .boolean(try hasAffix(text, arguments, method))
    case .split, .rsplit: return try split(text, arguments, fromRight: method == .rsplit)
    case .splitlines:
      let keep = try arguments.bound(name, ["keepends"])[0] ?? .boolean(false)
      return try list(lines(of: text, keepingEnds: try isTrue(keep)).map { .string($0) })
    case .replace:
      let values = try arguments.bound(
        name,
        ["old", "new", "count"],
        required: 2,
        positionalOnly: 3
      )
      return .string(
        try replacing(
          text,
          try string(values[0], "replace() argument 1"),
          with: try string(values[1], "replace() argument 2"),
          count: try integer(values[2], usual: -1)
        )
      )
    case .join:
      let values = try arguments.bound(name, ["iterable"], required: 1, positionalOnly: 1)
      return .string(try joined(try joinable(values[0] ?? .none), with: text))
    case .find, .rfind, .index, .rindex, .count: return try search(text, arguments, method)
    case .partition, .rpartition: return try partition(text, arguments, method)
    case .removeprefix, .removesuffix:
      let values = try arguments.bound(name, ["affix"], required: 1, positionalOnly: 1)
      let affix = try string(values[0], "\(name)() argument")
      guard affix.byteCount <= text.byteCount else { return .string(text) }
      let rest = text.byteCount - affix.byteCount
      if method == .removeprefix {
        let isThere = text.slice(0..<affix.byteCount) == affix
        return .string(isThere ? text.slice(affix.byteCount..<text.byteCount) : text)
      }
      let isThere = text.slice(rest..<text.byteCount) == affix
      return .string(isThere ? text.slice(0..<rest) : text)
    case .format: return .string(try braceFormatted(text, arguments))
    case .formatMap:
      let values = try arguments.bound(name, ["mapping"], required: 1, positionalOnly: 1)
      guard case .dictionary(let dictionary) = values[0] ?? .none else {
        throw TemplateError(.type, "format_map() argument must be a mapping")
      }
      var mapped = CallArguments()
      for (key, value) in zip(dictionary.keys, dictionary.values) {
        if case .string(let key) = key { mapped.keywords.append((key.string, value)) }
      }
      return .string(try braceFormatted(text, mapped))
    case .center, .ljust, .rjust, .zfill: return .string(try padded(text, arguments, method))
    case .expandtabs:
      let size = try integer(try arguments.bound(name, ["tabsize"])[0], usual: 8)
      return .string(try expandingTabs(text, size))
    case .isalnum, .isalpha, .isascii, .isdecimal, .isdigit, .isidentifier, .islower, .isnumeric,
      .isprintable, .isspace, .istitle, .isupper:
      _ = try arguments.bound(name, [])
      return .boolean(CharacterClass.holds(method, text.bytes.scalars))
    case .encode, .maketrans, .translate:
      throw TemplateError(.unsupported, "method \(name) of str is not supported")
    }
  }

  /// An argument that must be a string.
  func string(_ value: Value?, _ name: String) throws(TemplateError) -> Text {
    guard case .string(let text)? = value else {
      throw TemplateError(.type, "\(name) must be str, not \(value?.typeName ?? "NoneType")")
    }
    return text
  }

  func integer(_ value: Value?, usual: Int) throws(TemplateError) -> Int {
    guard let value else { return usual }
    if case .bigInteger = value {
      throw TemplateError(.overflow, "Python int too large to convert to C ssize_t")
    }
    guard let index = value.index else {
      throw TemplateError(
        .type,
        "'\(value.typeName)' object cannot be interpreted as an integer"
      )
    }
    return index
  }

  // MARK: Ends

  func strip(
    _ text: Text,
    _ characters: Value?,
    left: Bool,
    right: Bool,
    _ name: String
  ) throws(TemplateError) -> Text {
    let bytes = text.bytes
    guard let characters, !characters.isNone else {
      let start = left ? Whitespace.leadingCount(bytes) : 0
      let end = right ? Whitespace.trimmedEnd(bytes) : text.byteCount
      return text.slice(start..<max(start, end))
    }
    guard case .string(let set) = characters else {
      throw TemplateError(.type, "\(name) arg must be None or str")
    }
    let scalars = Set(set.bytes.scalars)
    var start = bytes.startIndex
    var end = bytes.endIndex
    while left, start < end {
      let (scalar, length) = bytes.scalar(at: start)
      guard scalars.contains(scalar) else { break }
      start += length
    }
    while right, end > start {
      let previous = bytes.scalarStart(before: end)
      guard scalars.contains(bytes.scalar(at: previous).scalar) else { break }
      end = previous
    }
    return text.slice(start - bytes.startIndex..<end - bytes.startIndex)
  }

  private func hasAffix(
    _ text: Text,
    _ arguments: CallArguments,
    _ method: StringMethod
  ) throws(TemplateError) -> Bool {
    let values = try arguments.bound(
      method.rawValue,
      ["affix", "start", "end"],
      required: 1,
      positionalOnly: 3
    )
    var affixes: [Value] = []
    switch values[0] ?? .none {
    case .list(let list) where list.kind == .tuple: affixes = list.items
    case let other: affixes = [other]
    }
    var part = text
    if values[1] != nil || values[2] != nil {
      let count = text.count
      let range = try bounds(values[1], values[2], count: count)
      guard range.lowerBound <= count else { return false }
      part = codePoints(range, of: text)
    }
    for affix in affixes {
      guard case .string(let affix) = affix else {
        throw TemplateError(
          .type,
          "\(method.rawValue) first arg must be str or a tuple of str, not \(affix.typeName)"
        )
      }
      guard affix.byteCount <= part.byteCount else { continue }
      let range =
        method == .startswith
        ? 0..<affix.byteCount : part.byteCount - affix.byteCount..<part.byteCount
      if part.slice(range) == affix { return true }
    }
    return false
  }

  private func partition(
    _ text: Text,
    _ arguments: CallArguments,
    _ method: StringMethod
  ) throws(TemplateError) -> Value {
    let values = try arguments.bound(method.rawValue, ["sep"], required: 1, positionalOnly: 1)
    let separator = try string(values[0], "must be str")
    guard !separator.isEmpty else { throw TemplateError(.value, "empty separator") }
    let search = ByteSearch(separator.bytes)
    let isFirst = method == .partition
    guard let place = isFirst ? search.first(in: text.bytes) : search.last(in: text.bytes) else {
      let empty = Value.string(Text().marked(text.isMarkup))
      return try list(
        isFirst ? [.string(text), empty, empty] : [empty, empty, .string(text)],
        .tuple
      )
    }
    let end = place + separator.byteCount
    return try list(
      [
        .string(text.slice(0..<place)), .string(text.slice(place..<end)),
        .string(text.slice(end..<text.byteCount)),
      ],
      .tuple
    )
  }

  private func search(
    _ text: Text,
    _ arguments: CallArguments,
    _ method: StringMethod
  ) throws(TemplateError) -> Value {
    let values = try arguments.bound(
      method.rawValue,
      ["sub", "start", "end"],
      required: 1,
      positionalOnly: 3
    )
    let part = try string(values[0], "must be str")
    let count = text.count
    let range = try bounds(values[1], values[2], count: count)
    let isInside = range.lowerBound <= count
    let within = isInside ? codePoints(range, of: text) : Text()
    let search = ByteSearch(part.bytes)
    if method == .count {
      guard isInside else { return .integer(0) }
      return .integer(
        part.isEmpty ? range.count + 1 : search.all(in: within.bytes).count
      )
    }
    let isLast = method == .rfind || method == .rindex
    let found = isLast ? search.last(in: within.bytes) : search.first(in: within.bytes)
    guard isInside, let found else {
      if method == .index || method == .rindex {
        throw TemplateError(.value, "substring not found")
      }
      return .integer(-1)
    }
    return .integer(range.lowerBound + within.bytes.prefix(found).codePointCount)
  }
}
