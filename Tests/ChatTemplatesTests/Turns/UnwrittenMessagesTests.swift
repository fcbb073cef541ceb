import JSON
import Testing

@testable import ChatTemplates

/// What messages say and a template writes nothing of.
struct UnwrittenMessagesTests {
  /// The places of the messages that are not written.
  private func unwritten(_ template: String, _ messages: String) throws -> [Int] {
    let json = try JSONParser().parse(copying: #"{"messages": \#(messages)}"#).value
    let context = RenderContext(json: json)
    return try ChatTemplate(template).render(context).unwrittenMessages(of: context.messages)
  }

  private static let parts = #"[{"role": "user", "content": [{"type": "text", "text": "a"}]}]"#
  private static let strings =
    #"[{"role": "user", "content": "a"}, {"role": "bot", "content": "b"}]"#
  private static let call =
    #"[{"role": "bot", "content": "", "tool_calls": [{"function": {"name": "f", "arguments": {}}}]}]"#

  @Test(arguments: [
    // Parts where a template expects them, and strings where it does.
    (
      "{% for m in messages %}{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}", parts,
      []
    ),
    ("{% for m in messages %}{{ m.content }}{% endfor %}", strings, []),
    // A string has no parts with a text.
    (
      "{% for m in messages %}{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}",
      strings,
      [0, 1]
    ),
    // A role alone says nothing.
    ("{% for m in messages %}{{ m.role }}{% endfor %}", strings, [0, 1]),
    ("{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", strings, [1]),
    // A part of a content is enough, rewritten or printed with its list.
    ("{% for m in messages %}{{ m.content[:1] | upper }}{% endfor %}", strings, []),
    ("{% for m in messages %}{{ m.content }}{% endfor %}", parts, []),
    ("{{ messages | tojson }}", strings, []),
    // Text of several messages that is rewritten as a whole.
    (
      "{{ (messages[0].content ~ ' ' ~ messages[1].content) | replace(' ', '') | trim('x') }}",
      strings, []
    ),
    // Calls are said too.
    ("{% for m in messages %}{{ m.content }}{% endfor %}", call, [0]),
    ("{% for m in messages %}{{ m.tool_calls[0].function.name }}{% endfor %}", call, []),
  ])
  func findsWhatIsNotWritten(_ template: String, _ messages: String, _ places: [Int]) throws {
    #expect(try unwritten(template, messages) == places)
  }

  @Test(arguments: [
    #"[{"role": "user"}]"#, #"[{"role": "user", "content": null}]"#,
    #"[{"role": "user", "content": " \n\u00a0"}]"#, #"[{"role": "user", "content": []}]"#,
    #"[{"role": "user", "content": [{"type": "image"}]}]"#,
    #"[{"role": "user", "content": "", "tool_calls": []}]"#,
    #"[{"role": "user", "content": 7, "tool_calls": null}]"#, "[7, null, []]",
  ])
  func messagesThatSayNothingAreNotMissed(_ messages: String) throws {
    #expect(try unwritten("x", messages) == [])
  }
}
