import JSON
import TestSupport

/// Damages `tokenizer.json` files: their bytes, or one to three of their values.
struct FileMutator {
  private var generator: SeededGenerator
  /// JSON texts that a `JSONValue` cannot hold; in the value a mark stands for each.
  private var rawTexts: [String] = []

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// A damaged copy of a file.
  mutating func damaged(_ file: [UInt8]) throws -> [UInt8] {
    if Int.random(in: 0..<5, using: &generator) == 0 { return damagedBytes(of: file) }
    let parser = JSONParser()
    var root = try parser.parse(copying: file).value
    rawTexts = []
    // Mostly one: of files with more damage few load.
    let count = max(1, Int.random(in: -3...3, using: &generator))
    for _ in 0..<count { root = damagedPart(of: root) }
    return written(root)
  }

  // MARK: - Bytes

  private mutating func damagedBytes(of file: [UInt8]) -> [UInt8] {
    var bytes = file
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes.removeSubrange(place...)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      case 3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 4:
        let end = min(place + Int.random(in: 1...60, using: &generator), bytes.count)
        bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...end, using: &generator))
      default: bytes[place] = Array("{}[],:\"\\0-e.".utf8).randomElement(using: &generator) ?? 0
      }
    }
    return bytes
  }

  // MARK: - Values

  /// Goes down to some value and puts another in its place.
  private mutating func damagedPart(of value: JSONValue) -> JSONValue {
    let stops = Int.random(in: 0..<6, using: &generator) == 0
    switch value {
    case .array(var elements) where !stops && !elements.isEmpty:
      let place = Int.random(in: elements.indices, using: &generator)
      elements[place] = damagedPart(of: elements[place])
      return .array(elements)
    case .object(var members) where !stops && members.count > 0:
      guard let key = members.keys.randomElement(using: &generator), let member = members[key]
      else { return value }
      members[key] = damagedPart(of: member)
      return .object(members)
    case .array(let elements): return damaged(elements)
    case .object(let members): return damaged(members)
    case .string(let string): return damaged(string)
    case .number: return number()
    case .boolean(let flag):
      return Bool.random(using: &generator) ? .boolean(!flag) : anything()
    case .null: return anything()
    }
  }

  private mutating func damaged(_ elements: [JSONValue]) -> JSONValue {
    var elements = elements
    guard let place = elements.indices.randomElement(using: &generator) else { return anything() }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: elements.remove(at: place)
    case 1: elements.insert(elements[place], at: 0)
    case 2: elements.swapAt(place, Int.random(in: elements.indices, using: &generator))
    case 3: elements = []
    case 4: elements.insert(anything(), at: place)
    default: return anything()
    }
    return .array(elements)
  }

  private mutating func damaged(_ members: JSONObject) -> JSONValue {
    var members = members
    guard let key = members.keys.randomElement(using: &generator), let member = members[key],
      let other = members.keys.randomElement(using: &generator)
    else { return anything() }
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: members[key] = nil
    case 1:
      members[key] = members[other]
      members[other] = member
    case 2: members[key] = members[other]
    case 3:
      members[key] = nil
      members[text(like: key)] = member
    case 4: members = JSONObject()
    case 5:
      // The same key twice: the second counts.
      var again = JSONObject()
      again[key] = anything()
      let inner = written(.object(members)).dropLast()
      let more = written(.object(again)).dropFirst()
      return raw(String(decoding: inner + Array(",".utf8) + more, as: UTF8.self))
    default: return anything()
    }
    return .object(members)
  }

  private mutating func damaged(_ string: String) -> JSONValue {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return anything()
    case 1: return .string(Self.patterns.randomElement(using: &generator) ?? "")
    case 2: return .string(Self.names.randomElement(using: &generator) ?? "")
    case 3: return raw("\"\\ud800\"")
    default: return .string(text(like: string))
    }
  }

  private mutating func text(like string: String) -> String {
    let scalars = Array(string.unicodeScalars)
    var view = String.UnicodeScalarView()
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return ""
    case 1: return String(repeating: string, count: Int.random(in: 2...500, using: &generator))
    case 2:
      return ["é", "の", "\u{0}", "\u{10FFFF}", " ", "e\u{301}"].randomElement(using: &generator)
        ?? ""
    case 3: view.append(contentsOf: scalars.dropLast(Int.random(in: 1...3, using: &generator)))
    case 4: view.append(contentsOf: scalars.reversed())
    case 5:
      // Other letters in the same places, which keeps base64 what it is.
      let letters = Array("ABCDefgh0189+/=".unicodeScalars)
      view.append(contentsOf: scalars)
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        guard let index = view.indices.randomElement(using: &generator),
          let letter = letters.randomElement(using: &generator)
        else { continue }
        view.replaceSubrange(index...index, with: [letter])
      }
    case 6:
      view.append(contentsOf: scalars)
      view.append(contentsOf: Array("(?{65535})*+[\\p{L}\\".unicodeScalars).prefix(9))
    default:
      let first = UInt32.random(in: 0x20...0xFFFF, using: &generator)
      for offset in 0..<UInt32.random(in: 1...20, using: &generator) {
        view.append(contentsOf: Unicode.Scalar(first + offset).map { [$0] } ?? [])
      }
    }
    return String(view)
  }

  private mutating func number() -> JSONValue {
    let texts = [
      "-1", "0", "1", "2", "3.5", "-0.0", "2147483647", "2147483648", "-2147483649", "16777215",
      "16777216", "4294967296", "1099511627776", "9223372036854775807", "9223372036854775808",
      "18446744073709551616", "-9223372036854775809", "1e999", "-1e999", "1e-999", "NaN",
      "Infinity", "1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "1e2",
    ]
    if Int.random(in: 0..<8, using: &generator) == 0 { return anything() }
    return raw(texts.randomElement(using: &generator) ?? "0")
  }

  /// A value of any kind.
  private mutating func anything() -> JSONValue {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &generator))
    case 2: return .string(Self.patterns.randomElement(using: &generator) ?? "")
    case 3: return .array([])
    case 4: return .object([:])
    case 5: return nested()
    case 6, 7: return raw(Self.components.randomElement(using: &generator) ?? "{}")
    default: return number()
    }
  }

  /// Arrays, or sequences of sequences, one in the other.
  private mutating func nested() -> JSONValue {
    let depth = [3, 400, 505, 1023, 10_000].randomElement(using: &generator) ?? 3
    let names = [
      ("Sequence", "normalizers"), ("Sequence", "pretokenizers"), ("Sequence", "processors"),
      ("Sequence", "decoders"),
    ]
    guard Int.random(in: 0..<3, using: &generator) > 0,
      let (type, field) = names.randomElement(using: &generator)
    else { return raw(String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) }
    return raw(
      String(repeating: "{\"type\": \"\(type)\", \"\(field)\": [", count: depth)
        + String(repeating: "]}", count: depth)
    )
  }

  // MARK: - Writing

  private mutating func raw(_ text: String) -> JSONValue {
    rawTexts.append(text)
    return .string("\u{F8FF}\(rawTexts.count - 1)\u{F8FF}")
  }

  private func written(_ value: JSONValue) -> [UInt8] {
    var text = JSONSerializer(ensureASCII: false).string(value)
    // The last first: a text may hold the marks of those before it.
    for (index, raw) in rawTexts.enumerated().reversed() {
      text = text.replacing("\"\u{F8FF}\(index)\u{F8FF}\"", with: raw)
    }
    return Array(text.utf8)
  }
}

// MARK: - What is put in

extension FileMutator {
  private static let names = [
    "NFC", "NFKD", "Lowercase", "StripAccents", "Strip", "Replace", "Prepend", "ByteLevel", "Bert",
    "BertNormalizer", "Nmt", "Precompiled", "Sequence", "Split", "Digits", "Punctuation",
    "Whitespace", "WhitespaceSplit", "Metaspace", "BertPreTokenizer", "CharDelimiterSplit",
    "UnicodeScripts", "FixedLength", "TemplateProcessing", "BertProcessing", "RobertaProcessing",
    "ByteFallback", "Fuse", "WordPiece", "BPEDecoder", "CTC", "BPE", "WordLevel", "Unigram",
    "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous", "first", "never",
    "always", "A", "B", "▁",
  ]

  /// Patterns that ask much of whoever reads or matches them.
  private static let patterns = [
    "", "(a*)*b", "(a+)+$", "(\\s+)+\\S", "a{65535}", "a{100000}", "a{99999999999999999999}",
    "(a{1000}){1000}", "\\p{L}{65535}", "(?:\\p{L}{200}|\\d{200}){200}", "[", "(", ")", "a**", "?",
    "(?<=a+)b", "\\1", "(?i)ſ", "[^", "[a-", "\\", "\\x{110000}", "\\p{", "(?", "{,}", "a{2,1}",
    String(repeating: "(", count: 10_000) + String(repeating: ")", count: 10_000),
    String(repeating: "[", count: 10_000), "a" + String(repeating: "{1}", count: 10_000),
    "a" + String(repeating: "*", count: 10_000), String(repeating: "(?i)", count: 10_000),
    String(repeating: "\\w", count: 2_000), String(repeating: "a|", count: 10_000),
    String(repeating: "(?:a?){20}", count: 20) + "b", "(?=(\\d{3})+(?!\\d))", "\\b", "$", "(?!)",
    "(|a)*", "(?:(?:)*)*", ".*.*.*.*=", "(?s).*", "(?m).*",
  ]

  /// Components whose settings are extreme.
  private static let components = [
    #"{"type": "Strip", "content": "a", "start": 9223372036854775807, "stop": 9223372036854775807}"#,
    #"{"type": "Strip", "strip_left": true, "strip_right": true}"#,
    #"{"type": "Replace", "pattern": {"String": ""}, "content": "ab"}"#,
    #"{"type": "Replace", "pattern": {"Regex": ""}, "content": ""}"#,
    #"{"type": "Replace", "pattern": {"Regex": "(?=e)"}, "content": "é"}"#,
    #"{"type": "Replace", "pattern": {"Regex": "."}, "content": ""}"#,
    #"{"type": "Prepend", "prepend": ""}"#, #"{"type": "Prepend", "prepend": "\u0301"}"#,
    #"{"type": "FixedLength", "length": 9223372036854775807}"#,
    #"{"type": "FixedLength", "length": 0}"#,
    #"{"type": "CharDelimiterSplit", "delimiter": "ab"}"#,
    #"{"type": "CharDelimiterSplit", "delimiter": ""}"#,
    #"{"type": "CharDelimiterSplit", "delimiter": "é"}"#,
    #"{"type": "Metaspace", "replacement": "", "prepend_scheme": "first", "split": true}"#,
    #"{"type": "Metaspace", "replacement": " ", "prepend_scheme": "always", "split": true}"#,
    #"{"type": "Metaspace", "replacement": "e", "prepend_scheme": "first", "split": true}"#,
    #"{"type": "Precompiled", "precompiled_charsmap": ""}"#,
    #"{"type": "Precompiled", "precompiled_charsmap": "/////w=="}"#,
    #"{"type": "Precompiled", "precompiled_charsmap": "BAAAAAAAAAA="}"#,
    #"{"type": "Nmt"}"#, #"{"type": "NFKC"}"#, #"{"type": "NFD"}"#, #"{"type": "ByteLevel"}"#,
    #"{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}"#,
    #"{"type": "UnicodeScripts"}"#, #"{"type": "ByteFallback"}"#, #"{"type": "Fuse"}"#,
    #"{"type": "CTC", "pad_token": "", "word_delimiter_token": "", "cleanup": true}"#,
    #"{"type": "WordPiece", "prefix": "", "cleanup": true}"#,
    #"{"type": "BPEDecoder", "suffix": ""}"#,
    ##"{"type": "BertProcessing", "sep": ["#", 2147483647], "cls": ["", 0]}"##,
    #"{"type": "BertProcessing", "sep": ["", -1], "cls": ["", 4294967296]}"#,
    """
    {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x", "type_id": 0}},
     {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 1}}],
     "pair": [], "special_tokens": {"x": {"id": "x", "ids": [2147483647, 0], "tokens": []}}}
    """,
    """
    {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x", "type_id": 0}}],
     "pair": [], "special_tokens": {"x": {"id": "x", "ids": [1099511627776], "tokens": ["x"]}}}
    """,
    """
    {"id": 2147483647, "content": "he", "single_word": false, "lstrip": true, "rstrip": true,
     "normalized": true, "special": true}
    """,
    """
    {"id": 1099511627776, "content": "", "single_word": false, "lstrip": true, "rstrip": true,
     "normalized": true, "special": true}
    """,
    #"["a", 0.0]"#, #"["", -1e308]"#, #""a b""#, #"["a", "b"]"#,
  ]
}
