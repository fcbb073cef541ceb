/// A JSON value of its own, with everything in it.
package enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// The string, or nil if the value is none.
  package var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The boolean, or nil if the value is none.
  package var boolean: Bool? {
    if case .boolean(let boolean) = self { boolean } else { nil }
  }

  /// The integer, or nil if the value is none or does not fit.
  package var int64: Int64? {
    if case .number(.integer(let integer)) = self { integer } else { nil }
  }

  /// The number as the nearest double, or nil if the value is no number or beyond any double.
  package var double: Double? {
    if case .number(let number) = self { number.double } else { nil }
  }

  /// The elements, or nil if the value is no array.
  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, or nil if the value is no object.
  package var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The value of `key`, or nil if there is none or the value is no object.
  package subscript(key: String) -> JSONValue? { object?[key] }
}

extension JSONValue: Equatable {
  /// Whether both are the same: strings and keys by their code points (`é` in one and in two code
  /// points differ), objects whatever their order, numbers only if of one kind.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    // With a stack of its own, so that depth costs no thread's stack.
    var pairs = [(left, right)]
    while let pair = pairs.popLast() {
      switch pair {
      case (.null, .null): continue
      case (.boolean(let left), .boolean(let right)) where left == right: continue
      case (.number(let left), .number(let right)) where left == right: continue
      case (.string(let left), .string(let right)) where left.hasSameCodePoints(as: right):
        continue
      case (.array(let left), .array(let right)) where left.count == right.count:
        pairs.append(contentsOf: zip(left, right))
      case (.object(let left), .object(let right)) where left.count == right.count:
        for (key, value) in left {
          guard let other = right[key] else { return false }
          pairs.append((value, other))
        }
      default: return false
      }
    }
    return true
  }
}

extension String {
  /// Whether both have the same code points; `==` would also take canonical equivalents as equal.
  func hasSameCodePoints(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
