import Testing

@testable import JSON

/// The expectations are what Python 3.11's `json.dumps` prints.
@Suite("JSONSerializer")
struct JSONSerializerTests {
  private static let value = JSONValue.object([
    "b": .array([.number(.integer(1)), .number(.double(2)), .array([]), .object([:])]),
    "a": .object(["é\u{1F600}": .string("\"\\/\u{8}\u{C}\n\r\t\u{1}\u{7F}\u{2028}"), "": .null]),
    "": .boolean(true), "ab": .boolean(false),
  ])

  @Test func writesAsPythonByDefault() {
    #expect(
      JSONSerializer().string(Self.value) == """
        {"b": [1, 2.0, [], {}], "a": {"\\u00e9\\ud83d\\ude00": \
        "\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u2028", "": null}, "": true, "ab": false}
        """
    )
  }

  @Test func writesUnicodeAsItIs() {
    #expect(
      JSONSerializer(ensureASCII: false, separators: .compact).string(Self.value) == """
        {"b":[1,2.0,[],{}],"a":{"é😀":"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u{7F}\u{2028}","":null},\
        "":true,"ab":false}
        """
    )
  }

  @Test func indentsAndSorts() {
    #expect(
      JSONSerializer(indent: "  ", sortKeys: true).string(Self.value) == """
        {
          "": true,
          "a": {
            "": null,
            "\\u00e9\\ud83d\\ude00": "\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u2028"
          },
          "ab": false,
          "b": [
            1,
            2.0,
            [],
            {}
          ]
        }
        """
    )
    #expect(JSONSerializer(indent: "").string(.array([.null, .null])) == "[\nnull,\nnull\n]")
  }

  @Test func sortsByCodePoint() {
    let value = JSONValue.object([
      "\u{FF5E}": .null, "\u{1F600}": .null, "Z": .null, "a": .null, "e\u{301}": .null,
      "\u{E9}": .null,
    ])
    #expect(
      JSONSerializer(separators: .compact, sortKeys: true).string(value)
        == #"{"Z":null,"a":null,"e\u0301":null,"\u00e9":null,"\uff5e":null,"\ud83d\ude00":null}"#
    )
  }

  @Test(
    arguments: [
      (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"),
      (1e15, "1000000000000000.0"),
      (1e16, "1e+16"), (-1e16, "-1e+16"), (9_999_999_999_999_998, "9999999999999998.0"),
      (12_345_678_901_234_568, "1.2345678901234568e+16"), (123_456, "123456.0"), (0.0001, "0.0001"),
      (0.00012, "0.00012"), (0.00001, "1e-05"), (0.000015, "1.5e-05"), (1e22, "1e+22"),
      (1e100, "1e+100"),
      (1.5e-100, "1.5e-100"), (.leastNonzeroMagnitude, "5e-324"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
      (2.2250738585072014e-308, "2.2250738585072014e-308"),
      (.infinity, "Infinity"), (-.infinity, "-Infinity"), (.nan, "NaN"),
    ] as [(Double, String)]
  )
  func writesDoublesByRepr(_ double: Double, _ expected: String) {
    #expect(JSONSerializer().string(.number(.double(double))) == expected)
  }

  @Test(arguments: [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
    "123456789012345678901234567890", "-123456789012345678901234567890", "1e400",
  ])
  func keepsNumbersOfAnySize(_ text: String) throws {
    #expect(JSONSerializer().string(try JSONParser().parse(copying: text).value) == text)
  }

  @Test func givesBackWhatItWrote() throws {
    var generator = TextGenerator(seed: 4)
    let parser = JSONParser()
    for _ in 0..<500 {
      let value = try parser.parse(copying: generator.validText()).value
      for serializer in [JSONSerializer(), JSONSerializer(ensureASCII: false, indent: " ")] {
        let text = serializer.string(value)
        #expect(try parser.parse(copying: text).value == value, "\(text)")
      }
    }
  }
}
