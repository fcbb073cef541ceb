internal import JSON

/// What a template made of a chat.
package struct RenderedChat: Sendable {
  /// The output in UTF-8.
  package let utf8: [UInt8]
  /// What `{% generation %}` blocks wrote, in code points of the output and in the order in which
  /// the blocks ended, as the reference counts them: within a macro from where the output stands.
  package let generationRanges: [Range<Int>]
  /// How many stretches of one origin the output has.
  let markCount: Int
  /// The origins of the output, in its order; together they cover it, and none is empty.
  ///
  /// Behind them stand the sources, in the same piece of memory.
  private let marks: [Output.Mark]
  /// The text that most chats stand in.
  private let firstText: JSONText?
  private let otherTexts: [JSONText]
  private let madeSources: [TextSource]
  private let names: [String]

  init(
    _ output: Output,
    _ sources: RecordSources,
    generationRanges: [Range<Int>],
    names: [String]
  ) {
    utf8 = output.bytes.array()
    markCount = output.marks.count
    for place in 0..<sources.roots.count { output.marks.append(Output.Mark(sources.roots[place])) }
    marks = output.marks.array()
    madeSources = output.madeSources.isEmpty ? [] : output.madeSources.array()
    firstText = sources.textCount > 0 ? sources.text(0) : nil
    otherTexts = sources.textCount > 1 ? (1..<sources.textCount).map { sources.text($0) } : []
    self.generationRanges = generationRanges
    self.names = names
  }

  /// The message or variable of a number.
  private func root(_ source: Int) -> RecordSources.Root {
    marks[markCount + source].root
  }

  /// The message or variable of a root as it stands in its text; nil for the template's literals.
  private func item(_ root: RecordSources.Root) -> JSONItem? {
    let place = Int(root.text) - 1
    guard place >= 0 else { return nil }
    return (place == 0 ? firstText : otherTexts[place - 1])
      .map { JSONItem($0, at: Int(root.index)) }
  }

  /// The output.
  package var text: String { String(decoding: utf8, as: UTF8.self) }
}

extension RenderedChat {
  /// A stretch of output, as cheap as can be.
  package struct Part: Sendable {
    /// The range in the UTF-8 of the output.
    package let range: Range<Int>
    /// Its number among the stretches.
    let number: Int
    /// The message that was the current one; -1 for none.
    package let running: Int
    /// The message that the text itself is from; -1 for none.
    package let message: Int
    /// Whether it is or was made of what the template was given.
    package let hasField: Bool
    /// Whether it is that, byte for byte.
    package let isExact: Bool
    /// Whether it is or was made of a message's role.
    package let isRole: Bool
  }

  /// Calls `body` with each stretch in order.
  package func forEachPart(_ body: (Part) -> Void) {
    // Where the role of the message stands whose part came last.
    var role: (source: Int, range: Range<Int32>) = (0, 0..<0)
    var start = 0
    for number in 0..<markCount {
      let mark = marks[number]
      let source = Int(mark.source)
      var isRole = false
      if source < 0 {
        isRole = madeSources[~source].field(at: mark.start)?.isRole == true
      } else if mark.message >= 0 {
        if role.source != source { role = (source, roleRange(of: root(source))) }
        isRole = role.range.contains(mark.start)
      }
      body(
        Part(
          range: start..<Int(mark.end),
          number: number,
          running: Int(mark.running),
          message: Int(mark.message),
          hasField: source > 0 || (source < 0 && madeSources[~source].hasField),
          isExact: source > 0,
          isRole: isRole
        )
      )
      start = Int(mark.end)
    }
  }

  /// Where a message's role stands in the strings of its text.
  private func roleRange(of root: RecordSources.Root) -> Range<Int32> {
    item(root)?.stringRange(of: "role") ?? 0..<0
  }

  /// Where an exact part stands in the strings of its text; nil if it is not exact.
  func start(of part: Part) -> Int? {
    let mark = marks[part.number]
    return mark.source > 0 ? Int(mark.start) : nil
  }

  /// What a part was made of that is not exact; nil if it is, or if it is the template's own.
  func madeField(of part: Part) -> Field? {
    let mark = marks[part.number]
    return mark.source < 0 ? madeSources[~Int(mark.source)].field(at: mark.start) : nil
  }

  /// The variable that a part is or was made of; nil if it is from a message or the template's own.
  package func variable(of part: Part) -> String? {
    let source = Int(marks[part.number].source)
    if source < 0 {
      guard case .variable(let name)? = madeSources[~source].field(at: 0)?.root else { return nil }
      return name
    }
    let root = root(source)
    return root.name >= 0 ? names[Int(root.name)] : nil
  }
}

extension RenderedChat {
  /// The origins of the output, in its order; together they cover it, and none is empty.
  package var stretches: [Stretch] {
    var stretches: [Stretch] = []
    stretches.reserveCapacity(markCount)
    var counter = CodePointCounter()
    var start = 0
    for mark in marks.prefix(markCount) {
      let field = field(of: mark)
      var range: SourceRange?
      if mark.source > 0, let field {
        let lower = Int(mark.start) - field.stringStart
        let upper = Int(mark.sourceEnd) - field.stringStart
        range = SourceRange(
          utf8: lower..<upper,
          codePoints: counter.codePoints(lower..<upper, of: field)
        )
      }
      stretches.append(
        Stretch(
          range: start..<Int(mark.end),
          origin: Origin(
            runningMessage: mark.running >= 0 ? Int(mark.running) : nil,
            field: field,
            source: range
          )
        )
      )
      start = Int(mark.end)
    }
    return stretches
  }

  private func field(of mark: Output.Mark) -> Field? {
    let source = Int(mark.source)
    if source < 0 { return madeSources[~source].field(at: mark.start) }
    guard source > 0 else { return nil }
    let root = root(source)
    let step: Field.Step =
      root.message >= 0
      ? .message(Int(root.message)) : .variable(names[Int(root.name)])
    return Field(step, item(root))
      .string(at: Int(mark.start))
  }
}

/// Tells code points from bytes, without counting from the start where one range follows another.
private struct CodePointCounter {
  private var bytes: [UInt8] = []
  private var stringStart = -1
  private var known = (byteCount: 0, codePointCount: 0)

  mutating func codePoints(_ range: Range<Int>, of field: Field) -> Range<Int> {
    // Two texts may have strings at the same place.
    let bytes = field.stringBytes
    if stringStart != field.stringStart || bytes != self.bytes {
      self.bytes = bytes
      stringStart = field.stringStart
      known = (0, 0)
    }
    return count(before: range.lowerBound)..<count(before: range.upperBound)
  }

  private mutating func count(before offset: Int) -> Int {
    if offset < known.byteCount { known = (0, 0) }
    known.codePointCount += bytes[known.byteCount..<offset].codePointCount
    known.byteCount = offset
    return known.codePointCount
  }
}
