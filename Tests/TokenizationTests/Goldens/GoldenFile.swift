import Foundation
import JSON

/// Where the fixtures are: the folder that `DATAPREP_FIXTURES` names, else `../shared/fixtures`.
enum FixtureFolder {
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["DATAPREP_FIXTURES"] { return path }
    return packageRoot.appendingPathComponent("../shared/fixtures").standardizedFileURL.path
  }()

  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static var exists: Bool { FileManager.default.fileExists(atPath: path + "/tokenizers") }

  static func tokenizer(_ name: String) -> String { "\(path)/tokenizers/\(name)/tokenizer.json" }
}

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
    let folder = FixtureFolder.path + "/tokenizer-goldens/"
    let textParser = JSONParser()
    let parser = JSONParser()
    let texts = try textParser.parse(copying: Self.bytes(folder + "texts.json"))
    let golden = try parser.parse(copying: Self.bytes(folder + name + ".json"))
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

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private static func integers(_ node: JSONNode) -> [Int32] {
    node.elements.compactMap { $0.int64.flatMap(Int32.init(exactly:)) }
  }
}
