/// Why a template cannot be compiled or rendered, and where in it.
package struct TemplateError: Error, Hashable, Sendable {
  /// The kind of a fault, named as the reference's exception.
  ///
  /// More may be added.
  package struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// The exception's name.
    package let description: String

    /// The template is not written as templates are.
    package static let syntax = Kind(description: "TemplateSyntaxError")
    /// A name of a filter, test or variable that the compiler refuses.
    package static let assertion = Kind(description: "TemplateAssertionError")
    /// The template itself refuses its input (`raise_exception`).
    package static let raised = Kind(description: "TemplateError")
    /// What only shows when the template runs.
    package static let runtime = Kind(description: "TemplateRuntimeError")
    /// Something undefined is used.
    package static let undefined = Kind(description: "UndefinedError")
    /// Something that the sandbox does not allow.
    package static let security = Kind(description: "SecurityError")
    /// A filter's argument that it does not take.
    package static let filterArgument = Kind(description: "FilterArgumentError")
    /// A value of the wrong type.
    package static let type = Kind(description: "TypeError")
    /// A value of the right type that does not fit.
    package static let value = Kind(description: "ValueError")
    /// A number or range that is too large.
    package static let overflow = Kind(description: "OverflowError")
    /// A division by zero.
    package static let zeroDivision = Kind(description: "ZeroDivisionError")
    /// An attribute that Python's own code does not find.
    package static let attribute = Kind(description: "AttributeError")
    /// A key that a mapping does not have.
    package static let key = Kind(description: "KeyError")
    /// A place that a sequence does not have.
    package static let index = Kind(description: "IndexError")
    /// A filter's own check of its arguments.
    package static let check = Kind(description: "AssertionError")
    /// `break` or `continue` without a loop.
    package static let control = Kind(description: "SyntaxError")
    /// Too many calls within calls, or too deep a value.
    package static let recursion = Kind(description: "RecursionError")
    /// One of `RenderLimits` is reached; the reference has no such limit.
    package static let limit = Kind(description: "LimitError")
    /// A part of the language that no chat template uses and that is not built.
    package static let unsupported = Kind(description: "UnsupportedError")
  }

  /// The kind of the fault.
  package let kind: Kind
  /// The reference's message where there is one.
  package let message: String
  /// The line in the template, from 1; 0 while it is not known.
  package var line: Int
  /// The column in the line, in code points from 1; 0 while it is not known.
  package var column: Int

  package init(kind: Kind, message: String, line: Int = 0, column: Int = 0) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
  }

  /// Makes an error whose place is filled in by whoever knows it.
  init(_ kind: Kind, _ message: String) {
    self.init(kind: kind, message: message)
  }
}

extension TemplateError {
  /// The same error with the place of a byte of the template, if it has none yet.
  func placed(at offset: Int, in source: [UInt8]) -> TemplateError {
    line == 0 ? placed(at: offset, in: source, lineStarts: Self.lineStarts(of: source)) : self
  }

  /// The same where the places are known at which lines begin, the first at 0.
  func placed(at offset: Int, in source: [UInt8], lineStarts: [Int]) -> TemplateError {
    guard line == 0 else { return self }
    var error = self
    let offset = min(max(offset, 0), source.count)
    // The last line that begins at the offset or before it.
    var (first, end) = (0, lineStarts.count)
    while end - first > 1 {
      let middle = (first + end) / 2
      if lineStarts[middle] <= offset { first = middle } else { end = middle }
    }
    error.line = first + 1
    let lineStart = lineStarts[first]
    error.column =
      unsafe 1
      + source.withUnsafeBufferPointer {
        // Safe: the line begins before the offset, which is not behind the source's end.
        unsafe UnsafeBufferPointer(rebasing: $0[lineStart..<offset]).codePointCount
      }
    return error
  }

  /// Where the lines of a template begin.
  static func lineStarts(of source: [UInt8]) -> [Int] {
    var starts = [0]
    for (place, byte) in source.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(place + 1)
    }
    return starts
  }
}

extension UInt8 {
  /// Whether the byte continues a code point in UTF-8.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
}
