/// A value in what a template was given: a variable, a message, or something within one.
package final class Field: Sendable {
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

  /// The last step.
  package let step: Step
  /// The field that holds this one.
  package let parent: Field?
  /// The place in `messages` of the message that this is or is within; nil for other variables.
  package let message: Int?

  init(_ step: Step, of parent: Field? = nil) {
    self.step = step
    self.parent = parent
    if case .message(let index) = step { message = index } else { message = parent?.message }
  }

  /// The steps from the variable or message.
  package var steps: [Step] {
    var steps: [Step] = []
    var field: Field? = self
    while let next = field {
      steps.append(next.step)
      field = next.parent
    }
    return steps.reversed()
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
