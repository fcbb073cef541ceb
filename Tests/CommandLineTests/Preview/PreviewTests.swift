import Foundation
import HDF5
import JSON
import TestSupport
import Testing

@Suite struct PreviewTests {
  private static let rows = [
    "PPCS....", "PCCCCCCS", "PPPPPCS.", "PCSPPCCS", "CCCCCCCS", "PPPPPPPP",
  ]

  @Test func printsTables() throws {
    let outcome = try run("--batch-size", "3", "--rule", "token-mean,micro-batch-mean,batch-size")
    let output =
      """
      types.hdf5  6 rows × 8 tokens, 2 steps of 3 × 1 × 1 rows, in file order

      Tokens
        slots               48  100.0 %
        non-padding tokens  43   89.6 %  num_tokens before the shift
        non-padding labels  37   77.1 %  num_tokens of non-padded tokens
        loss labels         23   47.9 %  num_tokens of trained tokens

      Steps
        step  rows  slots  non-padding labels  loss labels  empty micro-batches
        0        3     24                  16           11                    0
        1        3     24                  21           12                    0
        all      6     48                  37           23                    0
        loss labels a step: least 11, mean 11.5, most 12, variation 4.3 %

      Rules
        rule                  κ  κ range    N_eff  spread  prompt  completion  separator
        token-mean            1      1–1  100.0 %       1   0.0 %      73.9 %     26.1 %
        micro-batch-mean      1      1–1  100.0 %       1   0.0 %      73.9 %     26.1 %
        batch-size        3.833  3.667–4  100.0 %       1   0.0 %      73.9 %     26.1 %
        κ: the sum of a step's effective weights; N_eff: equally weighted labels that would be
        as many, of those trained; spread: the largest weight of a step over the smallest

      What it means
        batch-size scaling matches the token mean with loss_weight 6/23 = 0.2609; 1/max_seq_length is 0.125
        1 row without a loss label
        under micro-batch-mean, the 50 % shortest answers (2 labels) weigh 1.014× as much per token as \
      the 33 % longest (7)

      """
    #expect(outcome == Outcome(status: 0, output: output))
  }

  @Test(arguments: [
    (["--batch-size", "0"], "--batch-size is 0, expected 1 or more"),
    (["--grad-accumulation", "0"], "--grad-accumulation is 0, expected 1 or more"),
    (["--ranks=-1"], "--ranks is -1, expected 1 or more"),
    (
      ["--prompt-loss-weight", "1.5"], "--prompt-loss-weight is 3/2, expected a number from 0 to 1"
    ),
    (["--separator-weight=-1"], "--separator-weight is -1, expected a number from 0 to 1"),
    (["--loss-weight", "0"], "--loss-weight is 0, expected a number above 0"),
    (["--max-length", "0"], "--max-length is 0, expected 1 or more"),
    (["--steps", "6:9"], "--steps is 6:9, expected steps from 0 to 5"),
    (
      ["--batch-size", "4", "--ranks", "2"],
      "a step of 4 × 1 × 2 = 8 rows is larger than the data: 6 rows"
    ),
    (["--explain", "6:0"], "--explain is 6:0, expected a row below 6 and a token below 8"),
    (["--layout", "layout.json"], "--layout is row 6, expected rows from 0 to 5"),
    (
      ["--bake", "b.hdf5", "--drop-last"],
      "--bake is used with --drop-last, expected every row, in the order of the file"
    ),
  ])
  func refusesWhatMakesNoSense(arguments: [String], sentence: String) throws {
    let outcome = try run(arguments) { try $0.write("[[[0, 6]]]", to: "layout.json") }
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: \(sentence)\n\nhint: "), "\(outcome.errors)")
  }

  @Test func refusesAFileWithoutTypes() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let file = try HDF5File(creating: workshop.folder.path("ids.hdf5"))
    let filters = ChunkFilters(shuffles: false, deflate: .none)
    try file.makeDataset("input_ids", width: 4, rowsPerChunk: 1, filters: filters).close()
    try file.close()
    let outcome = try workshop.run("preview", "ids.hdf5")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors == """
        error: ids.hdf5: there is no token_type_ids

        hint: dataprep retype adds types by rules

        """
    )
  }

  @Test func putsTwoRulesSideBySide() throws {
    let outcome = try run("--batch-size", "6", "--compare", "sample-mean", "token-mean")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        "under sample-mean, the 50 % shortest answers (2 labels) weigh 2.8× as much per token as "
          + "the 33 % longest (7)"
      ),
      "\(outcome.output)"
    )
    #expect(outcome.output.contains("most: row 0, tokens 0–3 (2.3×)"))
  }

  @Test func explainsATokenInEachRule() throws {
    let outcome = try run(
      "--batch-size",
      "6",
      "--explain",
      "0:2",
      "--rule",
      "token-mean,sample-mean"
    )
    let output =
      """
      Token
        place   row 0, token 2; step 0, rank 0, micro-batch 0
        type    1 completion, in the document of tokens 0–3
        label   yes, predicted by the logits of token 1
        weight  1 by type

      Rules
        rule         effective weight    divided by
        token-mean               1/23            23  loss labels of the step
        sample-mean              1/12            12  rows of the step × loss labels of the row

      """
    #expect(outcome == Outcome(status: 0, output: output))
    for (place, label) in [
      ("0:0", "no: it is the row's first token"), ("0:5", "no: it is padding"),
      ("1:0", "no: it is the row's first token"), ("0:1", "yes, but its weight is 0"),
    ] {
      #expect(try run("--explain", place).output.contains(label))
    }
    #expect(try run("--explain", "3:3", "--boundary", "mask").output.contains("opens a document"))
  }

  /// The weights that a baked file sums to are those of the rule, rounded once.
  @Test(arguments: ["sample-mean", "micro-batch-mean", "document-mean", "token-mean"])
  func bakesWeightsThatSumToTheRule(rule: String) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try TypesFile.write(Self.rows, to: workshop.folder.path("types.hdf5"))
    let batches = ["--batch-size", "1", "--grad-accumulation", "2", "--ranks", "2"]
    let baked = try workshop.run(
      ["preview", "types.hdf5", "--rule", rule, "--bake", "baked.hdf5"] + batches
    )
    #expect(baked.status == 0, "\(baked.errors)")
    #expect(baked.output.hasPrefix("wrote baked.hdf5\n  6 rows of 2 steps, 23 effective weights"))
    #expect(try workshop.newNames.sorted() == ["baked.hdf5", "types.hdf5"])
    let before = try weights(workshop, "types.hdf5", rule, batches)
    let after = try weights(workshop, "baked.hdf5", "sum", batches)
    #expect(before.count == after.count)
    for (first, second) in zip(before, after) {
      #expect(Double(Float(first)) == second)
    }
    let again = try workshop.run(["preview", "types.hdf5", "--bake", "baked.hdf5"] + batches)
    #expect(again.status == 2)
    #expect(again.errors == "error: baked.hdf5: exists already\n\nhint: --overwrite replaces it\n")
    let itself = try workshop.run("preview", "types.hdf5", "--bake", "types.hdf5", "--overwrite")
    #expect(
      itself.errors == "error: types.hdf5: cannot be written: it is the input\n\n"
        + "hint: choose another output: no input is replaced or removed\n"
    )
  }

  @Test func emitsATrainersConfiguration() throws {
    let outcome = try run(
      "--trainer",
      "cerebras-batch-size",
      "--emit-config",
      "--loss-weight",
      "1/8"
    )
    #expect(
      outcome.output == """
        model:
          loss_scaling: batch_size
          loss_weight: 0.125
        # 0.2608695652173913 (6/23) gives the mean of num_tokens on this data

        """
    )
    let other = try run("--trainer", "sambanova", "--emit-config", "--prompt-loss-weight", "0.1")
    #expect(other.output == "use_token_type_ids: true\nprompt_loss_weight: 0.1\n")
  }

  @Test func doesNotDependOnThreads() throws {
    var random = SeededGenerator(seed: 3)
    let rows = (0..<200).map { _ in
      String((0..<24).map { _ in "PPCCCCS.".randomElement(using: &random) ?? "C" })
    }
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try TypesFile.write(rows, to: workshop.folder.path("types.hdf5"))
    for order in ["file", "seed:9"] {
      let outputs = try ["1", "2", "8"].map { threads in
        try workshop.run([
          "preview", "types.hdf5", "--batch-size", "3", "--ranks", "2", "--order", order,
          "--weights",
          "--format", "json", "--threads", threads,
        ]).output
      }
      #expect(outputs[0].hasPrefix("{"))
      #expect(Set(outputs).count == 1)
    }
  }

  private func weights(
    _ workshop: Workshop,
    _ file: String,
    _ rule: String,
    _ arguments: [String]
  ) throws -> [Double] {
    let outcome = try workshop.run(
      ["preview", file, "--rule", rule, "--weights", "--format", "json", "--decimal"] + arguments
    )
    let steps = try JSONParser().parse(copying: outcome.output).value["steps"]?.array ?? []
    return steps.flatMap { step in
      let rows = step["rules"]?[rule]?["weights"]?.array ?? []
      return rows.flatMap { $0.array?.compactMap(\.double) ?? [] }
    }
  }

  private func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  private func run(
    _ arguments: [String],
    preparing prepare: (TemporaryFolder) throws -> Void = { _ in }
  ) throws -> Outcome {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try TypesFile.write(Self.rows, to: workshop.folder.path("types.hdf5"))
    try prepare(workshop.folder)
    return try workshop.run(["preview", "types.hdf5"] + arguments)
  }
}
