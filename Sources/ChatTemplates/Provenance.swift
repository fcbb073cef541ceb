internal import JSON

/// A value in what a template was given: a variable, a message, or something within one.
package struct Field: Sendable {
  /// How a field is reached from the one that holds it.
  package enum Step: Sendable, Hashable {
    /// A variable of the context.
    case variable(String)
    /// A message, by its place in `messages`.
    case message(Int)
    /// A member of an object.
    case member(String)
    /// An element of an array.
    case element(Int)
  }

  /// The variable or message that it is or is within.
  package let root: Step
  /// That variable's or message's value; nil where it is made of several.
  private let rootItem: JSONItem?
  /// The index of the value's first word in the same text.
  private let index: Int

  /// A field within a message or variable, or that itself.
  init(_ root: Step, _ item: JSONItem? = nil, at index: Int? = nil) {
    self.root = root
    rootItem = item
    self.index = index ?? item?.index ?? 0
  }

  /// The place in `messages` of the message that this is or is within; nil for other variables.
  package var message: Int? {
    if case .message(let index) = root { index } else { nil }
  }

  /// Whether this is a message, not something within one.
  var isMessage: Bool { message != nil && index == rootItem?.index }

  /// Whether this is a value of the same message or variable, or within it.
  func isWithin(_ item: JSONItem) -> Bool { (item.index..<item.endIndex).contains(index) }

  /// Whether this is a message's role, which says whose turn it is and is not said in it.
  package var isRole: Bool { message != nil && steps.dropFirst() == [.member("role")] }

  /// The steps from the variable or message.
  package var steps: [Step] {
    var steps = [root]
    guard var item = rootItem else { return steps }
    while item.index < index, let (step, inner) = item.child(holding: index) {
      steps.append(step)
      item = inner
    }
    return steps
  }

  /// The way to the field as a template would write it, without the message: `content[0].text`.
  package var path: String {
    var path = ""
    for step in steps {
      switch step {
      case .variable(let name): path += name
      case .message: break
      case .member(let name): path += path.isEmpty ? name : "." + name
      case .element(let index): path += "[\(index)]"
      }
    }
    return path
  }

  /// The same message's or variable's string whose bytes a text's strings have at `offset`.
  func string(at offset: Int) -> Field {
    guard let rootItem, let index = rootItem.string(at: offset) else { return self }
    return Field(root, rootItem, at: index)
  }

  /// Where the string begins in the text's strings.
  var stringStart: Int {
    rootItem.map { $0.text.stringStart(at: index) } ?? 0
  }

  /// The bytes of the string.
  var stringBytes: [UInt8] {
    rootItem.flatMap { unsafe JSONItem($0.text, at: index).node.utf8.map { unsafe Array($0) } }
      ?? []
  }
}

extension JSONItem {
  /// The member or element that holds a value.
  fileprivate func child(holding index: Int) -> (step: Field.Step, item: JSONItem)? {
    var place = 0
    if node.kind == .object {
      for member in node.members {
        let value = item(at: member.node)
        if value.index <= index, index < value.endIndex { return (.member(member.key), value) }
      }
      return nil
    }
    for element in node.elements {
      let value = item(at: element)
      if value.index <= index, index < value.endIndex { return (.element(place), value) }
      place += 1
    }
    return nil
  }
}

/// A range of a string in the context.
package struct SourceRange: Sendable, Hashable {
  /// The range in the string's UTF-8.
  package let utf8: Range<Int>
  /// The same range in code points.
  package let codePoints: Range<Int>
}

/// Where a stretch of output came from.
package struct Origin: Sendable {
  /// The message whose iteration was running when it was written: that of the innermost loop whose
  /// item is, or is made of, an element of `messages`.
  package let runningMessage: Int?
  /// The string that it was taken from; nil for the template's own text.
  package let field: Field?
  /// The part of that string which it is, byte for byte; nil where it was rewritten.
  package let source: SourceRange?

  /// The message that the text itself is from; nil for the template's text and other variables.
  package var message: Int? { field?.message }
}

/// A stretch of output of one origin.
package struct Stretch: Sendable {
  /// The range in the UTF-8 of the output.
  package let range: Range<Int>
  /// Where it came from.
  package let origin: Origin
}
