import JSON
import TestSupport
import Testing

@testable import ChatTemplates

/// Strings that are written at once, and conditions that are steps, say what expressions say.
struct PlainRunTests {
  private static let values = [
    "null", "true", "false", "0", "7", "1.5", #""user""#, #""assistant""#, #""""#, #"" é\n""#,
    #"" a longer text than thirty-two bytes, with blanks at both of its ends  ""#, "[]", #"["x"]"#,
    "{}", #"{"role": "user"}"#,
  ]

  private static func context(_ generator: inout SeededGenerator) -> String {
    func value(_ generator: inout SeededGenerator) -> String {
      values[Int(generator.next() % UInt64(values.count))]
    }
    var messages: [String] = []
    for _ in 0..<1 + generator.next() % 3 {
      var members: [String] = []
      for name in ["role", "content", "thinking", "name", "items"] where generator.next() % 4 > 0 {
        let isString = name == "role" || generator.next() % 2 == 0
        let value = isString ? #""user""# : value(&generator)
        members.append("\"\(name)\": \(value)")
      }
      messages.append("{" + members.joined(separator: ", ") + "}")
    }
    return """
      {"messages": [\(messages.joined(separator: ", "))], "s": \(value(&generator)),
       "t": "text", "o": {"role": \(value(&generator)), "content": "c"}}
      """
  }

  private static let parts = [
    "'<|a|>'", "'a string of the template that is longer than thirty-two bytes'", "''", "m.role",
    "m['content']", "m.content|trim", "m['content'].strip()", "m.content.lstrip()",
    "m.content.rstrip()", "m.thinking", "m.items", "m.missing", "s", "t", "t.strip()", "o.content",
    "o.role", "messages[0].content", "messages[0]['role']", "messages[9].role", "n.x", "n.y",
    "t|upper", "7", "t|e", "loop.index", "loop.first", "joined", "q.x()", "none",
  ]

  private static let start =
    "{% set n = namespace(x='nx', y=1) %}{% set joined = t + '-' + t %}"
    + "{% macro mac(a) %}({{ a }}){% endmacro %}{% for m in messages %}"

  /// The text with its stretches, or the error without its place.
  private func result(_ template: String, _ context: String) throws -> String {
    let text = try outcome(template, context)
    guard let chat = try? render(template, context) else {
      let parts = text.split(separator: " ", maxSplits: 2)
      return parts.count == 3 ? "\(parts[0]) \(parts[2])" : text
    }
    let stretches = chat.stretches.map { stretch in
      "\(stretch.range) \(stretch.origin.runningMessage ?? -1) "
        + "\(stretch.origin.field?.path ?? "-") \(stretch.origin.source?.codePoints ?? 0..<0)"
    }
    return ([text] + stretches).joined(separator: "\n")
  }

  @Test func whatIsWrittenAtOnceIsTheSame() throws {
    var generator = SeededGenerator(seed: 5)
    var rendered = 0
    for _ in 0..<600 {
      func pick() -> String { Self.parts[Int(generator.next() % UInt64(Self.parts.count))] }
      var direct = Self.start
      var evaluated = Self.start
      for _ in 0..<1 + generator.next() % 4 {
        let operation = generator.next() % 3 == 0 ? " ~ " : " + "
        var sum = pick()
        for _ in 0..<generator.next() % 4 { sum += operation + pick() }
        if generator.next() % 6 == 0 { sum = "mac(\(sum)) + t" }
        direct += "{{ \(sum) }}."
        evaluated += "{{ (\(sum)) if true }}."
      }
      direct += "{% endfor %}{{ t }}"
      evaluated += "{% endfor %}{{ t if true }}"
      let context = Self.context(&generator)
      let expected = try result(evaluated, context)
      #expect(try result(direct, context) == expected, "\(direct) \(context)")
      if !expected.contains("Error") { rendered += 1 }
    }
    #expect(rendered > 100)
  }

  private static let questions = [
    "m.role == 'user'", "m['role'] != 'user'", "m.content", "m.thinking", "s", "t", "missing",
    "m.role in ['user', 'system']", "m.content not in ('x', '')", "m.content is string",
    "m.missing is defined", "s is none", "loop.first", "loop.last", "loop.index0 == 0",
    "loop.index0 % 2 == 1", "7 % 0 == 1", "s != false", "s == true", "m.content == 7",
    "(m.role == 'user') == (loop.index0 % 2 == 0)", "(m.content != 'x') != (s is string)",
    "messages[0].role == 'user'", "messages[0]['content']", "messages[5].role == 'x'", "n.x", "n.y",
    "n.x == 'nx'", "n.y == 1", "joined == 'text-text'", "joined", "t|length > 3",
    "o.role == 'user'",
    "loop.nothing", "m.items", "t == none", "none", "s.x.y", "'role' in m",
  ]

  @Test func stepsSayWhatConditionsSay() throws {
    var generator = SeededGenerator(seed: 6)
    func condition(_ depth: Int) -> String {
      switch depth == 0 ? 9 : generator.next() % 5 {
      case 0: return "(\(condition(depth - 1)) and \(condition(depth - 1)))"
      case 1: return "(\(condition(depth - 1)) or \(condition(depth - 1)))"
      case 2: return "not (\(condition(depth - 1)))"
      default: return Self.questions[Int(generator.next() % UInt64(Self.questions.count))]
      }
    }
    for _ in 0..<600 {
      let condition = condition(3)
      let context = Self.context(&generator)
      let end = "{% endfor %}"
      let steps = Self.start + "{% if \(condition) %}1{% else %}0{% endif %}" + end
      let evaluated = Self.start + "{{ '1' if \(condition) else '0' }}" + end
      let expected = try result(evaluated, context)
      #expect(try result(steps, context) == expected, "\(condition) \(context)")
    }
  }

  /// A macro within a sum that gives a loop over numbers its message: all of the sum is that message's.
  @Test func sumsAreWrittenDuringOneMessage() throws {
    let macro = "{% macro take(i) %}{% set m = messages[i] %}{{ m.role }}{% endmacro %}"
    let context = #"{"t": "x", "messages": [{"role": "user"}, {"role": "assistant"}]}"#
    for operation in ["+", "~"] {
      let sum = "t \(operation) take(i) \(operation) 'z'"
      let loop = macro + "{% for i in range(2) %}{{ SUM }}{% endfor %}"
      let expected = try result(loop.replacing("SUM", with: "(\(sum)) if true"), context)
      #expect(try result(loop.replacing("SUM", with: sum), context) == expected)
    }
  }

  /// Steps of comparisons come twice, those of comparisons of comparisons do not.
  @Test func comparisonsOfComparisonsStaySmall() throws {
    var condition = "a == 'x'"
    for _ in 0..<40 { condition = "(\(condition)) == (b == 'y')" }
    #expect(try outcome("{% if \(condition) %}1{% else %}0{% endif %}") == "0")
  }

  /// Conditions that are asked as one row of steps count as those that are asked one by one, and a limit is
  /// told at the same places.
  @Test func limitsHoldInConditions() throws {
    let template = try ChatTemplate(
      #"{% for m in messages %}{% if m.role == "a" %}1{% elif m.role == "b" and loop.first %}2"#
        + #"{% elif m.role == "user" %}3{% endif %}{% endfor %}"#
    )
    var context = RenderContext(messages: ["user", "b"].map { .object(["role": .string($0)]) })
    // The column of the error, by the number of steps.
    let columns =
      [4, 4, 4, 4, 4, 4, 31] + Array(repeating: 4, count: 11) + [31, 4, 4, 4, 4, 4, 77, 77]
    for (steps, column) in columns.enumerated() {
      context.limits.steps = steps
      #expect { try template.render(context) } throws: {
        ($0 as? TemplateError)?.column == column
      }
    }
    context.limits.steps = columns.count
    #expect(try template.render(context).text == "3")
  }

  /// A limit is told where the commands of a run reach it.
  @Test func limitsHoldInRuns() throws {
    var context = RenderContext(
      messages: [.object(["role": .string("user"), "content": .string("0123456789")])]
    )
    let template = try ChatTemplate(
      "{% for m in messages %}<{{ m.role }}>\n{{ m.content }}{{ m.content + '!' }}{% endfor %}"
    )
    let text = try template.render(context).text
    for limit in 0..<text.utf8.count {
      context.limits.textBytes = limit
      #expect(throws: TemplateError.self) { try template.render(context) }
    }
    context.limits.textBytes = text.utf8.count
    #expect(try template.render(context).text == text)
    context.limits = RenderLimits()
    for steps in 0..<10 {
      context.limits.steps = steps
      #expect(throws: TemplateError.self) { try template.render(context) }
    }
  }
}
