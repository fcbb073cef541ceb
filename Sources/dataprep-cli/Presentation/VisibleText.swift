/// Text from outside, made harmless: what would drive the terminal is shown instead of sent.
enum VisibleText {
  /// Shows every control character, line ends as `⏎`, and characters that hide or turn text.
  static func inOneLine(_ text: String) -> String {
    visible(text, lineEnd: "⏎")
  }

  /// The same, with line ends left as they are.
  static func keepingLines(_ text: String) -> String {
    visible(text, lineEnd: "\n")
  }

  private static func visible(_ text: String, lineEnd: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: result += lineEnd
      case 0...0x1F: result.unicodeScalars.append(picture(of: scalar))
      case 0x7F: result += "␡"
      default:
        if isHidden(scalar) {
          result += "⟨U+\(String(scalar.value, radix: 16, uppercase: true))⟩"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// The character of the block "Control Pictures" for one of the first 32 characters.
  private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    Unicode.Scalar(0x2400 &+ scalar.value) ?? "\u{FFFD}"
  }

  /// The second set of controls, line and paragraph separators, and what has no width of its own.
  ///
  /// The joiner and the variation selectors stay: emoji and many scripts need them.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    case .format: scalar.value != 0x200D && scalar.value != 0x200C
    default: false
    }
  }
}
