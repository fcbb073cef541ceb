import Foundation
import HDF5
import JSON
import TestSupport
import Testing

@testable import DataPrep

/// Outputs of sambanova/generative_data_prep, row for row and counter for counter.
@Suite(.enabled(if: Fixtures.isAvailable, "the fixtures folder is not there"))
struct PeerGoldenTests {
  /// One case of the manifest.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    let golden: String
    var testDescription: String { name }
  }

  static let folder = Fixtures.url("peer")

  static let cases: [Case] = {
    guard let bytes = try? Data(contentsOf: folder.appending(path: "manifest.json")),
      let manifest = try? JSONParser().parse(copying: Array(bytes)).value
    else { return [] }
    return (manifest["cases"]?.array ?? []).compactMap { value in
      guard let name = value["case"]?.string, let input = value["input"]?.string,
        let tokenizer = value["tokenizer"]?.string, let packing = value["packing"]?.string,
        let length = value["max_seq_length"]?.int64, let golden = value["golden"]?.string
      else { return nil }
      let tokenizerPath =
        tokenizer == "tokenizers/gpt2" ? "../tokenizers/gpt2" : tokenizer
      var flags = (value["flags"]?.array ?? []).compactMap(\.string)
      if let index = flags.firstIndex(of: "--categories_path") {
        flags[index + 1] = folder.appending(path: flags[index + 1]).path
      }
      return Case(
        name: name,
        arguments: [
          "--input_path", folder.appending(path: input).path,
          "--pretrained_tokenizer", folder.appending(path: tokenizerPath).standardized.path,
          "--max_seq_length", "\(length)", "--input_packing_config", packing,
        ] + flags,
        golden: golden
      )
    }
  }()

  @Test func thereAreCases() {
    #expect(Self.cases.count >= 79)
  }

  @Test(arguments: cases)
  func givesThePeersRows(_ test: Case) throws {
    try TemporaryFolder.with { output in
      let path = output.appending(path: "out.hdf5").path
      let command = try PeerArguments.command(
        forDataPrep: test.arguments + ["--output_path", path]
      )
      let report = try Preparation(plan: command.plan).run()
      let golden = try JSONParser().parse(
        copying: Array(try Data(contentsOf: Self.folder.appending(path: test.golden)))
      ).value

      let file = try RowsOfFile(path: path)
      #expect(file.tokenIDs == Self.rows(golden["input_ids"]))
      #expect(file.tokenTypes == Self.rows(golden["token_type_ids"]))
      if golden["category_ids"] != nil {
        #expect(file.categoryIDs == Self.rows(golden["category_ids"]))
      }
      let metrics = report.peerMetrics
      let counters = [
        "input_tokens": metrics.inputTokens, "output_tokens": metrics.outputTokens,
        "prompt_tokens": metrics.promptTokens, "completion_tokens": metrics.completionTokens,
        "padding_tokens": metrics.paddingTokens, "sequences": metrics.sequences,
        "articles": metrics.articles,
        "tokens_dropped_from_packing": metrics.tokensDroppedFromPacking,
        "tokens_dropped_from_all_prompt": metrics.tokensDroppedFromAllPrompt,
      ]
      for (name, count) in counters {
        #expect(golden["metrics"]?[name]?.int64 == Int64(count), "\(name)")
      }
    }
  }

  private static func rows(_ value: JSONValue?) -> [[Int32]] {
    (value?.array ?? []).map { row in
      (row.array ?? []).compactMap { $0.int64.map { Int32($0) } }
    }
  }
}
