/// A JSON value to print; members stand in the order in which they are given.
enum JSONText {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  /// A list of numbers, of which a row has many.
  case integers([Int32])
  indirect case array([JSONText])
  indirect case object([(String, JSONText)])

  /// The text, two spaces a level; what holds only plain values stands in one line.
  var text: String {
    var result = ""
    write(to: &result, indentation: "")
    return result
  }

  /// Appends the text; lines after the first begin with the indentation.
  func write(to result: inout String, indentation: String) {
    switch self {
    case .null: result += "null"
    case .boolean(let value): result += value ? "true" : "false"
    case .integer(let value): result += String(value)
    case .number(let value): result += value.isFinite ? String(value) : "null"
    case .string(let value): Self.quote(value, to: &result)
    case .integers(let values):
      result += "["
      for (index, value) in values.enumerated() {
        if index > 0 { result += ", " }
        result += String(value)
      }
      result += "]"
    case .array(let elements):
      Self.write("[", elements.map { (nil, $0) }, "]", to: &result, indentation)
    case .object(let members):
      Self.write("{", members.map { ($0.0, $0.1) }, "}", to: &result, indentation)
    }
  }

  private static func write(
    _ opening: String,
    _ items: [(String?, JSONText)],
    _ closing: String,
    to result: inout String,
    _ indentation: String
  ) {
    let isOneLine = items.allSatisfy { $0.1.isPlain }
    let inner = isOneLine ? "" : "\n" + indentation + "  "
    result += opening
    for (index, (name, value)) in items.enumerated() {
      if index > 0 { result += isOneLine ? ", " : "," }
      result += inner
      if let name {
        quote(name, to: &result)
        result += ": "
      }
      value.write(to: &result, indentation: indentation + "  ")
    }
    result += (isOneLine ? "" : "\n" + indentation) + closing
  }

  private var isPlain: Bool {
    switch self {
    case .null, .boolean, .integer, .number, .string: true
    case .integers(let values): values.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    }
  }

  /// Writes a string in quotes; control characters are escaped, so that none reaches a terminal.
  static func quote(_ text: String, to result: inout String) {
    result += "\""
    // Most strings are numbers and names, of which nothing has to be escaped.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      result += text
      result += "\""
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.properties.generalCategory == .control {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    result += "\""
  }
}
