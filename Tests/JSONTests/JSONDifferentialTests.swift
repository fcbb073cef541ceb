import Foundation
import Testing

@testable import JSON

/// Holds simdjson and `JSONSyntax` to one opinion, on seeded random texts.
///
/// `DATAPREP_FUZZ_COUNT` sets how many texts are tried.
@Suite("JSONSyntax against simdjson")
struct JSONDifferentialTests {
  @Test func agreeOnEveryText() throws {
    let count = ProcessInfo.processInfo.environment["DATAPREP_FUZZ_COUNT"].flatMap(Int.init) ?? 4000
    var generator = TextGenerator(seed: 1)
    let parser = JSONParser()
    var tally = Tally()
    for number in 0..<count {
      let text =
        switch number % 8 {
        case 0: generator.validText()
        case 1: generator.shuffledText()
        default: generator.mutatedText()
        }
      let filler = UInt8.random(in: 0...255, using: &generator.random)
      try compare(text, filler, parser, &tally)
    }
    // So that a generator that makes only the one or the other does not pass for a test.
    if count >= 1000 {
      #expect(tally.valid > count / 8)
      #expect(tally.refused > count / 4)
      #expect(tally.withBigNumbers > count / 200)
    }
    print("JSON texts tried: \(count), \(tally)")
  }

  /// Each byte of these is tried as every other byte, and each cut short.
  @Test(arguments: [
    #"{"a":[1,-2.5e+3,"\u00e9\ud83d\ude00\n",true],"b":{"c":null},"d":[]}"#,
    " [ \"é€😀\" , 0 , false ] ", "-10.25E-7", #""\\\"\/""#,
  ])
  func agreeOnEveryNeighbour(_ text: String) throws {
    let bytes = Array(text.utf8)
    let parser = JSONParser()
    var tally = Tally()
    for place in bytes.indices {
      try compare(Array(bytes[..<place]), UInt8(ascii: "\""), parser, &tally)
      for byte in UInt8.min...UInt8.max {
        var changed = bytes
        changed[place] = byte
        try compare(changed, UInt8(ascii: "]"), parser, &tally)
      }
    }
    #expect(tally.refused > bytes.count)
  }

  private func compare(
    _ text: [UInt8],
    _ filler: UInt8,
    _ parser: JSONParser,
    _ tally: inout Tally
  ) throws {
    let fast = try unsafe text.withPadding(filler) {
      try unsafe parser.parseWithSimdjson($0).map(TapeCopy.init)
    }
    do {
      let strict = try unsafe text.withPadding(filler) {
        TapeCopy(try unsafe parser.parseWithSyntax($0))
      }
      tally.valid += 1
      if let fast {
        #expect(fast == strict, "\(String(decoding: text, as: UTF8.self))")
      } else {
        tally.withBigNumbers += 1
        #expect(strict.hasBigNumber, "\(String(decoding: text, as: UTF8.self))")
      }
    } catch let error as JSONError {
      tally.refused += 1
      #expect(fast == nil, "\(String(decoding: text, as: UTF8.self)): \(error)")
      try checkPlace(of: error, in: text, parser)
    }
  }

  /// What stands before a fault must be the beginning of a text without fault, and no error
  /// may quote more than a character.
  private func checkPlace(of error: JSONError, in text: [UInt8], _ parser: JSONParser) throws {
    #expect((0...text.count).contains(error.byteOffset))
    #expect(error.found.unicodeScalars.count <= 19)
    let prefix = Array(text.prefix(error.byteOffset))
    do {
      _ = try parser.parse(copying: prefix)
    } catch {
      #expect(
        [.unexpectedEnd, .emptyText].contains(error.code),
        "\(String(decoding: text, as: UTF8.self)): \(error)"
      )
    }
  }

  private struct Tally: CustomStringConvertible {
    var valid = 0
    var refused = 0
    var withBigNumbers = 0

    var description: String {
      "valid \(valid) (\(withBigNumbers) of them refused by simdjson), not valid \(refused)"
    }
  }
}
