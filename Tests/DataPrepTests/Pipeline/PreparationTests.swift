import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// Whole conversions in the library, with tokenizers of our own.
@Suite struct PreparationTests {
  /// A run over one input file; `change` adjusts the plan.
  private func convert(
    _ input: String,
    name: String = "in.jsonl",
    tokenizer: String = SmallTokenizer.bytes,
    eos: String = "</s>",
    pad: String? = nil,
    bos: String? = nil,
    width: Int = 16,
    change: (inout PreparationPlan) -> Void = { _ in }
  ) throws -> (report: PreparationReport, rows: RowsOfFile) {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: name)
      try Data(input.utf8).write(to: path)
      var plan = PreparationPlan(
        inputs: [path.path],
        output: folder.appending(path: "out.hdf5").path,
        tokenizer: try SmallTokenizer.write(tokenizer, to: folder, eos: eos, pad: pad, bos: bos),
        maximumSequenceLength: width
      )
      change(&plan)
      var report = try Preparation(plan: plan).run()
      let rows = try RowsOfFile(path: plan.output)
      for index in report.faults.indices { report.faults[index].place?.file = name }
      return (report, rows)
    }
  }

  @Test func theGeneticExampleGivesTheDocumentedRow() throws {
    let (report, rows) = try convert(
      #"{"prompt": "GAA GGC GCC", "completion": "ATG ATC GAC"}"#,
      tokenizer: SmallTokenizer.genetic,
      eos: "SEP",
      pad: "PAD",
      width: 11
    )
    #expect(rows.tokenIDs == [[9, 5, 6, 10, 7, 8, 2, 69, 69, 69, 69]])
    #expect(rows.tokenTypes == [[0, 0, 0, 1, 1, 1, 3, 2, 2, 2, 2]])
    #expect(report.tokens.prompt == 3)
    #expect(report.tokens.completion == 3)
    #expect(report.tokens.separator == 1)
    #expect(report.tokens.padding == 4)
    #expect(report.records.written == 1)
  }

  @Test func theSeamHasExactlyOneSpace() throws {
    let (_, rows) = try convert(
      #"{"prompt": "a  ", "completion": "  b"}"#,
      width: 4
    )
    #expect(rows.tokenIDs == [[97, 32, 98, 257]])
    #expect(rows.tokenTypes == [[0, 1, 1, 3]])
  }

  @Test func withoutTheSeparatorTextsStandAsTheyAre() throws {
    let (_, rows) = try convert(#"{"prompt": "a ", "completion": "b"}"#, width: 4) {
      $0.spaceSeparator = .none
    }
    #expect(rows.tokenIDs == [[97, 32, 98, 257]])
    #expect(rows.tokenTypes == [[0, 0, 1, 3]])
  }

  @Test func oneEndOfSequenceLeavesTheTextWhoeverPutItThere() throws {
    let (_, rows) = try convert(
      #"{"prompt": "a</s>", "completion": "b</s></s>"}"#,
      width: 6
    )
    #expect(rows.tokenIDs == [[97, 32, 98, 257, 257, 257]])
    #expect(rows.tokenTypes == [[0, 1, 1, 1, 3, 2]])
  }

  @Test func aLeadingBeginningOfSequenceLeavesTheCompletionAfterAPromptOnly() throws {
    let lines = """
      {"prompt": "a", "completion": "<s>b"}
      {"prompt": "", "completion": "<s>b"}
      """
    let (_, rows) = try convert(lines, bos: "<s>", width: 4) {
      $0.packing = .single
      $0.spaceSeparator = .none
    }
    #expect(rows.tokenIDs == [[97, 98, 257, 257], [256, 98, 257, 257]])
  }

  @Test func everyRecordEndsInOneState() throws {
    let lines = """
      {"prompt": "p", "completion": "fits"}

      {"prompt": "a long prompt that has to be cut", "completion": "ok"}
      {"prompt": "p", "completion": "a completion that is far too long for a row"}
      {"prompt": "nothing follows", "completion": ""}
      []
      {"prompt": 3, "completion": "x"}
      {"prompt": "broken
      {"prompt": "p"}
      [{"prompt": "p", "completion": "q"}, {"prompt": "skipped", "completion": ""}]
      """
    let (report, _) = try convert(lines, width: 16) { $0.onError = .skip }
    #expect(report.blankLines == 1)
    #expect(report.records.read == 9)
    #expect(report.records.written == 1)
    #expect(report.records.truncated == 2)
    #expect(report.records.dropped == 6)
    #expect(
      report.droppedRecords == [
        .overflow: 1, .emptyCompletion: 1, .noTokens: 1, .badRecord: 3,
      ]
    )
    #expect(
      report.faults.map(\.message) == [
        #"in.jsonl:7: "prompt" must be a string, found a number"#,
        report.faults[1].message,
        #"in.jsonl:9: "completion" is missing"#,
      ]
    )
    #expect(report.faults[1].message.hasPrefix("in.jsonl:8:"))
  }

  @Test func quarantineKeepsTheRawLines() throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      let long =
        #"{"prompt": "", "completion": ""# + String(repeating: "x", count: 3 << 20) + #""}"#
      try "{\"prompt\": \"a\", \"completion\": \"b\"}\nbad line\r\n\(long)\nworse".write(
        to: input,
        atomically: true,
        encoding: .utf8
      )
      var plan = PreparationPlan(
        inputs: [input.path],
        output: folder.appending(path: "out.hdf5").path,
        tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
        maximumSequenceLength: 8
      )
      plan.onError = .quarantine
      plan.maximumRecordByteCount = 1 << 20
      let report = try Preparation(plan: plan).run()
      #expect(report.records.quarantined == 3)
      #expect(report.records.written == 1)
      let quarantine = try String(
        contentsOfFile: folder.appending(path: "out.hdf5.quarantine.jsonl").path,
        encoding: .utf8
      )
      #expect(quarantine == "bad line\r\n\(long)\nworse\n")
    }
  }

  @Test func failStopsAtTheFirstBadRecordAndLeavesNothing() throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      try "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"a\"}\n".write(
        to: input,
        atomically: true,
        encoding: .utf8
      )
      let plan = PreparationPlan(
        inputs: [input.path],
        output: folder.appending(path: "out.hdf5").path,
        tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
        maximumSequenceLength: 8
      )
      #expect {
        try Preparation(plan: plan).run()
      } throws: { error in
        (error as? DataPrepError)?.message == "\(input.path):2: \"completion\" is missing"
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names == ["in.jsonl", "tokenizer"])
    }
  }

  @Test(arguments: Packing.allCases)
  func equalBytesForAnyNumberOfThreads(packing: Packing) throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      var generator = DataPrep.SeededGenerator(seed: 7)
      var lines = ""
      for number in 0..<4000 {
        let length = generator.next(below: 120)
        lines +=
          #"{"prompt": "number \#(number)", "completion": ""#
          + String(repeating: "word ", count: length / 5 + 1) + "\"}\n"
      }
      try lines.write(to: input, atomically: true, encoding: .utf8)
      var plan = PreparationPlan(
        inputs: [input.path],
        output: "",
        tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
        maximumSequenceLength: 256
      )
      plan.packing = packing
      var digests: Set<String> = []
      for threads in [1, 2, 8] {
        plan.output = folder.appending(path: "\(threads).h5").path
        plan.threadCount = threads
        var preparation = Preparation(plan: plan)
        preparation.chunkByteCount = 1 << 12
        let report = try preparation.run()
        digests.formUnion(report.files.map(\.sha256))
        #expect(report.records.read == 4000)
        #expect(report.records.written == 4000)
      }
      #expect(digests.count == 1)
    }
  }

  @Test func aFolderHoldsAShardAManifestAndTheTokenizer() throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      try "{\"prompt\": \"a\", \"completion\": \"b\"}\n".write(
        to: input,
        atomically: true,
        encoding: .utf8
      )
      let output = folder.appending(path: "out")
      var plan = PreparationPlan(
        inputs: [input.path],
        output: output.path,
        tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
        maximumSequenceLength: 8
      )
      let report = try Preparation(plan: plan).run()
      #expect(report.files.map(\.path) == ["\(output.path)/train_1_of_1.hdf5"])
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names == ["manifest.json", "tokenizer", "train_1_of_1.hdf5"])

      #expect(throws: DataPrepError(.outputExists, output.path)) {
        try Preparation(plan: plan).run()
      }
      let foreign = output.appending(path: "notes.txt")
      try "mine".write(to: foreign, atomically: true, encoding: .utf8)
      plan.overwrite = .replace
      _ = try Preparation(plan: plan).run()
      #expect(try String(contentsOf: foreign, encoding: .utf8) == "mine")

      let other = folder.appending(path: "other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      try "mine".write(
        to: other.appending(path: "notes.txt"),
        atomically: true,
        encoding: .utf8
      )
      plan.output = other.path
      #expect(throws: DataPrepError(.foreignOutput, other.path)) {
        try Preparation(plan: plan).run()
      }
    }
  }

  @Test(arguments: [("empty.jsonl", ""), ("blank.jsonl", "\n\n \r\n"), ("empty.txt", "")])
  func anInputWithoutRecordsGivesAFileWithoutRows(name: String, content: String) throws {
    let (report, rows) = try convert(content, name: name)
    #expect(rows.tokenIDs == [])
    #expect(report.records.read == 0)
    #expect(report.warnings == [.noRows])
  }

  @Test func textLinesAreCompletionsAsTheyStand() throws {
    let (report, rows) = try convert("a\r\n\nb\rc", name: "in.txt", width: 4) {
      $0.packing = .single
    }
    #expect(
      rows.tokenIDs == [
        [97, 10, 257, 257], [10, 257, 257, 257], [98, 10, 257, 257], [99, 257, 257, 257],
      ]
    )
    #expect(rows.tokenTypes == [[1, 1, 3, 2], [1, 3, 2, 2], [1, 1, 3, 2], [1, 3, 2, 2]])
    #expect(report.records.read == 4)
  }
}
