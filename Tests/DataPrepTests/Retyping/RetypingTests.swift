import Foundation
import HDF5
import TestSupport
import Testing

@testable import DataPrep

@Suite struct RetypingTests {
  /// Gives types to rows of the genetic code and returns them as digits.
  private func retype(
    _ ids: [[Int32]],
    types: [String]? = nil,
    rules: [String] = [],
    sidecar: String? = nil,
    tokenizer: String = SmallTokenizer.genetic,
    eos: String = "SEP",
    pad: String? = "PAD",
    _ change: (inout Retyping) -> Void = { _ in }
  ) throws -> (types: [String], report: RetypingReport) {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      let width = ids.first?.count ?? 1
      let fixture = RowFixture(
        types: types ?? ids.map { _ in String(repeating: "1", count: width) },
        ids: ids
      )
      try fixture.write(to: path)
      if types == nil { try FileWithoutTypes.write(ids, to: path) }
      var retyping = Retyping(path: path, output: folder.appending(path: "out.hdf5").path)
      retyping.tokenizer = try SmallTokenizer.write(tokenizer, to: folder, eos: eos, pad: pad)
      retyping.rules = try rules.map { try TypeRule($0) }
      if let sidecar {
        let file = folder.appending(path: "types.jsonl")
        try Data(sidecar.utf8).write(to: file)
        retyping.sidecar = file.path
      }
      change(&retyping)
      let report = try retyping.run()
      let rows = try RowsOfFile(path: retyping.output)
      #expect(rows.tokenIDs == ids)
      return (rows.tokenTypes.map { $0.map { "\($0)" }.joined() }, report)
    }
  }

  private let codons: [Int32] = [9, 5, 6, 10, 7, 8, 2]

  /// The first example of SambaNova's document, with its second set of types.
  @Test func theGeneticCodeGetsItsTypes() throws {
    let (types, report) = try retype([codons], rules: ["GCC=prompt", "ATG=prompt"])
    #expect(types == ["1100113"])
    #expect(report.rules.map(\.count) == [1, 1])
    let padded = try retype(
      [codons + [69, 69, 69, 69]],
      rules: ["position:0:2=completion", "inside:GGC..ATC=prompt"]
    )
    #expect(padded.types == ["11001132222"])
    #expect(padded.report.paddingID == 69 && padded.report.separatorIDs == [2])
  }

  @Test func laterRulesGoFirst() throws {
    let (types, _) = try retype([codons], rules: ["all=prompt", "id:10=1", "id:7-8=completion"])
    #expect(types == ["0001113"])
  }

  @Test(arguments: [
    (["span:GGC..ATG=prompt"], "1000113"), (["inside:GGC..ATG=prompt"], "1101113"),
    (["span:ATG..GAA=prompt"], "1110003"), (["position:-3:=prompt"], "1111003"),
    (["position:-100:2=prompt"], "0011113"), (["regex:ATG AT=prompt"], "1110013"),
    (["regex:(?<=GCC )ATG=prompt"], "1110113"), (["regex:^GAA|GAC(?= )=prompt"], "0111103"),
    ([#"regex:\bZZZ\b=prompt"#], "1111113"),
  ])
  func rulesReachTheTokensThatTheySay(rules: [String], types: String) throws {
    #expect(try retype([codons], rules: rules).types == [types])
  }

  /// A character of several tokens belongs to a match with all of them.
  @Test func aMatchTakesAllTokensOfItsCharacters() throws {
    let ids = "aé中b".utf8.map { Int32($0) }
    let (types, _) = try retype(
      [ids],
      rules: ["regex:[é中]=prompt"],
      tokenizer: SmallTokenizer.bytes,
      eos: "</s>",
      pad: nil
    )
    #expect(types == ["1000001"])
  }

  /// Rows that are a chunk each take another way to the file, and two threads work on them.
  @Test func longRowsAreTheSameOnAnyNumberOfThreads() throws {
    var generator = TestSupport.SeededGenerator(seed: 5)
    var rows: [[Int32]] = []
    for _ in 0..<7 {
      var row: [Int32] = []
      for _ in 0..<20_000 { row.append(.random(in: 5...60, using: &generator)) }
      rows.append(row + [2])
    }
    func type(_ id: Int32) -> String { id == 2 ? "3" : id <= 30 ? "0" : "1" }
    let expected = rows.map { row in row.map { type($0) }.joined() }
    var digests: Set<String> = []
    for threadCount in [1, 2, 5] {
      let (types, report) = try retype(rows, rules: ["id:5-30=prompt"]) {
        $0.threadCount = threadCount
      }
      #expect(types == expected)
      #expect(report.changedRowCount == 7)
      for file in report.files { digests.insert(file.sha256) }
    }
    #expect(digests.count == 1)
  }

  /// What is no UTF-8 is no obstacle.
  @Test func aCutCharacterIsPassedOver() throws {
    let (types, _) = try retype(
      [[0x80, 97, 0xE4, 0xB8, 98, 0xC3]],
      rules: ["regex:[ab]=prompt"],
      tokenizer: SmallTokenizer.bytes,
      eos: "</s>",
      pad: nil
    )
    #expect(types == ["101101"])
  }

  @Test func paddingThatIsTheSeparatorLeavesOne() throws {
    let (types, _) = try retype([[9, 2, 5, 2, 2, 2], [9, 2, 5, 6, 7, 2]], pad: nil)
    #expect(types == ["131322", "131113"])
  }

  @Test func whatAFileHasIsKept() throws {
    let ids: [[Int32]] = [[9, 5, 6, 2, 69, 69]]
    #expect(try retype(ids, types: ["001322"], rules: ["all=completion"]).types == ["111322"])
    let (types, report) = try retype(ids, types: ["001322"], rules: ["all=completion"]) {
      $0.padding = .none
      $0.separators = .none
    }
    #expect(types == ["111111"])
    #expect(
      report.changes == [
        .init(from: 0, to: 1, count: 2), .init(from: 2, to: 1, count: 2),
        .init(from: 3, to: 1, count: 1),
      ]
    )
  }

  @Test func typesComeFromASidecar() throws {
    let sidecar = "[0, 0, 1, 3]\n{\"token_type_ids\": [1, 1, 1, 1, 1, 3]}\n"
    let ids: [[Int32]] = [[9, 5, 6, 2, 69, 69], [9, 5, 6, 7, 8, 2]]
    #expect(try retype(ids, sidecar: sidecar).types == ["001322", "111113"])
    #expect(
      try retype(ids, rules: ["GAA=separator"], sidecar: sidecar).types == ["301322", "311113"]
    )
  }

  @Test(arguments: [
    ("[0]\n", "line 1: the file ends before the rows do"),
    ("[0]\n[0]\n[0]\n", "line 3: the file has more lines than there are rows"),
    ("[0]\n[4]\n", "line 2: element 0 is no type from 0 to 3"),
    ("[0]\n{\"a\": 1}\n", "line 2: expected a list of types, or an object with one"),
    ("[0]\n[0, 0, 0]\n", "line 2: 3 types for a row of 2"),
  ])
  func saysWhatIsWrongWithASidecar(sidecar: String, message: String) {
    let error = #expect(throws: DataPrepError.self) {
      try retype([[9, 5], [6, 7]], sidecar: sidecar)
    }
    #expect(error?.found == message)
  }

  @Test(arguments: [
    ("XYZ=prompt", "the rule 'XYZ=prompt': the vocabulary holds no token \"XYZ\""),
    ("regex:(=prompt", nil),
  ])
  func saysWhatIsWrongWithARule(rule: String, message: String?) {
    let error = #expect(throws: DataPrepError.self) { try retype([[9]], rules: [rule]) }
    #expect(error?.kind == .usage)
    if let message { #expect(error?.message == message) }
  }

  @Test func inPlaceALinkKeepsLeadingToTheFile() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.h5").path
      let link = folder.appending(path: "link.h5").path
      try RowFixture(types: ["0013"]).write(to: path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "rows.h5")
      var retyping = Retyping(path: link, output: link)
      retyping.rules = [try TypeRule("all=completion")]
      _ = try retyping.run()
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "rows.h5")
      #expect(try RowsOfFile(path: path).tokenTypes == [[1, 1, 1, 3]])
    }
  }

  @Test func anotherNameOfTheInputIsNoOutput() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.h5").path
      let link = folder.appending(path: "link.h5").path
      try RowFixture(types: ["0013"]).write(to: path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "rows.h5")
      for (input, output) in [(path, link), (link, path)] {
        var retyping = Retyping(path: input, output: output)
        retyping.overwrite = .replace
        #expect(throws: DataPrepError(.outputIsInput, output)) { try retyping.run() }
      }
      #expect(try RowsOfFile(path: path).tokenTypes == [[0, 0, 1, 3]])
    }
  }

  @Test func inPlaceReplacesTheFileWhole() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.h5").path
      try RowFixture(
        types: ["0013"],
        attributes: [("packing", "full")],
        categories: [[1, 2, 3, 4]],
        weights: [[1, 0.5, 2, 1]]
      )
      .write(to: path)
      var retyping = Retyping(path: path, output: path)
      retyping.rules = [try TypeRule("all=completion")]
      _ = try retyping.run()
      let rows = try RowsOfFile(path: path)
      #expect(rows.tokenTypes == [[1, 1, 1, 3]])
      #expect(rows.categoryIDs == [[1, 2, 3, 4]])
      let file = try TrainingFile(path: path)
      #expect(file.description.packing == .full)
      #expect(try file.lossWeights?.readRows(0..<1, as: Float.self) == [1, 0.5, 2, 1])
      // A run that fails leaves the file as it was.
      let before = try Data(contentsOf: URL(filePath: path))
      retyping.rules = [try TypeRule("XYZ=prompt")]
      #expect(throws: DataPrepError.self) { try retyping.run() }
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["rows.h5"])
    }
  }
}
