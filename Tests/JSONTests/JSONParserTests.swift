import JSON
import Testing

@Suite("JSONParser")
struct JSONParserTests {
  let parser = JSONParser()

  @Test func readsARecord() throws {
    let node = try parser.parse(copying: #"{"prompt": "a\nb", "completion": "é", "n": [1, -2.5]}"#)
    #expect(node.kind == .object)
    #expect(node.count == 3)
    #expect(node["prompt"]?.string == "a\nb")
    #expect(node["completion"]?.string == "é")
    #expect(node["n"]?.elements.map(\.double) == [1, -2.5])
    #expect(node["missing"] == nil)
    #expect(node.members.map(\.key) == ["prompt", "completion", "n"])
  }

  @Test func takesTheLastOfDuplicates() throws {
    let node = try parser.parse(copying: #"{"a": 1, "b": 2, "a": 3}"#)
    #expect(node["a"]?.int64 == 3)
    #expect(node.value.object?.keys == ["a", "b"])
    #expect(node.value["a"]?.int64 == 3)
  }
}
