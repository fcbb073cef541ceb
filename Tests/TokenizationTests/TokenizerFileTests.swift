import Testing
import Tokenization

/// Every fault of a tokenizer file is an error that names its place.
@Suite struct TokenizerFileTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var file: [UInt8]
    var message: String
    var testDescription: String { message }

    init(_ file: [UInt8], _ message: String) {
      self.file = file
      self.message = message
    }

    init(model: String, _ message: String) {
      self.init(SmallTokenizers.file(model: model), message)
    }

    /// A model of this vocabulary without merges.
    init(bpe vocabulary: String, _ message: String) {
      self.init(model: #"{"type": "BPE", "vocab": \#(vocabulary), "merges": []}"#, message)
    }

    /// A model of this vocabulary, with what stands behind it.
    init(unigram vocabulary: String, _ message: String) {
      self.init(model: #"{"type": "Unigram", "vocab": \#(vocabulary)}"#, message)
    }

    /// A model of these settings.
    init(wordPiece settings: String, _ message: String) {
      self.init(model: #"{"type": "WordPiece", \#(settings), "vocab": {}}"#, message)
    }
  }

  static let faults = [
    Fault(Array("[]".utf8), "$: found array, expected an object"),
    Fault(Array("{}".utf8), "\"model\" is missing at $"),
    Fault(
      Array("{\"é\": 0,\n \"model\" 1}".utf8),
      "$: found what is not JSON: expected \":\" after the key, found \"1\" at line 2, column 10"
    ),
    Fault(
      Array(#"{"version": "2.0", "model": {}}"#.utf8),
      "$.version: found \"2.0\", expected \"1.0\""
    ),
    Fault(model: "7", "$.model: found integer, expected an object"),
    Fault(model: "{}", "\"type\" is missing at $.model"),
    Fault(model: #"{"type": "Other"}"#, "model type \"Other\" at $.model is not supported"),
    Fault(model: #"{"type": "BPE", "merges": []}"#, "\"vocab\" is missing at $.model"),
    Fault(model: #"{"type": "BPE", "vocab": {}}"#, "\"merges\" is missing at $.model"),
    Fault(
      model: #"{"type": "BPE", "vocab": [], "merges": []}"#,
      "$.model.vocab: found array, expected an object"
    ),
    Fault(bpe: #"{"a": -1}"#, "$.model.vocab[\"a\"]: found -1, expected an id from 0 to 16777215"),
    Fault(
      bpe: #"{"a": 99999999999}"#,
      "$.model.vocab[\"a\"]: found 99999999999, expected an id from 0 to 16777215"
    ),
    Fault(
      bpe: #"{"a": 1.5}"#,
      "$.model.vocab[\"a\"]: found double, expected an id from 0 to 16777215"
    ),
    Fault(
      bpe: #"{"a": 1, "b": 1}"#,
      "$.model.vocab[\"b\"]: found the id 1 again, expected an id of its own"
    ),
    Fault(
      model: #"{"type": "BPE", "dropout": 0.1, "vocab": {}, "merges": []}"#,
      "$.model.dropout: found 0.1, expected null or 0: with dropout, encoding would be random"
    ),
    Fault(
      model: #"{"type": "Unigram", "unk_id": 0}"#,
      "\"vocab\" is missing at $.model"
    ),
    Fault(unigram: #"{}"#, "$.model.vocab: found object, expected an array"),
    Fault(
      unigram: #"[["a", 0], ["a"]]"#,
      "$.model.vocab[1]: found array, expected an array of a token and its score"
    ),
    Fault(
      unigram: #"[["a", 0, 1]]"#,
      "$.model.vocab[0]: found array, expected an array of a token and its score"
    ),
    Fault(
      unigram: #"[["a", null]]"#,
      "$.model.vocab[0]: found array, expected an array of a token and its score"
    ),
    Fault(
      unigram: #"[["a", 1e400]]"#,
      "$.model.vocab[0][1]: found 1e400, expected a smaller number"
    ),
    Fault(
      unigram: #"[], "unk_id": 0"#,
      "$.model.unk_id: found 0, expected null, since the vocabulary is empty"
    ),
    Fault(
      unigram: #"[["a", 0]], "unk_id": 1"#,
      "$.model.unk_id: found 1, expected null or an id from 0 to 0"
    ),
    Fault(
      unigram: #"[["a", 0]], "unk_id": -1"#,
      "$.model.unk_id: found -1, expected null or an id from 0 to 0"
    ),
    Fault(
      unigram: #"[["a", 0]], "unk_id": 0.0"#,
      "$.model.unk_id: found double, expected null or an id from 0 to 0"
    ),
    Fault(
      unigram: #"[["a", 0]], "byte_fallback": null"#,
      "$.model.byte_fallback: found null, expected true or false"
    ),
    Fault(
      model: #"{"type": "WordPiece", "vocab": {}}"#,
      "\"unk_token\" is missing at $.model"
    ),
    Fault(
      wordPiece:
        #""unk_token": null, "continuing_subword_prefix": "", "max_input_chars_per_word": 1"#,
      "$.model.unk_token: found null, expected a string"
    ),
    Fault(
      wordPiece:
        #""unk_token": "a", "continuing_subword_prefix": 1, "max_input_chars_per_word": 1"#,
      "$.model.continuing_subword_prefix: found integer, expected a string"
    ),
    Fault(
      wordPiece:
        #""unk_token": "a", "continuing_subword_prefix": "", "max_input_chars_per_word": -1"#,
      "$.model.max_input_chars_per_word: found -1, expected a whole number from 0"
    ),
    Fault(
      wordPiece:
        #""unk_token": "a", "continuing_subword_prefix": "", "max_input_chars_per_word": 1.0"#,
      "$.model.max_input_chars_per_word: found double, expected a whole number from 0"
    ),
    Fault(
      model: SmallTokenizers.bpe(["a"], merges: [], #""fuse_unk": 1"#),
      "$.model.fuse_unk: found integer, expected true or false"
    ),
    Fault(
      model: SmallTokenizers.bpe(["a", "b"], merges: ["ab"]),
      "$.model.merges[0]: found \"ab\", expected two tokens with one space between them"
    ),
    Fault(
      model: #"{"type": "BPE", "vocab": {"a": 0}, "merges": [["a", "a", "a"]]}"#,
      "$.model.merges[0]: found array, expected a string or an array of two tokens"
    ),
    Fault(
      SmallTokenizers.file(
        model: SmallTokenizers.bpe(["a"], merges: []),
        addedTokens: [#"{"id": 0, "content": "x"}"#]
      ),
      "\"single_word\" is missing at $.added_tokens[0]"
    ),
    Fault(
      SmallTokenizers.file(
        model: SmallTokenizers.bpe(["a"], merges: []),
        addedTokens: [
          SmallTokenizers.added("Day", "normalized"), SmallTokenizers.added("day", "normalized"),
        ],
        normalizer: #"{"type": "Lowercase"}"#
      ),
      "$.added_tokens: found two tokens of one normalized form, or one of an empty form, "
        + "expected different forms"
    ),
  ]

  @Test(arguments: faults)
  func refusesMalformedFiles(fault: Fault) {
    #expect {
      try Tokenizer(json: fault.file)
    } throws: { error in
      "\(error)" == fault.message
    }
  }

  @Test(arguments: [
    (["a", "b", "ab"], "c b", "c"), (["a", "b", "ab"], "a c", "c"), (["a", "b"], "a b", "ab"),
  ])
  func refusesMergeOutsideVocabulary(tokens: [String], merge: String, missing: String) {
    #expect {
      try Tokenizer(
        json: SmallTokenizers.file(model: SmallTokenizers.bpe(tokens, merges: [merge]))
      )
    } throws: { error in
      "\(error)" == "$.model.merges[0]: found \"\(missing)\", expected a token of the vocabulary"
    }
  }

  @Test func refusesAFileThatIsNotThere() {
    #expect {
      try Tokenizer(fileAt: "/nowhere/tokenizer.json")
    } throws: { error in
      "\(error)" == "/nowhere/tokenizer.json cannot be read: No such file or directory"
    }
  }

  @Test func refusesWhatIsNotJSON() {
    #expect {
      try Tokenizer(json: Array("{".utf8))
    } throws: { error in
      (error as? TokenizerError)?.code == .invalidJSON
    }
  }

  /// Old files do not tell the type of the model; merges come as lines or as pairs.
  @Test(arguments: [#""a b""#, #"["a", "b"]"#, ##""#version: 0.2", "a b""##])
  func readsModelsWithoutType(merges: String) throws {
    let model = #"{"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [\#(merges)]}"#
    let tokenizer = try Tokenizer(json: SmallTokenizers.file(model: model))
    let encoding = try tokenizer.makeEncoder().encode("abba", addingSpecialTokens: false)
    #expect(encoding.ids == [2, 1, 0])
  }
}
