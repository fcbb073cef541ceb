/// A value that describes a file.
package enum AttributeValue: Hashable, Sendable {
  /// Text.
  case text(String)
  /// One whole number.
  case integer(Int64)
  /// A list of whole numbers.
  case integers([Int64])
  /// One floating-point number.
  case double(Double)
  /// A list of floating-point numbers.
  case doubles([Double])
  /// One boolean, as h5py writes them.
  case boolean(Bool)
  /// A list of booleans.
  case booleans([Bool])
  /// A value that is not read, in words: its type, or its size.
  case unread(String)

  /// Whether it can be written to a file: what was not read cannot, lists of fractions and booleans are
  /// not.
  package var isWritable: Bool {
    switch self {
    case .text, .integer, .integers, .double: true
    case .doubles, .boolean, .booleans, .unread: false
    }
  }

  /// The value as text: numbers of a list are separated by commas, what is not read is in brackets.
  package var text: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .integers(let numbers): numbers.map { "\($0)" }.joined(separator: ", ")
    case .double(let number): "\(number)"
    case .doubles(let numbers): numbers.map { "\($0)" }.joined(separator: ", ")
    case .boolean(let value): "\(value)"
    case .booleans(let values): values.map { "\($0)" }.joined(separator: ", ")
    case .unread(let reason): "[\(reason)]"
    }
  }
}

/// An attribute of the root group.
package struct Attribute: Hashable, Sendable {
  package let name: String
  package let value: AttributeValue

  /// Makes an attribute.
  package init(name: String, value: AttributeValue) {
    self.name = name
    self.value = value
  }

  /// The value as text; see ``AttributeValue/text``.
  package var text: String { value.text }
}
