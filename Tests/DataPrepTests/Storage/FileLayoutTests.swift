import Foundation
import Testing

@testable import DataPrep

@Suite struct FileLayoutTests {
  /// The page that documents the layout for readers.
  private var page: String {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/DataPrep/DataPrep.docc/FileLayout.md")
      return try String(contentsOf: root, encoding: .utf8)
    }
  }

  @Test func everyNameIsDocumented() throws {
    let page = try page
    typealias Name = FileLayout.Attribute
    let names = [
      FileLayout.tokenIDs, FileLayout.tokenTypes, FileLayout.categoryIDs,
      FileLayout.lossWeights, Name.formatVersion,
      Name.toolVersion, Name.tokenizerName, Name.tokenizerDigest, Name.vocabularySize,
      Name.endOfSequenceID, Name.beginningOfSequenceID, Name.paddingID, Name.separatorIDs,
      Name.packing, Name.overflow, Name.packingBoundary, Name.attentionBoundary,
      Name.keepsPromptOnly, Name.deletedRows, Name.cutArticles, Name.seed, FileLayout.lossWeights,
      Name.lossWeightKind,
      Name.chatTemplateDigest, Name.chatTemplateDate, Name.categoryNames,
    ]
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
    for choice in Packing.allCases { #expect(page.contains("`\(choice.rawValue)`")) }
    for choice in OverflowPolicy.allCases { #expect(page.contains("`\(choice.rawValue)`")) }
    #expect(page.contains("the version of this layout, \(FileLayout.formatVersion)"))
    for type in TokenType.allCases { #expect(page.contains("\(type.rawValue) \(type.name)")) }
  }

  @Test(arguments: [(1, 16384), (2048, 8), (4096, 4), (16384, 1), (100_000, 1), (11, 1489)])
  func aChunkHas64KiBOrOneRow(width: Int, rows: Int) {
    #expect(FileLayout.rowsPerChunk(width: width) == rows)
  }
}
