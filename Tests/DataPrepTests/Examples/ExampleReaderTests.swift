import JSON
import Testing

@testable import DataPrep

/// Which schema a record has, what is made of it, and what is said where none fits.
@Suite struct ExampleReaderTests {
  private func read(
    _ json: String,
    as schema: RecordSchema = .auto
  ) throws -> (schema: RecordSchema, chat: Chat?) {
    let parser = JSONParser()
    let reader = ExampleReader(schema: schema, fieldNames: FieldNames(), categories: nil)
    let (content, schema) = unsafe try reader.read(try parser.parse(copying: json))
    if case .chat(let chat) = unsafe content { return (schema, chat) }
    return (schema, nil)
  }

  @Test(
    arguments: [
      (#"{"prompt": "a", "completion": "b"}"#, .pair),
      (#"{"completion": "b", "messages": []}"#, .pair),
      (#"{"prompt": "a", "messages": []}"#, .messages),
      (#"[{"prompt": "a", "completion": "b"}]"#, .turns),
      (#"[]"#, .turns),
      (#"{"messages": [{"role": "user", "content": "a"}]}"#, .messages),
      (#"[{"role": "user", "content": "a"}]"#, .messages),
      (#"{"conversations": [{"from": "human", "value": "a"}]}"#, .sharegpt),
      (#"{"conversations": [{"role": "user", "content": "a"}]}"#, .sharegpt),
      (#"[{"from": "human", "value": "a"}]"#, .sharegpt),
      (#"{"prompt": [{"role": "user", "content": "a"}], "completion": []}"#, .chatPair),
      (#"{"prompt": null, "completion": []}"#, .chatPair),
      (#"{"instruction": "a", "output": "b"}"#, .alpaca),
      (#"{"instruction": "a", "input": "", "output": "b", "text": "c"}"#, .alpaca),
      (#"{"text": "a"}"#, .text),
    ] as [(String, RecordSchema)]
  )
  func recognisesASchema(json: String, schema: RecordSchema) throws {
    #expect(try read(json).schema == schema)
  }

  @Test(
    arguments: [
      (
        #"{"question": "a"}"#,
        #"""
        no schema fits: pair: "completion" is missing; turns: it is no list; messages: "messages" \#
        is missing; chat-pair: "completion" is missing; sharegpt: "conversations" is missing; \#
        alpaca: "instruction" and "output" are missing; text: "text" is missing
        """#
      ),
      (
        #"{"messages": "a", "instruction": "b"}"#,
        #"""
        no schema fits: pair: "completion" is missing; turns: it is no list; messages: "messages" \#
        must be a list of messages, found a string; chat-pair: "completion" is missing; sharegpt: \#
        "conversations" is missing; alpaca: "output" is missing; text: "text" is missing
        """#
      ),
      (
        #"[{"content": "a"}]"#,
        #"""
        no schema fits: pair: it is a list; turns: "completion" is missing in the first element; \#
        messages: "role" is missing in the first element; chat-pair: it is a list; sharegpt: "from" \#
        is missing in the first element; alpaca: it is a list; text: it is a list
        """#
      ),
      ("7", "expected an object or a list of pairs, found a number"),
      (#"{"prompt": "a"}"#, #""completion" is missing"#),
      (#"{"messages": [3]}"#, #""messages[0]" must be a message, found a number"#),
      (#"{"messages": [{"content": "a"}]}"#, #""messages[0].role" is missing"#),
      (#"{"messages": [{"role": "user"}]}"#, #""messages[0].content" is missing"#),
      (
        #"{"messages": [{"role": 1, "content": "a"}]}"#,
        #""messages[0].role" must be a string, found a number"#
      ),
      (
        #"{"messages": [{"role": "user", "content": 3}]}"#,
        #""messages[0].content" must be a string, null or a list of parts, found a number"#
      ),
      (
        #"{"messages": [{"role": "user", "content": ["a", 3]}]}"#,
        #""messages[0].content[1]" must be a part of a content, found a number"#
      ),
      (
        #"{"messages": [{"role": "user", "content": "a", "weight": 2}]}"#,
        #"""
        "messages[0].weight" must be a number from 0 to 1, or true or false, found a number \#
        beyond that
        """#
      ),
      (
        #"{"conversations": [{"from": "nobody", "value": "a"}]}"#,
        #"""
        "conversations[0].from" must be a role such as human, gpt, system or tool, found another
        """#
      ),
      (
        #"{"conversations": [{"from": "human"}]}"#, #""conversations[0].value" is missing"#
      ),
      (#"{"conversations": [{"value": "a"}]}"#, #""conversations[0].from" is missing"#),
      (#"{"conversations": [{"role": "user"}]}"#, #""conversations[0].content" is missing"#),
      (#"{"conversations": [{"content": "a"}]}"#, #""conversations[0].role" is missing"#),
      (#"{"conversations": [{}]}"#, #""conversations[0].from" is missing"#),
      (#"{"messages": [{"value": "a"}]}"#, #""messages[0].from" is missing"#),
      (#"[{"from": "human", "value": "a"}, {"value": "b"}]"#, #""[1].from" is missing"#),
      (#"{"prompt": [{"role": "user", "content": "a"}]}"#, #""completion" is missing"#),
      (
        #"{"prompt": "a", "completion": []}"#,
        #""prompt" must be a list of messages, found a string"#
      ),
      (
        #"{"prompt": [], "completion": "a"}"#,
        #""completion" must be a list of messages, found a string"#
      ),
      (#"{"prompt": [], "completion": [{"content": "a"}]}"#, #""completion[0].role" is missing"#),
      (
        #"{"messages": [], "tools": "[{"}"#,
        #""tools" must be a list, or the JSON text of one, found a string that is not JSON"#
      ),
    ]
  )
  func saysWhatIsWrong(json: String, message: String) throws {
    #expect {
      try read(json)
    } throws: { error in
      (error as? DataPrepError)?.message == message
    }
  }

  @Test func anAskedSchemaIsTheOnlyOne() throws {
    #expect {
      try read(#"{"text": "a"}"#, as: .messages)
    } throws: { error in
      (error as? DataPrepError)?.message == #""messages" is missing"#
    }
    #expect {
      try read(#"[]"#, as: .alpaca)
    } throws: { error in
      (error as? DataPrepError)?.message
        == "expected an object with an instruction and an output, found a list"
    }
  }

  @Test func theOtherKeysGoToTheTemplate() throws {
    let json = #"""
      {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": "{}"}}]}],
       "tools": "[{\"type\": \"function\"}]", "documents": [1], "enable_thinking": false,
       "chat_template_kwargs": {"effort": "low"}, "add_generation_prompt": true}
      """#
    let chat = try #require(try read(json).chat)
    #expect(chat.messages[0]["tool_calls"]?.array?[0]["function"]?["arguments"]?.string == "{}")
    #expect(chat.tools.array?[0]["type"]?.string == "function")
    #expect(chat.documents.array?.count == 1)
    #expect(chat.variables.keys == ["enable_thinking", "effort"])
  }

  @Test func aChatPairIsOneChatThatBeginsWithItsPrompt() throws {
    let json = #"""
      {"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},
       {"role": "user", "content": "c"}], "completion": [{"role": "assistant", "content": "d"}],
       "tools": [1], "chat_template_kwargs": {"effort": "low"}, "label": true}
      """#
    for schema in [RecordSchema.auto, .chatPair] {
      let chat = try #require(try read(json, as: schema).chat)
      #expect(chat.messages.map { $0["content"]?.string } == ["a", "b", "c", "d"])
      #expect(chat.promptMessageCount == 3)
      #expect(chat.tools.array?.count == 1)
      #expect(chat.variables.keys == ["effort", "label"])
      #expect(chat.keeping([0, 2, 3]).promptMessageCount == 2)
      #expect(chat.prefix(1).promptMessageCount == 1)
    }
  }

  @Test func rolesOfShareGPTAreMapped() throws {
    let json = #"""
      {"system": "s", "conversations": [{"from": "Human", "value": "a", "weight": 0},
       {"from": "gpt", "value": "b"}, {"from": "observation", "value": "c"}]}
      """#
    let chat = try #require(try read(json).chat)
    #expect(chat.messages.indices.map(chat.role) == ["system", "user", "assistant", "tool"])
    #expect(chat.messages.map { $0["content"]?.string } == ["s", "a", "b", "c"])
    #expect(chat.messages[1]["weight"]?.int64 == 0)
  }
}
