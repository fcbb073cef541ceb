import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// Texts of a row or an article are put together up to a length.
@Suite struct ArticleDecodingTests {
  @Test func refusesTextsThatAreTooLong() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appending(path: "rows.hdf5").path
      try RowFixture(types: ["111113"], ids: [[9, 5, 6, 10, 7, 2]]).write(to: path)
      let file = try TrainingFile(path: path)
      var decoding = try ArticleDecoding(
        file,
        tokenizer: PackageRoot.url("samples/genetic-code").path,
        ids: .left
      )
      let tokens = TokenColumns(
        tokenIDs: [9, 5, 6, 10, 7, 2],
        tokenTypes: [1, 1, 1, 1, 1, 3]
      )
      // Three parts of two tokens and a space each.
      decoding.tokensAtOnce = 2
      decoding.maximumTextByteCount = 21
      let text = try decoding.text(ofRow: 0, tokens)
      #expect(text.runs.map(\.text) == ["GAA GGC GCC ATG ATC", "SEP"])
      decoding.maximumTextByteCount = 20
      let error = try #require(throws: DataPrepError.self) {
        try decoding.text(ofRow: 7, tokens)
      }
      #expect(error.code == .undecodable)
      #expect(
        error.message
          == "\(path): the tokenizer cannot decode row 7: a text of more than 20 bytes"
      )
      // So few tokens are not looked at before.
      decoding.tokensAtOnce = 6
      #expect(try decoding.text(ofRow: 7, tokens).runs.map(\.tokenCount) == [5, 1])
    }
  }
}
