import Testing

@testable import DataPrep

@Suite struct TypeRuleTests {
  @Test(
    arguments: [
      ("all=0", .all, .prompt),
      ("ATG=completion", .tokens(["ATG"]), .completion),
      ("token:id:5=separator", .tokens(["id:5"]), .separator),
      ("a=b=padding", .tokens(["a=b"]), .padding),
      ("<|x:y|>=prompt", .tokens(["<|x:y|>"]), .prompt),
      ("id:10=1", .ids([10...10]), .completion),
      ("id:5-9,12=prompt", .ids([5...9, 12...12]), .prompt),
      ("position:0:4=prompt", .positions(from: 0, to: 4), .prompt),
      ("position:-2:=prompt", .positions(from: -2, to: nil), .prompt),
      ("position:-1=prompt", .positions(from: -1, to: nil), .prompt),
      ("position:3=prompt", .positions(from: 3, to: 4), .prompt),
      (
        "span:<a>..id:7=prompt",
        .span(from: .token("<a>"), to: .id(7), markersCount: true), .prompt
      ),
      (
        "inside:a..b=completion",
        .span(from: .token("a"), to: .token("b"), markersCount: false), .completion
      ),
      (#"regex:\d+=="prompt"#, nil, nil),
      (#"regex:\d+==prompt"#, .pattern(#"\d+="#), .prompt),
      ("ATG", nil, nil), ("=prompt", nil, nil), ("ATG=4", nil, nil), ("id:x=prompt", nil, nil),
      ("id:9-5=prompt", nil, nil), ("position:a=prompt", nil, nil), ("span:a=prompt", nil, nil),
    ] as [(String, TypeRule.Subject?, TokenType?)]
  )
  func readsTheSpellingOfTheCommandLine(
    text: String,
    subject: TypeRule.Subject?,
    type: TokenType?
  ) {
    let rule = try? TypeRule(text)
    #expect(rule?.subject == subject)
    #expect(rule?.type == type)
  }

  @Test func readsAFileOfRules() throws {
    let file = try RuleFile(
      #"""
      rules:
        - ATG=completion
        - {token: [GCC, GGC], type: prompt}
        - {id: 5-9, type: prompt}
        - {id: [5, 7], type: 1}
        - {position: "0:4", type: prompt}
        - {span: [<user>, id:7], type: prompt}
        - {inside: [a, b], type: completion}
        - {regex: '\d+', type: prompt}
        - {all: true, type: completion}
      """#,
      path: "rules.yaml"
    )
    #expect(
      file.rules.map(\.text) == [
        "ATG=completion", "token:GCC,GGC=prompt", "id:5-9=prompt", "id:5,7=completion",
        "position:0:4=prompt", "span:<user>..id:7=prompt", "inside:a..b=completion",
        #"regex:\d+=prompt"#, "all=completion",
      ]
    )
    #expect(file.rules[1].subject == .tokens(["GCC", "GGC"]))
    #expect(file.rules[5].subject == .span(from: .token("<user>"), to: .id(7), markersCount: true))
    #expect(try RuleFile("- all=prompt", path: "").rules.map(\.subject) == [.all])
  }

  @Test func followsReferencesWithinABound() throws {
    let file = try RuleFile(
      """
      user: &user <user>
      rules:
        - {span: [*user, &end </user>], type: prompt}
        - &rule {inside: [*user, *end], type: completion}
        - *rule
      """,
      path: "r.yaml"
    )
    #expect(
      file.rules.map(\.text) == [
        "span:<user>..</user>=prompt", "inside:<user>..</user>=completion",
        "inside:<user>..</user>=completion",
      ]
    )
    // Neither of these is a reference.
    let plain = "- {token: a&b, type: prompt}\n" + #"- {regex: '(a *)&\w*', type: prompt}"#
    #expect(try RuleFile(plain, path: "r.yaml").rules.count == 2)
    let many = "- &a x=1\n" + String(repeating: "- *a\n", count: 25)
    let error = #expect(throws: DataPrepError.self) { try RuleFile(many, path: "r.yaml") }
    #expect(error?.message == "r.yaml: more than 24 references such as *name")
    let bomb =
      "x: &a0 {x: 1}\n"
      + (1...9).map { "k\($0): &a\($0) {? *a\($0 - 1) : *a\($0 - 1)}\n" }.joined()
      + "rules: [all=1]"
    #expect(try RuleFile(bomb, path: "r.yaml").rules.count == 1)
  }

  @Test(arguments: [
    ("a: 1", "r.yaml: no list, and no list under \"rules\""),
    ("- [1]", "r.yaml: rule 1: neither a text nor a mapping"),
    (
      "- {id: 5}",
      "r.yaml: rule 1: \"type\" must be prompt, completion, padding or separator"
    ),
    (
      "- {ids: 5, type: prompt}",
      "r.yaml: rule 1: \"ids\" is none of all, token, id, position, span, inside, regex"
    ),
    (
      "- {id: 5, token: a, type: prompt}",
      "r.yaml: rule 1: beside \"type\" one of all, token, id, position, span, inside, regex"
    ),
    ("- {span: [a], type: prompt}", "r.yaml: rule 1: \"span\" must be a list of two markers"),
    (
      "- ATG=4",
      "the rule 'ATG=4': the type is prompt, completion, padding, separator, or 0 to 3"
    ),
  ])
  func saysWhatIsWrongWithAFile(text: String, message: String) {
    let error = #expect(throws: DataPrepError.self) { try RuleFile(text, path: "r.yaml") }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000),
    (0..<20_000).map { String(repeating: " ", count: $0 % 900) + "a:" }.joined(separator: "\n"),
  ])
  func nestingWithoutEndIsRefused(text: String) {
    #expect(throws: DataPrepError.self) { try RuleFile(text, path: "r.yaml") }
  }
}
