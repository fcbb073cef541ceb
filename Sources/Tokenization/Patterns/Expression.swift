/// A regular expression, taken apart.
///
/// Case, character classes and options are resolved: what matches one scalar is a set of scalars.
indirect enum Expression: Sendable, Equatable {
  /// One scalar of a set.
  case scalar(ScalarSet)
  /// One scalar that was written as this letter where case does not matter.
  case caseless(UInt32)
  case sequence([Expression])
  case alternatives([Expression])
  case repeated(Expression, Repetition)
  case atomic(Expression)
  case look(Look, Expression)
  case anchor(Anchor)

  /// How often, and in which order of preference.
  struct Repetition: Sendable, Equatable {
    enum Preference: Sendable, Equatable {
      case greedy, lazy, possessive
    }

    let minimum: Int
    /// Nil for no limit.
    let maximum: Int?
    var preference = Preference.greedy
  }

  enum Look: Sendable, Equatable {
    case ahead, notAhead, behind, notBehind
  }

  enum Anchor: Sendable, Equatable {
    /// `^`.
    case lineStart
    /// `$`.
    case lineEnd
    /// `\A`.
    case textStart
    /// `\z`.
    case textEnd
    /// `\Z`.
    case textEndOrLastNewline
    /// `\b`.
    case wordBoundary
    /// `\B`.
    case notWordBoundary
  }
}

extension Expression {
  /// The scalars that `caseless(letter)` matches: an ASCII letter's two cases, and the letters
  /// outside ASCII that fold to it.
  static func bothCases(of letter: UInt32) -> ScalarSet {
    let lowercase = letter | 0x20
    var members = [lowercase, lowercase & ~0x20]
    if lowercase == 0x73 { members.append(0x17F) }
    if lowercase == 0x6B { members.append(0x212A) }
    return ScalarSet(scalars: members)
  }

  /// The set of an expression that matches one scalar.
  var oneScalar: ScalarSet? {
    switch self {
    case .scalar(let set): set
    case .caseless(let letter): Self.bothCases(of: letter)
    default: nil
    }
  }
}
