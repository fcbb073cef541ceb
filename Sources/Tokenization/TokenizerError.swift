/// A tokenizer that could not be read, or a text that it could not encode.
///
/// Data only: what happened (``code``), where (``path``), what was ``found`` there and what was
/// ``expected``. ``description`` puts the sentence together.
package struct TokenizerError: Error, Hashable, Sendable {
  /// What happened; a further module file may add codes in an extension.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
      self.rawValue = rawValue
    }
  }

  package let code: Code
  /// The JSON path of the component or field (`$.pre_tokenizer.pretokenizers[1]`), or the path of
  /// the file where the file itself is at fault.
  package let path: String
  /// The sort of thing that is at fault, in words: `normalizer type`, `field`, `token`.
  package let subject: String
  /// What stands there: a name, a value or a JSON kind; empty where nothing does.
  package let found: String
  /// What would have been accepted; empty where there is no more to say.
  package let expected: String

  /// Makes an error of one code; use the factories below where one fits.
  package init(
    _ code: Code,
    path: String,
    subject: String = "",
    found: String = "",
    expected: String = ""
  ) {
    self.code = code
    self.path = path
    self.subject = subject
    self.found = found
    self.expected = expected
  }
}

extension TokenizerError.Code {
  /// The file could not be read.
  package static let unreadableFile = Self(rawValue: "unreadableFile")
  /// The file is not JSON.
  package static let invalidJSON = Self(rawValue: "invalidJSON")
  /// A field that must be there is absent.
  package static let missingField = Self(rawValue: "missingField")
  /// A value has another JSON kind than its field takes.
  package static let wrongType = Self(rawValue: "wrongType")
  /// A value has the right kind, but the field does not take it.
  package static let invalidValue = Self(rawValue: "invalidValue")
  /// A component, or a variant of one, that this module does not have.
  package static let unsupported = Self(rawValue: "unsupported")
  /// A pattern that is not a regular expression, or one that cannot be translated.
  package static let invalidPattern = Self(rawValue: "invalidPattern")
  /// A pattern ran out of its match limit on a text.
  package static let matchLimit = Self(rawValue: "matchLimit")
  /// The file's own components make a text grow beyond all use.
  package static let excessiveGrowth = Self(rawValue: "excessiveGrowth")
  /// A normalizer got a text whose characters it can no longer place in the original.
  package static let lostAlignment = Self(rawValue: "lostAlignment")
}

extension TokenizerError {
  /// `pre-tokenizer type "X" at $.pre_tokenizer is not supported`.
  static func unsupported(_ subject: String, _ name: String, path: String) -> Self {
    Self(.unsupported, path: path, subject: subject, found: name)
  }

  /// `"vocab" is missing at $.model`.
  static func missingField(_ name: String, path: String) -> Self {
    Self(.missingField, path: path, found: name)
  }

  /// `$.model.vocab: found an array, expected an object`.
  static func wrongType(path: String, found: String, expected: String) -> Self {
    Self(.wrongType, path: path, found: found, expected: expected)
  }

  /// `$.pre_tokenizer.behavior: found "Sideways", expected one of …`.
  static func invalidValue(path: String, found: String, expected: String) -> Self {
    Self(.invalidValue, path: path, found: found, expected: expected)
  }
}

extension TokenizerError: CustomStringConvertible {
  /// One sentence that names the place, what was found and what was expected.
  package var description: String {
    switch code {
    case .unsupported:
      "\(subject) \"\(found)\" at \(path) is not supported"
    case .missingField:
      "\"\(found)\" is missing at \(path)"
    case .unreadableFile:
      "\(path) cannot be read" + (found.isEmpty ? "" : ": \(found)")
    case .matchLimit:
      "the pattern at \(path) ran out of its match limit"
    case .excessiveGrowth:
      "\(subject) at \(path) makes a text grow beyond \(expected) bytes"
    case .lostAlignment:
      "\(subject) at \(path) follows an insertion before the first character"
    default:
      general
    }
  }

  private var general: String {
    var sentence = "\(path): "
    sentence += subject.isEmpty ? "" : "\(subject): "
    sentence += found.isEmpty ? "not valid" : "found \(found)"
    sentence += expected.isEmpty ? "" : ", expected \(expected)"
    return sentence
  }
}
