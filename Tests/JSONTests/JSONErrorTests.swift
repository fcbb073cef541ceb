import Testing

@testable import JSON

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("JSONError")
struct JSONErrorTests {
  private static let faults: [(String, JSONError.Code, String)] = [
    ("", .emptyText, #"expected a value, found the end of the text at byte offset 0"#),
    ("  \t\r\n", .emptyText, #"expected a value, found the end of the text at byte offset 5"#),
    ("x", .unexpectedCharacter, #"expected a value, found "x" at byte offset 0"#),
    ("'a'", .unexpectedCharacter, #"expected a value, found "'" at byte offset 0"#),
    ("\u{FEFF}1", .unexpectedCharacter, "expected a value, found U+FEFF at byte offset 0"),
    ("[", .unexpectedEnd, #"expected a value or "]", found the end of the text at byte offset 1"#),
    ("[,", .unexpectedCharacter, #"expected a value or "]", found "," at byte offset 1"#),
    ("[1,]", .unexpectedCharacter, #"expected a value after ",", found "]" at byte offset 3"#),
    (
      "[1 2]", .unexpectedCharacter,
      #"expected "," or "]" after the value, found "2" at byte offset 3"#
    ),
    (
      "[1}", .unexpectedCharacter,
      #"expected "," or "]" after the value, found "}" at byte offset 2"#
    ),
    (
      "{1", .unexpectedCharacter,
      #"expected a key in double quotes or "}", found "1" at byte offset 1"#
    ),
    ("{\"a\" 1}", .unexpectedCharacter, #"expected ":" after the key, found "1" at byte offset 5"#),
    ("{\"a\":}", .unexpectedCharacter, #"expected a value after ":", found "}" at byte offset 5"#),
    (
      "{\"a\":1 x", .unexpectedCharacter,
      #"expected "," or "}" after the value, found "x" at byte offset 7"#
    ),
    (
      "{\"a\":1\n", .unexpectedEnd,
      #"expected "," or "}" after the value, found the end of the text at byte offset 7"#
    ),
    (
      "{\"a\":1,}", .unexpectedCharacter,
      #"expected a key in double quotes after ",", found "}" at byte offset 7"#
    ),
    ("1 2", .trailingContent, #"expected nothing after the value, found "2" at byte offset 2"#),
    (
      "{}\u{0}", .trailingContent, "expected nothing after the value, found U+0000 at byte offset 2"
    ),
    (
      "\"a\"\"", .trailingContent,
      "expected nothing after the value, found a double quote at byte offset 3"
    ),
    ("tru", .unexpectedEnd, #"expected "true", found the end of the text at byte offset 3"#),
    ("[nulL]", .unexpectedCharacter, #"expected "null", found "L" at byte offset 4"#),
    ("falsee", .trailingContent, #"expected nothing after the value, found "e" at byte offset 5"#),
    (
      "NaN", .invalidNumber,
      #"expected a value (NaN and Infinity are not JSON), found "N" at byte offset 0"#
    ),
    (
      "[-Infinity]", .invalidNumber,
      #"expected a value (NaN and Infinity are not JSON), found "I" at byte offset 2"#
    ),
    (
      "-", .unexpectedEnd,
      #"expected a digit after "-", found the end of the text at byte offset 1"#
    ),
    ("[-x]", .invalidNumber, #"expected a digit after "-", found "x" at byte offset 2"#),
    ("01", .invalidNumber, #"expected no digit after a leading 0, found "1" at byte offset 1"#),
    (
      "1.", .unexpectedEnd,
      "expected a digit after the decimal point, found the end of the text at byte offset 2"
    ),
    (
      "[1.]", .invalidNumber,
      #"expected a digit after the decimal point, found "]" at byte offset 3"#
    ),
    ("[1e+]", .invalidNumber, #"expected a digit in the exponent, found "]" at byte offset 4"#),
    ("+1", .unexpectedCharacter, #"expected a value, found "+" at byte offset 0"#),
    (".5", .unexpectedCharacter, #"expected a value, found "." at byte offset 0"#),
    (
      "\"ab", .unexpectedEnd,
      "expected the string's closing double quote, found the end of the text at byte offset 3"
    ),
    (
      "\"a\nb\"", .controlCharacter,
      "expected an escape in place of a control character, found U+000A at byte offset 2"
    ),
    (
      #""\x""#, .invalidEscape,
      #"expected one of " \ / b f n r t u after the backslash, found "x" at byte offset 2"#
    ),
    (
      #""\u12 4""#, .invalidEscape,
      #"expected four hexadecimal digits after "\u", found U+0020 at byte offset 5"#
    ),
    (
      #""a\ud800""#, .loneSurrogate,
      #"expected both halves of a surrogate pair, found \uD800 alone at byte offset 2"#
    ),
    (
      #""\udc00\ud800""#, .loneSurrogate,
      #"expected both halves of a surrogate pair, found \uDC00 alone at byte offset 1"#
    ),
    (
      #""\ud83d\u0041""#, .loneSurrogate,
      #"expected both halves of a surrogate pair, found \uD83D alone at byte offset 1"#
    ),
    ("é", .unexpectedCharacter, "expected a value, found U+00E9 at byte offset 0"),
    (
      "[\u{1F600}]", .unexpectedCharacter,
      #"expected a value or "]", found U+1F600 at byte offset 1"#
    ),
  ]

  @Test(arguments: faults)
  func namesPlaceFoundAndExpected(
    _ text: String,
    _ code: JSONError.Code,
    _ description: String
  ) throws {
    let error = #expect(throws: JSONError.self) { try JSONParser().parse(copying: text) }
    #expect(error?.code == code)
    #expect(error?.description == description)
  }

  /// Ill-formed sequences of every kind of Unicode's table 3-7, at the places where they begin.
  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]]
  )
  func refusesBytesThatAreNotUTF8(_ bytes: [UInt8]) throws {
    for prefix in ["[\"", "[\"é", "{\"", "[\"\(String(repeating: "x", count: 61))", "[", ""] {
      let text = Array(prefix.utf8) + bytes + Array("\"]".utf8)
      let error = #expect(throws: JSONError.self) { try JSONParser().parse(copying: text) }
      #expect(error?.code == .invalidUTF8)
      #expect(error?.byteOffset == prefix.utf8.count)
      #expect(error?.expected == "valid UTF-8")
    }
    let error = #expect(throws: JSONError.self) { try JSONParser().parse(copying: [0x22, 0xFF]) }
    #expect(error?.description == "expected valid UTF-8, found the byte 0xFF at byte offset 1")
  }

  @Test func namesTheRest() {
    let tooLong = JSONError(
      code: .tooLong,
      byteOffset: 10,
      found: Finding.length(11),
      expected: Expectation.length(10)
    )
    #expect(
      tooLong.description == "expected a text of at most 10 bytes, found 11 at byte offset 10"
    )
    #expect(
      JSONError.outOfMemory(for: 7).description == "no memory for parsing a text of 7 bytes"
    )
  }

  @Test func refusesATextBeyondWhatATapeCanHold() throws {
    let count = 0xFFFF_FF01
    let region = try unsafe #require(
      mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    )
    defer { unsafe munmap(region, count) }
    // Safe: only address space is reserved, and none of it may be read.
    let text = unsafe UnsafeRawBufferPointer(start: region, count: count)
    let error = #expect(throws: JSONError.self) { try unsafe JSONParser().parse(text) }
    #expect(error?.code == .tooLong)
    #expect(error?.found == "\(count)")
    #expect(error?.expected == "a text of at most \(count - 1) bytes")
  }

  @Test func findsAFaultAtTheEndOfALongText() throws {
    let count = 4 << 20
    let text =
      Array("[\"".utf8) + repeatElement(UInt8(ascii: "x"), count: count) + Array("\" 1".utf8)
    let error = #expect(throws: JSONError.self) { try JSONParser().parse(copying: text) }
    #expect(error?.byteOffset == count + 4)
  }
}
