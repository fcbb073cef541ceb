import TestSupport

@testable import Tokenization

/// Random texts from all that a split pattern can tell apart.
struct PatternTexts {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// Characters that patterns treat alike, or that one might think they do.
  static let alphabets: [[String]] = [
    ["a", "b", "z", "A", "Z", "é", "É", "ß", "ſ", "\u{212A}", "ǅ", "ʰ", "ª", "中", "ア", "Ж", "ж"],
    ["'", "’", "s", "S", "t", "m", "d", "D", "l", "L", "r", "v", "V", "e", "ſ", "ﬆ", "'ll", "'RE"],
    [
      " ", "\t", "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{A0}", "\u{1680}", "\u{180E}",
      "\u{2003}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}",
      "\u{FEFF}", "\u{1C}",
    ],
    [" ", "\n", "\r", "\r\n"],
    ["0", "1", "9", "²", "½", "٣", "Ⅷ", "〇", "𝟘", "𖭐", "\u{10D40}"],
    ["!", "\"", "$", "'", "(", "+", "/", "<", "\\", "]", "_", "`", "~", "«", "、", "€", "´", "・"],
    ["\u{301}", "\u{93E}", "\u{20DD}", "\u{3099}", "\u{345}", "\u{1171E}", "\u{16FF0}"],
    ["一", "龥", "\u{9FA6}", "㐀", "𠀀", "々", "ぁ", "ゟ", "゠", "ヿ", "\u{3040}", "ㄅ", "한", "゛"],
    ["😀", "👩", "\u{200D}", "💻", "🏽", "\u{FE0F}", "🇩", "©"],
    ["\u{E000}", "\u{F0000}", "\u{378}", "\0", "\u{7F}", "\u{AD}", "\u{2060}", "\u{FFFF}"],
    ["word", "Hello", "HTTPServer", "don't", "x=1;", "    ", "123456", "...", "Straße", "日本語"],
  ]

  /// The scalars on both sides of the borders between the runs of `CategoryTable`.
  static let borders: [String] = {
    var borders: [String] = []
    for scalar in UInt32(1)...0x10FFFF
    where ScalarClasses.unicode16.cell(of: scalar) != ScalarClasses.unicode16.cell(of: scalar - 1) {
      borders += [scalar - 1, scalar].compactMap { UnicodeScalar($0).map { String($0) } }
    }
    return borders
  }()

  mutating func next() -> [UInt8] {
    let pool = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      Self.alphabets.randomElement(using: &generator) ?? []
    }
    var text = ""
    for _ in 0..<Int.random(in: 1...24, using: &generator) {
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: text += Self.borders.randomElement(using: &generator) ?? ""
      case 1:
        let piece = Self.alphabets.randomElement(using: &generator)?.randomElement(
          using: &generator
        )
        text += String(repeating: piece ?? "", count: Int.random(in: 1...12, using: &generator))
      default:
        text += pool.randomElement(using: &generator)?.randomElement(using: &generator) ?? ""
      }
    }
    return Array(text.utf8)
  }
}
