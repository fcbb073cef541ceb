import Foundation
import Testing

@testable import JSON

@Suite("JSON depth")
struct JSONDepthTests {
  @Test(arguments: [1, 2, 17, 1024])
  func allowsExactlyTheMaximum(_ maximum: Int) throws {
    let parser = JSONParser(maximumDepth: maximum)
    for (opening, closing) in [("[", "]"), ("{\"a\":", "}"), (" [ ", " ] ")] {
      #expect(try parser.parse(copying: nested(opening, "1", closing, maximum)).count == 1)
      let error = #expect(throws: JSONError.self) {
        try parser.parse(copying: nested(opening, "1", closing, maximum + 1))
      }
      #expect(error?.code == .tooDeep)
      #expect(error?.expected == "at most \(maximum) levels of arrays and objects")
      #expect(error?.found == "one more")
      let bracket = opening.first == " " ? 1 : 0
      #expect(error?.byteOffset == opening.utf8.count * maximum + bracket)
    }
    // An empty one in the innermost place does not count, whichever parser looks.
    let text = nested("[", "{ }", "]", maximum)
    #expect(try parser.viaSimdjson(text)?.count == 1)
    #expect(try parser.viaSyntax(text)?.count == 1)
  }

  @Test func survivesBracketsWithoutEnd() {
    for text in ["[", "{\"a\":", "[{\"a\":"] {
      #expect(throws: JSONError.self) {
        try JSONParser().parse(copying: String(repeating: text, count: 200_000))
      }
    }
  }

  /// Everything that walks a value must do with a small stack, be it built for debugging or not.
  @Test func needsLittleStack() throws {
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread {
      for (opening, closing) in [("[", "]"), ("{\"a\":", "}"), ("[[],{\"b\":[0]},", "]")] {
        let text = nested(opening, "1", closing, 1024)
        guard let node = try? JSONParser().parse(copying: text) else { continue }
        var value = node.value
        var other = node.value
        #expect(value == other)
        #expect(JSONSerializer(separators: .compact).string(value) == text)
        #expect(JSONSerializer(indent: "", sortKeys: true).string(value).utf8.count > 2048)
        value = .null
        other = .null
        #expect(value == other)
      }
      finished.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    finished.wait()
  }
}

/// `center` within `depth` pairs of brackets.
private func nested(_ opening: String, _ center: String, _ closing: String, _ depth: Int) -> String
{
  String(repeating: opening, count: depth) + center + String(repeating: closing, count: depth)
}
