import JSON
import Testing

@testable import Tokenization

@Suite struct PostProcessorTests {
  private func processor(_ json: String) throws -> PostProcessor {
    try PostProcessor(json: try JSONParser().parse(copying: json), path: "$.post_processor")
  }

  private let special = """
    "pair":[],"special_tokens":{"S":{"id":"S","ids":[7,8],"tokens":["S","T"]}}
    """

  private let tokens = [
    PostProcessor.Token(id: 1, text: Array("Hello".utf8), offsets: 0..<5),
    PostProcessor.Token(id: 2, text: Array("Ġworld".utf8), offsets: 5..<11),
  ]

  @Test func trimsSpacesOutOfOffsets() throws {
    let json = #"{"type":"ByteLevel","trim_offsets":true,"add_prefix_space":false}"#
    let processed = try processor(json).process(tokens, addingSpecialTokens: true)
    #expect(processed.map(\.offsets) == [0..<5, 6..<11])
  }

  @Test func templateTokensHaveNoPlace() throws {
    let template = try processor(
      """
      {"type":"TemplateProcessing",\(special),"single":[{"SpecialToken":{"id":"S","type_id":0}},
      {"Sequence":{"id":"A","type_id":0}}]}
      """
    )
    let processed = template.process(tokens, addingSpecialTokens: true)
    #expect(processed.map(\.id) == [7, 8, 1, 2])
    #expect(processed.map(\.offsets) == [0..<0, 0..<0, 0..<5, 5..<11])
    #expect(template.process(tokens, addingSpecialTokens: false) == tokens)
    #expect(template.affixes?.prefix == [7, 8])
    #expect(template.affixes?.suffix == [])
  }

  @Test func aTemplateWithTheTextTwiceHasNoAffixes() throws {
    let template = try processor(
      """
      {"type":"TemplateProcessing",\(special),"single":[{"Sequence":{"id":"A","type_id":0}},
      {"Sequence":{"id":"A","type_id":1}}]}
      """
    )
    #expect(template.affixes == nil)
    #expect(template.process(tokens, addingSpecialTokens: true).map(\.id) == [1, 2, 1, 2])
  }

  @Test func theFieldsDecideBeforeTheType() throws {
    let bert = try processor(#"{"type":"RobertaProcessing","sep":["S",2],"cls":["C",1]}"#)
    guard case .bert = bert else {
      Issue.record("\(bert)")
      return
    }
    #expect(bert.affixes?.prefix == [1])
    #expect(bert.affixes?.suffix == [2])
  }

  @Test(arguments: [
    (#"{"type":"X"}"#, #"post-processor type "X" at $.post_processor is not supported"#),
    (
      #"{"type":"BertProcessing","sep":["S",2],"cls":["C"]}"#,
      "$.post_processor.cls: found an array, expected an array of a token and its id"
    ),
    (
      """
      {"type":"TemplateProcessing","special_tokens":{},"pair":[],
      "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}}]}
      """,
      #"$.post_processor.single[0]: found "[CLS]", expected a name in special_tokens"#
    ),
    (
      """
      {"type":"TemplateProcessing","special_tokens":{},"pair":[],
      "single":[{"Sequence":{"id":"B","type_id":0}}]}
      """,
      "$.post_processor.single[0]: found sequence B, expected A in a single template"
    ),
    (
      #"{"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":true}]}"#,
      #""add_prefix_space" is missing at $.post_processor.processors[0]"#
    ),
  ])
  func refusesByNameAndPlace(json: String, message: String) throws {
    let error = #expect(throws: TokenizerError.self) { try processor(json) }
    #expect(error?.description == message)
  }
}
