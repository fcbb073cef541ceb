/// Makes texts to try parsers with: JSON of every shape, and the same with faults put in.
struct TextGenerator {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A JSON text, with what JSON allows but hardly anyone writes.
  mutating func validText() -> [UInt8] {
    var text: [UInt8] = []
    // Before the value, so that what follows crosses the 64-byte blocks that simdjson works in.
    if random.once(in: 4) { appendSpace(random.below(130), to: &text) }
    appendValue(level: 0, to: &text)
    appendSpace(random.below(3), to: &text)
    return text
  }

  /// A text with up to four faults, which may leave it valid.
  mutating func mutatedText() -> [UInt8] {
    var text = validText()
    for _ in 0...random.below(4) { mutate(&text) }
    return text
  }

  /// JSON's own characters and words in any order.
  mutating func shuffledText() -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<random.below(12) {
      switch random.below(4) {
      case 0: text += Self.tokens.random(&random)
      case 1: text.append(Array("[[[]]]{{}},:\"\"".utf8).random(&random))
      case 2: appendNumber(to: &text)
      default: appendString(to: &text)
      }
    }
    return text
  }

  private mutating func mutate(_ text: inout [UInt8]) {
    let place = random.below(text.count + 1)
    let end = min(text.count, place + random.below(4))
    switch random.below(9) {
    case 0 where place < text.count: text[place] = UInt8.random(in: 0...255, using: &random)
    case 1 where place < text.count: text[place] ^= 1 << UInt8(random.below(8))
    case 2: text.removeSubrange(place..<end)
    case 3: text.removeSubrange(place...)
    case 4: text.insert(contentsOf: text[place..<end], at: random.below(text.count + 1))
    case 5: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 6 where place < text.count: text[place] = Array("\"\\[]{},:0-.eE \n".utf8).random(&random)
    default: text.insert(contentsOf: Self.tokens.random(&random), at: place)
    }
  }

  private mutating func appendValue(level: Int, to text: inout [UInt8]) {
    switch random.below(level < 5 ? 10 : 6) {
    case 0: text += Array(["true", "false", "null"].random(&random).utf8)
    case 1, 2: appendNumber(to: &text)
    case 3, 4, 5: appendString(to: &text)
    case 6, 7: appendContainer("[", "]", hasKeys: false, level, to: &text)
    default: appendContainer("{", "}", hasKeys: true, level, to: &text)
    }
  }

  private mutating func appendContainer(
    _ opening: String,
    _ closing: String,
    hasKeys: Bool,
    _ level: Int,
    to text: inout [UInt8]
  ) {
    let depth = random.once(in: 200) ? random.below(1100) : 1
    for _ in 1..<max(2, depth) { text += Array("[".utf8) }
    text += Array(opening.utf8)
    for place in 0..<random.below(5) {
      if place > 0 { text += Array(",".utf8) }
      appendSpace(random.below(2), to: &text)
      if hasKeys {
        if random.once(in: 3) { text += Array("\"a\"".utf8) } else { appendString(to: &text) }
        appendSpace(random.below(2), to: &text)
        text += Array(":".utf8)
        appendSpace(random.below(2), to: &text)
      }
      appendValue(level: level + 1, to: &text)
      appendSpace(random.below(2), to: &text)
    }
    text += Array(closing.utf8)
    for _ in 1..<max(2, depth) { text += Array("]".utf8) }
  }

  private mutating func appendString(to text: inout [UInt8]) {
    text += Array("\"".utf8)
    for _ in 0..<(random.once(in: 8) ? random.below(90) : random.below(8)) {
      switch random.below(8) {
      case 0: text += Self.escapes.random(&random)
      case 1: appendEscape(of: scalar(), to: &text)
      case 2, 3: text += Array(String(scalar()).utf8.map { $0 < 0x20 ? 0x20 : $0 }).withoutSpecials
      default: text.append(UInt8(ascii: "a") + UInt8(random.below(26)))
      }
    }
    text += Array("\"".utf8)
  }

  private mutating func scalar() -> Unicode.Scalar {
    let bound = [0x80, 0x800, 0x10000, 0x110000].random(&random)
    return Unicode.Scalar(UInt32(random.below(bound))) ?? "\u{FFFD}"
  }

  private mutating func appendEscape(of scalar: Unicode.Scalar, to text: inout [UInt8]) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16, uppercase: random.once(in: 2))
      text += Array(("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
    }
  }

  private mutating func appendNumber(to text: inout [UInt8]) {
    if random.once(in: 3) { text += Array("-".utf8) }
    switch random.below(6) {
    case 0: text += Self.numbers.random(&random)
    case 1: text += Array(String(random.next() >> UInt64(random.below(64))).utf8)
    case 2:
      let double = Double(bitPattern: random.next() & ~(1 << 63))
      text += Array((double.isFinite ? double.description : "0").utf8)
    default:
      appendDigits(random.once(in: 10) ? random.below(800) : random.below(22), to: &text)
      if random.once(in: 2) {
        text += Array(".".utf8)
        for _ in 0...random.below(25) { text.append(UInt8(ascii: "0") + UInt8(random.below(10))) }
      }
      if random.once(in: 2) {
        text += Array(["e", "E", "e+", "e-", "E-", "e-0"].random(&random).utf8)
        text += Array(String(random.below([10, 400, 100_000].random(&random))).utf8)
      }
    }
  }

  private mutating func appendDigits(_ count: Int, to text: inout [UInt8]) {
    guard count > 0 else {
      text += Array("0".utf8)
      return
    }
    text.append(UInt8(ascii: "1") + UInt8(random.below(9)))
    for _ in 1..<max(2, count) { text.append(UInt8(ascii: "0") + UInt8(random.below(10))) }
  }

  private mutating func appendSpace(_ count: Int, to text: inout [UInt8]) {
    for _ in 0..<count { text.append(([0x20, 0x20, 0x09, 0x0A, 0x0D] as [UInt8]).random(&random)) }
  }

  private static let escapes: [[UInt8]] = [
    #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#, #"\r"#, #"\t"#, #"\u0000"#, #"\uFEFF"#,
    #"\ud83d\ude00"#, #"\uDBFF\uDFFF"#,
  ].map { Array($0.utf8) }

  private static let numbers: [[UInt8]] = [
    "0", "1e400", "1e-400", "9223372036854775807", "9223372036854775808", "9223372036854775809",
    "18446744073709551615", "18446744073709551616", "99999999999999999999", "0.0", "0e5",
    "1e308", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308",
    "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308",
    "9007199254740993", "9007199254740993.0", "1e000000000000000000000001",
    "0e9999999999999999999999", "1e-9999999999999999999999", "0.00000000000000000000000000001",
    "10000000000000000000000000000000000000000000e-43", "8.41e21", "9.5e-7",
    "123456789012345678901.5",
  ].map { Array($0.utf8) }

  /// What parsers have stumbled over.
  private static let tokens: [[UInt8]] =
    [
      "NaN", "Infinity", "-Infinity", "nan", "null", "true", "tru", "00", "01", "-", "+1", ".5",
      "1.",
      "1e", "0x10", "1_000", "'", "//", "/**/", "#", ",,", ",]", ",}", "[[", "]]", "{{", "}}", "::",
      "\"\"", "\"", "\\", "\\\"", "\\\\", #"\u"#, #"\u12"#, #"\uD800"#, #"\udc00"#,
      #"\udc00\ud800"#,
      #"\ud83d\ude00"#, #"\ud83d\u0041"#, #"\ud83d\n"#, #"\x41"#, #"\u00g0"#, #"\U0041"#,
      "\u{FEFF}",
      "\u{0}", "\u{1}", "\u{1F}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{B}", "\u{C}", "e",
      "E",
      "1e400", "-0", "-0.0", "123456789012345678901234567890", " ", "\n", "\t", "\r\n", "é", "😀",
    ].map { Array($0.utf8) } + [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC3, 0x28], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
      [0xED, 0xBF, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
      [0xF0, 0x28, 0x8C, 0xBC],
      [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
    ]
}

extension [UInt8] {
  /// These bytes without the two that a string must escape.
  fileprivate var withoutSpecials: [UInt8] {
    filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
}

extension Array {
  /// Any element of an array that has some.
  fileprivate func random(_ random: inout SeededGenerator) -> Element {
    self[random.below(count)]
  }
}
