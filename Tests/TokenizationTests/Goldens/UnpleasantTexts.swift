import Foundation
import TestSupport

/// Makes texts that are unpleasant for tokenizers: all scripts, white space of all kinds, marks
/// without a base, contractions, digits, and pieces of the tokens that are looked for in the text.
///
/// Most are short. One of 40 is long, up to 10,000 code points: a mixture, a phrase again and again,
/// or characters of one script without a space.
struct UnpleasantTexts {
  private var generator: SeededGenerator
  private let fragments: [String]

  private static let ranges: [ClosedRange<UInt32>] = [
    0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x20...0x7E, 0x00...0x1F, 0x7F...0xFF, 0x100...0x24F,
    0x250...0x2FF, 0x300...0x36F, 0x370...0x3FF, 0x400...0x52F, 0x530...0x5FF, 0x600...0x6FF,
    0x900...0x97F, 0xE00...0xE7F, 0x1100...0x11FF, 0x1E00...0x1EFF, 0x2000...0x206F,
    0x2070...0x20CF, 0x2100...0x218F, 0x2190...0x23FF, 0x2460...0x24FF, 0x3000...0x30FF,
    0x3400...0x34FF, 0x4E00...0x4FFF, 0xAC00...0xACFF, 0xE000...0xE0FF, 0xF900...0xFAFF,
    0xFE00...0xFE6F, 0xFF00...0xFFEF, 0xFFF0...0xFFFF, 0x1_0000...0x1_03FF,
    0x1_D400...0x1_D7FF, 0x1_F1E6...0x1_F1FF, 0x1_F300...0x1_F6FF, 0x2_0000...0x2_00FF,
    0xE_0100...0xE_01EF, 0x80...0x1_FFFF, 0x0...0x10_FFFF,
  ]

  private static let phrases = [
    " ", "  ", "   ", "\n", "\r\n", "\n\n", "\t", " \n ", "\u{A0}", "\u{3000}", "\u{2028}",
    "\u{85}", "'s", "'S", "'re", "'LL", "\u{2019}s", "'\u{17F}", "don't", "I'll", "the", " the",
    " and", "Hello", " world", "ing", "123", "1234567", " 12", "3.14", "---", "====", "...", "://",
    "https://", "==", "();", "/*", "e\u{301}", "\u{C5}", "A\u{30A}", "\u{1100}\u{1161}\u{11A8}",
    "\u{AC01}", "\u{FB01}", "\u{1F468}\u{200D}\u{1F469}", "\u{1F1E9}\u{1F1EA}", "\u{130}",
    "\u{3A3}\u{3C2}", "\u{DF}", "\u{10FFFF}", "\u{0}", "\u{FEFF}", "\u{200B}", "\u{2581}",
    "\u{120}", "_", "a_b", "<", ">", "<|", "|>", "[", "]", "</",
  ]

  /// Makes a source of texts that uses `tokens`, whole and in pieces.
  init(seed: UInt64, tokens: [String]) {
    generator = SeededGenerator(seed: seed)
    fragments = tokens
  }

  /// The next text.
  mutating func next() -> String {
    if Int.random(in: 0..<40, using: &generator) == 0 { return longText() }
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      text.append(contentsOf: part().unicodeScalars)
    }
    return String(text)
  }

  /// A text of 100 to 10,000 code points; half of them have fewer than 1,000.
  private mutating func longText() -> String {
    let length = Int(pow(10, Double.random(in: 2...4, using: &generator)))
    var scalars: [Unicode.Scalar] = []
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      let phrase = Array(part().unicodeScalars)
      while !phrase.isEmpty, scalars.count < length { scalars += phrase }
    case 1:
      let range = Self.ranges.randomElement(using: &generator) ?? 0x61...0x7A
      while scalars.count < length {
        scalars += Unicode.Scalar(UInt32.random(in: range, using: &generator)).map { [$0] } ?? []
      }
    default:
      while scalars.count < length { scalars += part().unicodeScalars }
    }
    return String(scalars.prefix(length))
  }

  private mutating func part() -> String {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<4: return Self.phrases.randomElement(using: &generator) ?? ""
    case 4..<6:
      guard let token = fragments.randomElement(using: &generator) else { return "" }
      let scalars = Array(token.unicodeScalars)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: return String(scalars.prefix(Int.random(in: 0...scalars.count, using: &generator)))
      case 1: return String(scalars.suffix(Int.random(in: 0...scalars.count, using: &generator)))
      default: return token
      }
    case 6:
      let phrase = Self.phrases.randomElement(using: &generator) ?? ""
      return String(repeating: phrase, count: Int.random(in: 1...40, using: &generator))
    default:
      let range = Self.ranges.randomElement(using: &generator) ?? 0x61...0x7A
      return String(
        (0..<Int.random(in: 1...8, using: &generator)).compactMap { _ in
          Unicode.Scalar(UInt32.random(in: range, using: &generator))
        }
      )
    }
  }
}

extension String {
  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
