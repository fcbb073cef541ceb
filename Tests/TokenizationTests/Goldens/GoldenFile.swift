import JSON
import TestSupport

/// What the reference gives for the texts of `texts.json` with one tokenizer.
struct GoldenFile {
  struct Case {
    var text: String
    /// Nil where the reference raised.
    var ids: [Int32]?
    var idsWithSpecialTokens: [Int32] = []
    var offsets: [Range<Int>]?
  }

  var cases: [Case] = []

  init(_ name: String) throws {
    let textParser = JSONParser()
    let parser = JSONParser()
    let texts = try textParser.parse(copying: Fixtures.bytes("tokenizer-goldens/texts.json"))
    let golden = try parser.parse(copying: Fixtures.bytes("tokenizer-goldens/\(name).json"))
    guard let goldenCases = golden["cases"], let offsets = golden["offsets"] else { return }
    for (index, (text, golden)) in zip(texts.elements, goldenCases.elements).enumerated() {
      let parts = Array(golden.elements)
      var result = Case(text: text["text"]?.string ?? "")
      if parts.count >= 3, parts[0].kind == .array {
        let ids = Self.integers(parts[0])
        result.ids = ids
        result.idsWithSpecialTokens =
          parts.count > 3
          ? Self.integers(parts[3]) : Self.integers(parts[1]) + ids + Self.integers(parts[2])
        result.offsets = offsets[String(index)].map { list in
          list.elements.map { pair in
            let ends = Self.integers(pair).map(Int.init)
            return ends[0]..<ends[1]
          }
        }
      }
      cases.append(result)
    }
  }

  private static func integers(_ node: JSONNode) -> [Int32] {
    node.elements.compactMap { $0.int64.flatMap(Int32.init(exactly:)) }
  }
}
