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

  /// The bytes that the value takes in a file; nil for what was not read, which cannot be written.
  fileprivate var byteCount: Int? {
    switch self {
    case .text(let text): text.utf8.count
    case .integer, .double: 8
    case .integers(let numbers): 8 * numbers.count
    case .doubles(let numbers): 8 * numbers.count
    case .boolean: 1
    case .booleans(let values): values.count
    case .unread: nil
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

  /// Whether it can be written to a file.
  ///
  /// What was not read cannot, nor what has no room: an attribute has 64 KiB, and a list of small numbers
  /// grows when it is written.
  package var isWritable: Bool {
    guard let byteCount = value.byteCount, !name.isEmpty else { return false }
    return name.utf8.count + byteCount <= Self.mostBytes
  }

  /// The most bytes of a name and its value, with room for what describes them.
  private static let mostBytes = 65_000

  /// The value as text; see ``AttributeValue/text``.
  package var text: String { value.text }
}
