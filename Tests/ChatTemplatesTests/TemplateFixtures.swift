import JSON
import TestSupport

@testable import ChatTemplates

/// The real templates and what the reference makes of them.
enum TemplateFixtures {
  /// A conversation of the fixtures.
  struct Conversation: Sendable {
    let name: String
    let context: RenderContext
  }

  static func json(_ path: String) throws -> JSONValue {
    try JSONParser().parse(copying: try Fixtures.bytes(path)).value
  }

  static func conversations() throws -> [Conversation] {
    let file = try json("templates/conversations.json")
    let now = CalendarTime(year: 2024, month: 7, day: 26, hour: 12, minute: 34, second: 56)
    return (file["conversations"]?.array ?? []).map { conversation in
      var context = RenderContext(messages: conversation["messages"]?.array ?? [], now: now)
      context.tools = JSONItem(conversation["tools"] ?? .null)
      context.documents = JSONItem(conversation["documents"] ?? .null)
      context.addGenerationPrompt = conversation["add_generation_prompt"]?.boolean ?? false
      context.variables = file["special"]?.object ?? JSONObject()
      for (name, value) in conversation["extra"]?.object ?? JSONObject() {
        context.variables[name] = value
      }
      return Conversation(name: conversation["name"]?.string ?? "", context: context)
    }
  }

  /// The source of a template.
  static func source(_ name: String) throws -> String {
    String(decoding: try Fixtures.bytes("templates/\(name).jinja"), as: UTF8.self)
  }
}
