import Testing

@testable import JSON

/// Holds simdjson to the layout that `JSONTape` describes and `JSONNode` relies on: a change of it
/// in another version of the library shows here first.
@Suite("JSONTape")
struct JSONTapeTests {
  @Test func isLaidOutAsInTheExample() throws {
    let tape = try simdjsonTape(#"{"a": [1]}"#)
    let word = JSONTape.word
    let expected: [UInt64] = [
      word(JSONTape.root, 9),
      JSONTape.opening(JSONTape.object, end: 8, count: 1),
      word(JSONTape.string, 0),
      JSONTape.opening(JSONTape.array, end: 7, count: 1),
      word(JSONTape.int64, 0), 1,
      word(JSONTape.arrayEnd, 3),
      word(JSONTape.objectEnd, 1),
      word(JSONTape.root, 0),
    ]
    #expect(tape.words == expected)
    #expect(tape.strings == [1, 0, 0, 0, 0x61, 0])
  }

  @Test func isLaidOutAsDescribed() throws {
    let text = #"{"a": [1, -2, 18446744073709551615, 0.5], "é": {}, "b": [true, false, null, []]}"#
    let tape = try simdjsonTape(text)
    let word = JSONTape.word
    let expected: [UInt64] = [
      word(JSONTape.root, 26),
      JSONTape.opening(JSONTape.object, end: 25, count: 3),
      word(JSONTape.string, 0),
      JSONTape.opening(JSONTape.array, end: 13, count: 4),
      word(JSONTape.int64, 0), 1,
      word(JSONTape.int64, 0), UInt64(bitPattern: -2),
      word(JSONTape.uint64, 0), .max,
      word(JSONTape.double, 0), (0.5).bitPattern,
      word(JSONTape.arrayEnd, 3),
      word(JSONTape.string, 6),
      JSONTape.opening(JSONTape.object, end: 16, count: 0),
      word(JSONTape.objectEnd, 14),
      word(JSONTape.string, 13),
      JSONTape.opening(JSONTape.array, end: 24, count: 4),
      word(JSONTape.true, 0), word(JSONTape.false, 0), word(JSONTape.null, 0),
      JSONTape.opening(JSONTape.array, end: 23, count: 0),
      word(JSONTape.arrayEnd, 21),
      word(JSONTape.arrayEnd, 17),
      word(JSONTape.objectEnd, 1),
      word(JSONTape.root, 0),
    ]
    #expect(tape.words == expected)
    #expect(
      tape.strings == [1, 0, 0, 0, 0x61, 0, 2, 0, 0, 0, 0xC3, 0xA9, 0, 1, 0, 0, 0, 0x62, 0]
    )
  }

  @Test func packsAndUnpacksWords() {
    let opening = JSONTape.opening(JSONTape.array, end: 0xFFFF_FFFF, count: 0xFFFF_FFFF)
    #expect(JSONTape.tag(of: opening) == JSONTape.array)
    #expect(JSONTape.end(of: opening) == 0xFFFF_FFFF)
    #expect(JSONTape.count(of: opening) == JSONTape.saturatedCount)
    #expect(JSONTape.payload(of: JSONTape.word(JSONTape.string, 1 << 40)) == 1 << 40)
  }

  @Test func writesABigNumberAsItsSource() throws {
    let tape = try syntaxTape("1e400")
    #expect(tape.words[1] == JSONTape.word(JSONTape.bigNumber, 0))
    #expect(tape.strings == [5, 0, 0, 0] + Array("1e400".utf8) + [0])
  }

  private func simdjsonTape(_ text: String) throws -> TapeCopy {
    let parser = JSONParser()
    return try unsafe Array(text.utf8).withPadding { bytes in
      TapeCopy(try #require(try unsafe parser.parseWithSimdjson(bytes)))
    }
  }

  private func syntaxTape(_ text: String) throws -> TapeCopy {
    let parser = JSONParser()
    return try unsafe Array(text.utf8).withPadding { bytes in
      TapeCopy(try unsafe parser.parseWithSyntax(bytes))
    }
  }
}
