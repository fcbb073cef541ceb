import Testing

@testable import JSON

@Suite("JSONValue and JSONObject")
struct JSONValueTests {
  private let parser = JSONParser()

  @Test func takesEverythingOutOfTheParser() throws {
    let text = #"{"a": [null, true, false, 1, 2.5, "x", {}, []], "b": {"c": [[1], {"d": "e"}]}}"#
    let value = try parser.parse(copying: text).value
    #expect(
      value
        == .object([
          "a": .array([
            .null, .boolean(true), .boolean(false), .number(.integer(1)), .number(.double(2.5)),
            .string("x"), .object([:]), .array([]),
          ]),
          "b": .object([
            "c": .array([.array([.number(.integer(1))]), .object(["d": .string("e")])])
          ]),
        ])
    )
    #expect(value["b"]?["c"]?.array?.count == 2)
    #expect(value["a"]?.array?[3].int64 == 1)
  }

  @Test func keepsTheLastValueAtTheFirstPlace() throws {
    let node = try parser.parse(copying: #"{"a": 1, "b": 2, "a": {"a": 3}}"#)
    #expect(node["a"]?["a"]?.int64 == 3)
    #expect(node.count == 3)
    let object = try #require(node.value.object)
    #expect(object.keys == ["a", "b"])
    #expect(object["a"] == .object(["a": .number(.integer(3))]))
  }

  @Test func tellsKeysApartByCodePoints() throws {
    let text = "{\"\u{E9}\": 1, \"e\u{301}\": 2, \"\": 3, \"\\u0000\": 4}"
    let node = try parser.parse(copying: text)
    let object = try #require(node.value.object)
    #expect(object.count == 4)
    for (key, expected) in [("\u{E9}", 1), ("e\u{301}", 2), ("", 3), ("\u{0}", 4)]
      as [(String, Int64)]
    {
      #expect(node[key]?.int64 == expected)
      #expect(object[key]?.int64 == expected)
    }
    #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
  }

  @Test func comparesObjectsWhateverTheirOrder() throws {
    let left = try parser.parse(copying: #"{"a": 1, "b": [2]}"#).value
    #expect(try parser.parse(copying: #"{"b": [2], "a": 1}"#).value == left)
    for other in [
      #"{"a": 1}"#, #"{"a": 1, "b": [3]}"#, #"{"a": 1, "c": [2]}"#, "[]", #"{"a": 1.0, "b": [2]}"#,
    ] {
      #expect(try parser.parse(copying: other).value != left)
    }
  }

  @Test func holdsManyKeys() throws {
    let count = 100_000
    let members = (0..<count).map { "\"key\($0 % (count / 2))\": \($0)" }
    let node = try parser.parse(copying: "{\(members.joined(separator: ","))}")
    #expect(node.count == count)
    #expect(node["key7"]?.int64 == Int64(count / 2 + 7))
    var object = try #require(node.value.object)
    #expect(object.count == count / 2)
    #expect(object["key\(count / 2 - 1)"]?.int64 == Int64(count - 1))
    object["key0"] = nil
    #expect(object["key0"] == nil)
    #expect(object.keys.first == "key1")
    #expect(object["key1"]?.int64 == Int64(count / 2 + 1))
    #expect(node.value.object != object)
  }

  @Test func removesAndReplaces() {
    var object: JSONObject = ["a": .null, "b": .null, "a": .boolean(true)]
    #expect(object.keys == ["a", "b"])
    object["b"] = .string("x")
    object["a"] = nil
    object["z"] = nil
    #expect(object == ["b": .string("x")])
  }

  @Test func iteratesOverNothingElse() throws {
    for text in ["1", "\"a\"", "null", "[]", "{}", "1e400"] {
      let node = try parser.parse(copying: text)
      #expect(node.count == 0)
      #expect(Array(node.members.map(\.key)) == [])
      #expect(node.elements.reduce(0) { count, _ in count + 1 } == 0)
      #expect(node["a"] == nil)
    }
    #expect(try parser.parse(copying: "[1]").members.map(\.key) == [])
    #expect(try parser.parse(copying: "{\"a\": 1}").elements.map(\.kind) == [])
  }

  @Test func countsBeyondWhatTheTapeCanSay() throws {
    let word = JSONTape.word
    let ones = [word(JSONTape.int64, 0), 1]
    let tape =
      [word(JSONTape.root, 9), JSONTape.opening(JSONTape.array, end: 8, count: .max)]
      + ones + [word(JSONTape.null, 0)] + ones
      + [word(JSONTape.arrayEnd, 1), word(JSONTape.root, 0)]
    // Safe: the tape is well-formed and outlives the node.
    unsafe tape.withUnsafeBufferPointer { words in
      let strings: [UInt8] = [0]
      unsafe strings.withUnsafeBufferPointer { strings in
        guard let words = words.baseAddress, let strings = strings.baseAddress else { return }
        let node = unsafe JSONNode(parser: parser, tape: words, strings: strings, index: 1)
        #expect(node.count == 3)
      }
    }
  }

  @Test(arguments: [
    ("null", JSONNode.Kind.null), ("true", .boolean), ("1", .integer),
    ("9223372036854775808", .unsigned),
    ("1.0", .double), ("1e999", .bigNumber), ("\"1\"", .string), ("[1]", .array), ("{}", .object),
  ])
  func answersOnlyAsItsKind(_ text: String, _ kind: JSONNode.Kind) throws {
    let node = try parser.parse(copying: text)
    #expect(node.kind == kind)
    #expect(node.isNull == (kind == .null))
    #expect((node.boolean != nil) == (kind == .boolean))
    #expect((node.string != nil) == (kind == .string))
    #expect((node.int64 != nil) == (kind == .integer))
    #expect((node.number != nil) == [.integer, .unsigned, .double, .bigNumber].contains(kind))
    #expect((node.double != nil) == [.integer, .unsigned, .double].contains(kind))
  }
}
