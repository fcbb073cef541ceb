import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Members of messages and other objects are found under any name, as they are in values.
struct MemberTests {
  private static let names = [
    "a", "id", "key", "role", "rule", "roles", "content", "contend", "contents", "thinking",
    "reasoning",
    "reasoning_content", "reasoning_contend", "tool_calls", "tool_balls",
    "a_rather_long_name_of_a_key",
    "a_rather_lang_name_of_a_key", "items", "get",
  ]

  private static func value(_ generator: inout SeededGenerator) -> String {
    let values = [
      "null", "true", "false", "1", "-7", "1.5", "18446744073709551615",
      "123456789012345678901234567890",
      #""text""#, #""""#, #""é\n""#, "[]", "[1]", "{}", #"{"role": "x"}"#,
    ]
    return values[Int(generator.next() % UInt64(values.count))]
  }

  @Test func everyNameIsFound() throws {
    var generator = SeededGenerator(seed: 11)
    let asked = Self.names.filter { $0 != "items" && $0 != "get" }
    for _ in 0..<50 {
      var members: [String] = []
      for _ in 0..<generator.next() % 12 {
        let name = Self.names[Int(generator.next() % UInt64(Self.names.count))]
        members.append("\"\(name)\": \(Self.value(&generator))")
      }
      let object = "{" + members.joined(separator: ", ") + "}"
      let context = "{\"messages\": [\(object), 1, {}], \"x\": [\(object)]}"
      var template = ""
      for name in asked {
        template +=
          "[{{ m.\(name) is defined }}{{ m.\(name) }}{{ m['\(name)'] }}{{ m.\(name) == 'text' }}]"
      }
      for place in ["messages[0]", "x[0]"] {
        let read = "{% set m = \(place) %}" + template + template
        let made = "{% set m = dict(\(place)) %}" + template + template
        #expect(try outcome(read, context) == outcome(made, context), "\(context)")
      }
    }
  }
}
