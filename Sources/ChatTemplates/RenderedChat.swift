internal import JSON

/// What a template made of a chat.
package struct RenderedChat: Sendable {
  /// The output in UTF-8.
  package let utf8: [UInt8]
  /// What `{% generation %}` blocks wrote, in code points of the output and in the order in which
  /// the blocks ended, as the reference counts them: within a macro from where the output stands.
  package let generationRanges: [Range<Int>]
  /// The origins of the output, in its order; together they cover it, and none is empty.
  private let marks: [Output.Mark]
  /// What it was rendered with.
  private let context: RenderContext
  private let madeSources: [TextSource]
  /// The template's variables: the first sources behind the literals.
  private let names: [String]

  init(
    _ output: Output,
    of context: RenderContext,
    generationRanges: [Range<Int>],
    names: [String]
  ) {
    utf8 = output.bytes.array()
    marks = output.marks.array()
    madeSources = output.madeSources.isEmpty ? [] : output.madeSources.array()
    self.context = context
    self.generationRanges = generationRanges
    self.names = names
  }

  /// How many stretches of one origin the output has.
  var markCount: Int { marks.count }

  /// The variable that a source is; nil for messages and the template's literals.
  private func variable(_ source: Int) -> String? {
    source > 0 && source <= names.count ? names[source - 1] : nil
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
        if role.source != source { role = (source, roleRange(of: Int(mark.message))) }
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
  private func roleRange(of message: Int) -> Range<Int32> {
    context.settings.messages[message].stringRange(of: "role") ?? 0..<0
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
    return variable(source)
  }
}

extension RenderedChat {
  /// The origins of the output, in its order; together they cover it, and none is empty.
  package var stretches: [Stretch] {
    var stretches: [Stretch] = []
    stretches.reserveCapacity(markCount)
    var counter = CodePointCounter()
    var items: [String: JSONItem] = [:]
    var start = 0
    for mark in marks {
      let field = field(of: mark, &items)
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

  /// `items`: the variables that were asked for.
  private func field(of mark: Output.Mark, _ items: inout [String: JSONItem]) -> Field? {
    let source = Int(mark.source)
    if source < 0 { return madeSources[~source].field(at: mark.start) }
    if source == 0 { return nil }
    let root: Field
    if let name = variable(source) {
      let item = items[name] ?? context.item(ofVariable: name)
      items[name] = item
      root = Field(.variable(name), item)
    } else {
      let message = Int(mark.message)
      root = Field(.message(message), context.settings.messages[message])
    }
    return root.string(at: Int(mark.start))
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
