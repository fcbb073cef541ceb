/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Hashable, Sendable {
  /// The kind of a fault.
  ///
  /// More may be added.
  package struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The code's name, as in the source.
    package let description: String

    /// The text is empty or has only whitespace.
    package static let emptyText = Code(description: "emptyText")
    /// A character that does not belong where it stands.
    package static let unexpectedCharacter = Code(description: "unexpectedCharacter")
    /// The text ends within a value.
    package static let unexpectedEnd = Code(description: "unexpectedEnd")
    /// More than whitespace follows the value.
    package static let trailingContent = Code(description: "trailingContent")
    /// A number that is not written as JSON numbers are; NaN and Infinity too.
    package static let invalidNumber = Code(description: "invalidNumber")
    /// A backslash in a string that begins no escape.
    package static let invalidEscape = Code(description: "invalidEscape")
    /// An escape for one half of a surrogate pair without the other half.
    package static let loneSurrogate = Code(description: "loneSurrogate")
    /// A control character (below U+0020) in a string, not escaped.
    package static let controlCharacter = Code(description: "controlCharacter")
    /// Bytes that are not UTF-8.
    package static let invalidUTF8 = Code(description: "invalidUTF8")
    /// Arrays and objects nested deeper than the parser allows.
    package static let tooDeep = Code(description: "tooDeep")
    /// A text of more bytes than a parser can take.
    package static let tooLong = Code(description: "tooLong")
    /// There was no memory for the parser's buffers.
    package static let outOfMemory = Code(description: "outOfMemory")
  }

  /// The kind of the fault.
  package let code: Code
  /// The fault's place: a count of bytes from the text's start, from 0.
  package let byteOffset: Int
  /// What stands there: one character or escape, never more of the text.
  package let found: String
  /// What may stand there.
  package let expected: String

  package init(code: Code, byteOffset: Int, found: String, expected: String) {
    self.code = code
    self.byteOffset = byteOffset
    self.found = found
    self.expected = expected
  }
}
