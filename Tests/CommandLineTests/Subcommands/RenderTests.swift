import TestSupport
import Testing

@Suite struct RenderTests {
  /// A template with a message's role, its content and a terminator, and without answers of "bad".
  private static let template =
    "{% for m in messages %}{% if m.content == 'bad' %}{{ raise_exception('a bad message') }}{% endif %}"
    + "<|{{ m.role }}|>{{ m.content }}{{ eos_token }}\n{% endfor %}"
    + "{% if add_generation_prompt %}<|assistant|>{% endif %}"
  private static let chat =
    #"{"messages": [{"role": "user", "content": "naïve?"}, {"role": "assistant", "content": "ja"}, "#
    + #"{"role": "user", "content": "b"}, {"role": "assistant", "content": "C", "weight": 0.5}]}"#

  private func workshop(_ lines: String) throws -> Workshop {
    let workshop = try Workshop()
    try workshop.folder.write(lines, to: "chats.jsonl")
    try workshop.folder.write(Self.template, to: "t.jinja")
    try workshop.folder.write(
      #"{"eos_token": {"content": "<e>"}, "additional_special_tokens": ["<|user|>"]}"#,
      to: "tokens.json"
    )
    return workshop
  }

  private static let command = [
    "render", "chats.jsonl", "--chat-template", "t.jinja", "--special-tokens", "tokens.json",
  ]

  @Test func printsTextsAndRangesForPrograms() throws {
    let bad = #"{"messages": [{"role": "user", "content": "bad"}]}"#
    let prompt =
      #"{"messages": [{"role": "user", "content": "\u0001"}], "add_generation_prompt": true}"#
    let workshop = try workshop("\(Self.chat)\n\(bad)\n\n5\n{\n\(prompt)\n")
    defer { workshop.folder.remove() }
    #expect(
      try workshop.run(Self.command + ["--format", "json"])
        == Outcome(
          status: 1,
          output: #"""
            {"text": "<|user|>naïve?<e>\n<|assistant|>ja<e>\n<|user|>b<e>\n<|assistant|>C<e>\n", "generation": [], "trained": [[31, 36], [63, 67]]}
            {"error": {"type": "TemplateError", "message": "a bad message", "line": 1, "column": 69}}
            {"error": {"type": "RecordError", "message": "expected an object with a list under \"messages\"", "line": 0, "column": 0}}
            {"error": {"type": "RecordError", "message": "not valid JSON at byte 1: expected a key in double quotes or \"}\", found the end of the text", "line": 0, "column": 0}}
            {"text": "<|user|>\u0001<e>\n<|assistant|>", "generation": [], "trained": []}

            """#
        )
    )
  }

  @Test func aTemplateWithAFaultIsToldForEachRecord() throws {
    let workshop = try workshop("[]\n")
    defer { workshop.folder.remove() }
    try workshop.folder.write("a\n{{ 1", to: "t.jinja")
    #expect(
      try workshop.run(Self.command + ["--format", "json"])
        == Outcome(
          status: 1,
          output: #"""
            {"error": {"type": "TemplateSyntaxError", "message": "unexpected end of template, expected 'end of print statement'.", "line": 2, "column": 5}}

            """#
        )
    )
  }

  @Test func showsWhereEachStretchComesFrom() throws {
    let workshop = try workshop("\(Self.chat)\n[]\n[]\n")
    defer { workshop.folder.remove() }
    #expect(
      try workshop.run(Self.command + ["--rows", "0:2"])
        == Outcome(
          status: 0,
          output: """
            record 0
              prompt      template             <|
              prompt      0 user role          user
              prompt      template             |>
              prompt      0 user content       naïve?
              prompt      eos_token            <e>
              prompt      template             ⏎<|
              prompt      1 assistant role     assistant
              prompt      template             |>
              completion  1 assistant content  ja
              completion  eos_token            <e>
              prompt      template             ⏎<|
              prompt      2 user role          user
              prompt      template             |>
              prompt      2 user content       b
              prompt      eos_token            <e>
              prompt      template             ⏎<|
              prompt      3 assistant role     assistant
              prompt      template             |>
              completion  3 assistant content  C
              separator   eos_token            <e>
              prompt      template             ⏎

            record 1


            """
        )
    )
  }

  @Test func tellsIDsAndPromptsThatDifferAtInference() throws {
    let workshop = try workshop(
      #"{"messages": [{"role": "user", "content": "GGC"}, {"role": "assistant", "content": "GCC ATG"}]}"#
    )
    defer { workshop.folder.remove() }
    try workshop.folder.write(
      "{% for m in messages %}{{ m.content }} {% endfor %}{% if add_generation_prompt %}ATC {% endif %}",
      to: "t.jinja"
    )
    #expect(
      try workshop.run(
        "render",
        "chats.jsonl",
        "--chat-template",
        "t.jinja",
        "--tokenizer",
        "samples/genetic-code"
      )
        == Outcome(
          status: 0,
          output: """
            record 0
              prompt      0 user content       GGC
                                               5
              prompt      template             ␠
              completion  1 assistant content  GCC ATG
                                               6 10
              prompt      template             ␠
              message 1: at inference the template opens the answer in another way


            """
        )
    )
  }

  @Test func makesPairs() throws {
    let workshop = try workshop("\(Self.chat)\n5\n")
    defer { workshop.folder.remove() }
    let failure =
      "error: record 1: RecordError: expected an object with a list under \"messages\"\n"
    #expect(
      try workshop.run(Self.command + ["--to", "pairs"])
        == Outcome(
          status: 1,
          output: #"""
            {"prompt": "<|user|>naïve?<e>\n<|assistant|>", "completion": "ja<e>"}
            {"prompt": "<|user|>naïve?<e>\n<|assistant|>ja<e>\n<|user|>b<e>\n<|assistant|>", "completion": "C<e>"}

            """#,
          errors: failure
        )
    )
    #expect(
      try workshop.run(Self.command + ["--to", "turns"])
        == Outcome(
          status: 1,
          output: #"""
            [{"prompt": "<|user|>naïve?<e>\n<|assistant|>", "completion": "ja<e>"}, {"prompt": "\n<|user|>b<e>\n<|assistant|>", "completion": "C<e>"}]

            """#,
          errors: failure
        )
    )
  }

  /// Records of the other schemas are the chats that `convert` makes of them.
  @Test func makesPairsOfEverySchema() throws {
    let records = #"""
      {"prompt": "a", "completion": "b"}
      {"instruction": "a", "input": "i", "output": "b"}
      [{"prompt": "a", "completion": "b"}, {"prompt": "c", "completion": "d"}]
      {"prompt": [{"role": "assistant", "content": "a"}], "completion": [{"role": "assistant", "content": "b"}]}
      {"conversations": [{"value": "a"}]}
      {"completion": 3}
      {"question": "a"}

      """#
    let workshop = try workshop(records)
    defer { workshop.folder.remove() }
    let errors = #"""
      error: record 4: RecordError: "conversations[0].from" is missing
      error: record 5: RecordError: "completion" must be a string, found a number
      error: record 6: RecordError: expected an object with a list under "messages"

      """#
    #expect(
      try workshop.run(Self.command + ["--to", "turns"])
        == Outcome(
          status: 1,
          output: #"""
            [{"prompt": "<|user|>a<e>\n<|assistant|>", "completion": "b<e>"}]
            [{"prompt": "<|user|>a\n\ni<e>\n<|assistant|>", "completion": "b<e>"}]
            [{"prompt": "<|user|>a<e>\n<|assistant|>", "completion": "b<e>"}, {"prompt": "\n<|user|>c<e>\n<|assistant|>", "completion": "d<e>"}]
            [{"prompt": "<|assistant|>a<e>\n<|assistant|>", "completion": "b<e>"}]

            """#,
          errors: errors
        )
    )
    let pairs = try workshop.run(Self.command + ["--to", "pairs", "--rows", "2:3"])
    #expect(
      pairs
        == Outcome(
          status: 0,
          output: #"""
            {"prompt": "<|user|>a<e>\n<|assistant|>", "completion": "b<e>"}
            {"prompt": "<|user|>a<e>\n<|assistant|>b<e>\n<|user|>c<e>\n<|assistant|>", "completion": "d<e>"}

            """#
        )
    )
  }

  @Test func givesTheTemplateItsFurtherVariables() throws {
    let workshop = try workshop(
      #"{"messages": [], "x": 1, "chat_template_kwargs": {"x": 2, "y": "z"}}"#
    )
    defer { workshop.folder.remove() }
    try workshop.folder.write("{{ x }} {{ y }}", to: "t.jinja")
    let outcome = try workshop.run(Self.command + ["--format", "json"])
    #expect(outcome.output == #"{"text": "2 z", "generation": [], "trained": []}"# + "\n")
  }

  @Test func takesTheTokenizersTemplate() throws {
    let workshop = try workshop(
      #"{"conversations": [{"from": "human", "value": "GGC"}, {"from": "gpt", "value": "GCC"}]}"#
    )
    defer { workshop.folder.remove() }
    let none = try workshop.run("render", "chats.jsonl", "--tokenizer", "samples/genetic-code")
    #expect(none.status == 2)
    #expect(none.errors.contains("there is no chat template beside the tokenizer"))
    let nothing = try workshop.run("render", "chats.jsonl", "--format", "json")
    #expect(nothing.status == 64)
    #expect(nothing.errors.contains("--chat-template or --tokenizer must say"))
    #expect(
      try workshop.run(Self.command + ["--format", "json"])
        == Outcome(
          status: 0,
          output: #"""
            {"text": "<|user|>GGC<e>\n<|assistant|>GCC<e>\n", "generation": [], "trained": [[28, 34]]}

            """#
        )
    )
  }

  @Test func tellsHowLongRenderingAloneTakes() throws {
    let bad = #"{"messages": [{"role": "user", "content": "bad"}]}"#
    let workshop = try workshop("\(Self.chat)\n\n\(bad)\n5\n\(Self.chat)\n")
    defer { workshop.folder.remove() }
    let all = try workshop.run(Self.command + ["--timing", "2", "--format", "json"])
    #expect(all.status == 1)
    #expect(all.errors.isEmpty)
    let start = """
      {
        "records": 4,
        "failed": 2,
        "bytes": 138,
        "seconds": [
      """
    #expect(all.output.hasPrefix(start))
    let seconds = all.output.dropFirst(start.count).dropLast("]\n}\n".count)
    #expect(seconds.split(separator: ", ").compactMap { Double($0) }.count == 2)
    let first = try workshop.run(Self.command + ["--timing", "1", "--rows", "0:1"])
    #expect(first.status == 0)
    let lines = first.output.split(separator: "\n")
    #expect(
      lines.dropLast() == ["records           1", "failed            0", "bytes            69"]
    )
    #expect(lines.last?.hasPrefix("round 1  0.") == true)
    let none = try workshop.run(Self.command + ["--timing", "0"])
    #expect(none.status == 64)
    #expect(none.errors.contains("--timing must be from 1 to 1000000"))
  }

  @Test(arguments: [[], ["--format", "json"], ["--to", "pairs"], ["--timing", "1"]])
  func saysHowManyRecordsThereAreWhereNoneIsWanted(options: [String]) throws {
    let workshop = try workshop("\(Self.chat)\n\n\(Self.chat)\n")
    defer { workshop.folder.remove() }
    for (rows, told) in [("2", "2:3"), ("2:", "2:"), ("5:9", "5:9")] {
      let outcome = try workshop.run(Self.command + options + ["--rows", rows])
      #expect(outcome.status == 64)
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.errors
          == "error: --rows is \(told), but the input has 2 records, counted from 0\n"
      )
    }
    #expect(try workshop.run(Self.command + options + ["--rows", "1:9"]).status == 0)
  }

  @Test func refusesADateThatIsNone() throws {
    let workshop = try workshop("[]\n")
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(Self.command + ["--date", "2024-02-31T25:00"])
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("the date \"2024-02-31T25:00\" is not of the form"))
  }

  @Test func saysWhatItDoes() throws {
    let text =
      #"""
      OVERVIEW: Show chats as their template renders them

      Reads records of the form {"messages": […], "tools": …, "documents": …,
      "add_generation_prompt": …}; every other key is a variable of the template.
      Records of other schemas become the chats that convert makes of them. Each
      stretch of the text stands in a line with its type and where it comes from, and
      below it the ids of the tokens that begin there; one that reaches beyond ends
      in ….

      --format json prints {"text": "…", "generation": [[start, end], …], "trained":
      [[start, end], …]} for each: what {% generation %} marks, and what a model is
      trained on, half-open in code points. A record that cannot be rendered prints
      {"error": {"type": …, "message": …, "line": …, "column": …}} with the place in
      the template, and the rest goes on. The exit status is 1 if a record failed.

      --to turns prints the prompts and completions of each chat as a list, --to
      pairs one pair for each answer, with all before it as its prompt; 'convert
      --no-space-separator' reads both.

      EXAMPLE:
        dataprep render chats.jsonl --chat-template chat_template.jinja --format json

      USAGE: dataprep render <file> [--chat-template <file>] [--chat-template-name <name>] [--tokenizer <path>] [--special-tokens <file>] [--date <time>] [--train-on <train-on>] [--rows <a:b>] [--to <to>] [--timing <rounds>] [--color <color>] [--format <format>]

      ARGUMENTS:
        <file>                  Read this file's records, one a line, or - for stdin.

      OPTIONS:
        --chat-template <file>  Render with the template in this file. (default: the
                                tokenizer's)
        --chat-template-name <name>
                                Take the tokenizer's template of this name.
        --tokenizer <path>      Take special tokens and ids from the tokenizer in
                                this folder, or from this file.
        --special-tokens <file> Take special tokens from this JSON file:
                                {"eos_token": "</s>", "additional_special_tokens":
                                […]}.
        --date <time>           Let the template's clock show this:
                                2024-07-26T12:34:56. (default: the time of the run)
        --train-on <train-on>   Train every assistant turn, the last one, or
                                everything. (values: assistant, last-turn, all;
                                default: assistant)
        --rows <a:b>            Render these records, without the last. (default:
                                0:5, with JSON all)
        --to <to>               Print prompts and completions as JSON, a line for
                                each chat or for each answer. (values: turns, pairs)
        --timing <rounds>       Print only how long rendering alone takes: the
                                seconds of processor time of so many rounds over all
                                records, read and parsed before, on one thread.
      \#(HelpLines.colour)
        --format <format>       Print text or one JSON object a record. (values:
                                text, json; default: text)
      \#(HelpLines.end)

      """#
    #expect(
      try Workshop().run("render", "--help") == Outcome(status: 0, output: text)
    )
  }
}
