import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// Rows that were packed give the articles that went in, whatever the packing did.
@Suite struct UnpackingTests {
  /// An article as ids and types; of a multiset, sorted.
  struct Tokens: Hashable, Comparable {
    var ids: [Int32] = []
    var types: [Int32] = []

    static func < (left: Self, right: Self) -> Bool {
      left.ids == right.ids
        ? left.types.lexicographicallyPrecedes(right.types)
        : left.ids.lexicographicallyPrecedes(right.ids)
    }
  }

  /// One way of making rows.
  struct Way: Sendable, CustomTestStringConvertible {
    var packing: Packing
    var overflow: OverflowPolicy
    var packingBoundary: Boundary
    var attentionBoundary: Boundary
    var testDescription: String {
      "\(packing.rawValue) \(overflow.rawValue) \(packingBoundary.rawValue) "
        + attentionBoundary.rawValue
    }

    static var all: [Way] {
      var ways: [Way] = []
      for packing in Packing.allCases {
        for overflow in packing == .full ? [.drop] : OverflowPolicy.allCases {
          for packingBoundary in Boundary.allCases {
            for attentionBoundary in Boundary.allCases {
              ways.append(
                Way(
                  packing: packing,
                  overflow: overflow,
                  packingBoundary: packingBoundary,
                  attentionBoundary: attentionBoundary
                )
              )
            }
          }
        }
      }
      return ways
    }
  }

  @Test(arguments: Way.all)
  func theArticlesAreThoseThatWentIn(way: Way) throws {
    try TemporaryFolder.with { folder in
      var records = RandomRecords(generator: TestSupport.SeededGenerator(seed: 7))
      let input = folder.appending(path: "in.jsonl")
      try Data(records.lines(60).utf8).write(to: input)
      let tokenizer = try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>")
      func rows(_ name: String, _ change: (inout PreparationPlan) -> Void) throws -> String {
        var plan = PreparationPlan(
          inputs: [input.path],
          output: folder.appending(path: name).path,
          tokenizer: tokenizer,
          maximumSequenceLength: 24
        )
        plan.overflow = way.overflow
        plan.packingBoundary = way.packingBoundary
        plan.attentionBoundary = way.attentionBoundary
        plan.promptOnly = .keep
        change(&plan)
        _ = try Preparation(plan: plan).run()
        return plan.output
      }
      let packed = try rows("packed.hdf5") { $0.packing = way.packing }
      // One article a row; a stream loses nothing, so its reference has rows for the longest.
      let single = try rows("single.hdf5") {
        $0.packing = .single
        if way.packing == .full { $0.maximumSequenceLength = 400 }
      }
      let unpacked = folder.appending(path: "unpacked.hdf5").path
      let report = try Unpacking(paths: [packed], output: unpacked).run()
      let splitsPairs = way.packingBoundary == .pair && way.attentionBoundary == .record
      let expected = try Self.articles(single, splitsPairs: splitsPairs)
      #expect(try Self.articles(unpacked, splitsPairs: splitsPairs) == expected)
      #expect(report.articleCount == (try RowsOfFile(path: unpacked)).tokenIDs.count)
      if !splitsPairs, way.packing == .full || way.overflow == .drop {
        #expect(report.places == [])
      }
    }
  }

  /// The articles of a file's rows, by the plainest of rules: cut at type 3 and at padding.
  static func articles(_ path: String, splitsPairs: Bool) throws -> [Tokens] {
    let rows = try RowsOfFile(path: path)
    var articles: [Tokens] = []
    for (ids, types) in zip(rows.tokenIDs, rows.tokenTypes) {
      var article = Tokens()
      for (id, type) in zip(ids, types) {
        if type != 2 {
          article.ids.append(id)
          article.types.append(type)
        }
        if type == 2 || type == 3 || (splitsPairs && id == 257) {
          if !article.ids.isEmpty { articles.append(article) }
          article = Tokens()
        }
      }
      if !article.ids.isEmpty { articles.append(article) }
    }
    return articles.sorted()
  }

  // MARK: Marks

  /// Writes rows with ids that count up, unpacks them, and returns the articles' types and marks.
  private func unpack(
    _ rows: [String],
    packing: Packing? = nil,
    attributes: [(String, String)] = []
  ) throws -> (articles: [[Int32]], report: UnpackingReport) {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      try RowFixture(types: rows, attributes: attributes).write(to: path)
      let output = folder.appending(path: "out.hdf5").path
      var unpacking = Unpacking(paths: [path], output: output)
      unpacking.packing = packing
      var report = try unpacking.run()
      for index in report.places.indices { report.places[index].file = "" }
      let articles = try RowsOfFile(path: output).tokenTypes.map { $0.filter { $0 != 2 } }
      return (articles, report)
    }
  }

  @Test func aStreamGoesOnOverTheEndOfARow() throws {
    let (articles, report) = try unpack(
      ["0111", "1301", "3222"],
      attributes: [("packing", "full")]
    )
    #expect(articles == [[0, 1, 1, 1, 1, 3], [0, 1, 3]])
    #expect(report.joinedArticleCount == 2)
    #expect(report.places == [])
  }

  @Test func withoutAttributesARowThatDoesNotEndIsOpen() throws {
    let (articles, report) = try unpack(["0111", "1301", "3222"])
    #expect(articles == [[0, 1, 1, 1], [1, 3], [0, 1], [3]])
    #expect(
      report.places == [
        .init(file: "", row: 0, column: 0, marks: .open),
        .init(file: "", row: 1, column: 2, marks: .open),
      ]
    )
    #expect(
      ReadingWarning.all(for: report) == [.openArticles(count: 2)]
    )
  }

  /// A file without types stands for one whose rows take long to read.
  @Test func aMissingTokenizerIsSaidBeforeTheRowsAreRead() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      try FileWithoutTypes.write([[1, 2]], to: path)
      func fault(_ name: String, tokenizer: String? = nil) -> DataPrepError? {
        var unpacking = Unpacking(paths: [path], output: folder.appending(path: name).path)
        unpacking.tokenizer = tokenizer
        do throws(DataPrepError) {
          _ = try unpacking.run()
          return nil
        } catch {
          return error
        }
      }
      #expect(fault("out.jsonl")?.code == .unknownTokenizer)
      #expect(fault("out.jsonl", tokenizer: "\(path)/none")?.code == .inputNotFound)
      #expect(fault("out.hdf5")?.code == .noTokenTypes)
      let known = PackageRoot.url("samples/genetic-code").path
      #expect(fault("out.jsonl", tokenizer: known)?.code == .noTokenTypes)
    }
  }

  @Test func theCallerCanSayHowRowsWerePacked() throws {
    let (articles, _) = try unpack(["0111", "1301", "3222"], packing: .full)
    #expect(articles == [[0, 1, 1, 1, 1, 3], [0, 1, 3]])
  }

  @Test(
    arguments: [
      // Rows, overflow, boundaries, marks of the articles.
      (["0111", "0013"], "truncate-right", "record", [.endCut]),
      (["0113", "0132"], "truncate-left", "record", [.startMayBeCut]),
      (["0113", "0132"], "truncate-prompt", "record", [.startMayBeCut]),
      (["0113", "0132"], "drop", "record", []),
      (["0111"], "drop", "record", [.open]),
      (["0112"], "drop", "record", [.noSeparator]),
      (["0111", "0122", "0113"], "drop", "pair", [.noSeparator, .noSeparator]),
    ] as [([String], String, String, [ArticleMarks])]
  )
  func marksFollowWhatPackingDid(
    rows: [String],
    overflow: String,
    boundary: String,
    marks: [ArticleMarks]
  ) throws {
    let (_, report) = try unpack(
      rows,
      attributes: [
        ("packing", "greedy"), ("overflow", overflow), ("packing_boundary", boundary),
        ("attention_boundary", "record"),
      ]
    )
    #expect(report.places.map(\.marks) == marks)
  }

  @Test func aStreamThatPaddingInterruptsDoesNotGoOn() throws {
    let (articles, report) = try unpack(
      ["0111", "2222", "1113", "0111", "2013"],
      attributes: [("packing", "full")]
    )
    #expect(articles == [[0, 1, 1, 1], [1, 1, 1, 3], [0, 1, 1, 1], [0, 1, 3]])
    #expect(report.places.map(\.marks) == [.noSeparator, .noSeparator])
  }

  /// A long prompt fills a row of its own, which is left out; the stream has a gap there.
  @Test func rowsThatWereLeftOutMarkWhatWasJoined() throws {
    try TemporaryFolder.with { folder in
      let input = folder.appending(path: "in.jsonl")
      try Data(#"{"prompt": "abcdefghijklmn", "completion": "b"}"#.utf8).write(to: input)
      var plan = PreparationPlan(
        inputs: [input.path],
        output: folder.appending(path: "rows.hdf5").path,
        tokenizer: try SmallTokenizer.write(SmallTokenizer.bytes, to: folder, eos: "</s>"),
        maximumSequenceLength: 8
      )
      plan.packing = .full
      let output = folder.appending(path: "out.hdf5").path
      _ = try Preparation(plan: plan).run()
      let lost = try Unpacking(paths: [plan.output], output: output).run()
      #expect(lost.places.map(\.marks) == [[.open, .rowsMayBeMissing]])

      try Data(#"{"prompt": "a", "completion": "bcdef"}"#.utf8 + Data("\n".utf8)).write(to: input)
      let handle = try FileHandle(forWritingTo: input)
      try handle.seekToEnd()
      try handle.write(
        contentsOf: Data(#"{"prompt": "abcdefghijklmnopqr", "completion": "bc"}"#.utf8)
      )
      try handle.close()
      plan.overwrite = .replace
      _ = try Preparation(plan: plan).run()
      var unpacking = Unpacking(paths: [plan.output], output: output)
      unpacking.overwrite = .replace
      let report = try unpacking.run()
      #expect(report.places.map(\.marks) == [.rowsMayBeMissing, .rowsMayBeMissing])
    }
  }
}
