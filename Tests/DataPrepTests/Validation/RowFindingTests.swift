import Foundation
import TestSupport
import Testing

@testable import DataPrep

/// Faults of rows.
@Suite struct RowFindingTests {
  @Test(arguments: ids + types + articles + repetition + attributes)
  func isFound(_ test: FindingCase) throws {
    try test.check()
  }

  @Test(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
  func areFoundInFilesOfH5py() throws {
    try FindingCase.checkRewritten(
      Self.ids + Self.types + Self.articles + Self.repetition + Self.attributes
    )
  }

  @Test func soundFilesAreSound() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FindingCase.sound.write(to: folder.path("x.hdf5"))
    let report = try Validation(paths: [folder.path("x.hdf5")]).run()
    #expect(report.findings.isEmpty)
    #expect(
      report.files[0].tokenCounts == [.prompt: 2, .completion: 3, .padding: 1, .separator: 2]
    )
  }

  private static let ids: [FindingCase] = [
    FindingCase(.negativeID, .error, row: 1, column: 3, "the id -1 is negative") {
      $0.ids[1][3] = -1
    },
    FindingCase(
      .idBeyondVocabulary,
      .error,
      row: 0,
      column: 1,
      "the id 70 is not below the vocabulary's size, 70",
      change: { $0.ids[0][1] = 70 },
      adjust: { $0.vocabularySize = 70 }
    ),
    FindingCase(
      .idBeyondVocabulary,
      .error,
      row: 1,
      column: 3,
      "the id 69 is not below the vocabulary's size, 10"
    ) { $0.numbers = [("vocab_size", 10)] },
    FindingCase(
      .doubleBOS,
      .warning,
      row: 0,
      column: 0,
      "two tokens 1, which begin a text, stand side by side"
    ) {
      $0.ids[0] = [1, 1, 7, 2]
      $0.numbers = [("bos_token_id", 1)]
    },
  ]

  private static let types: [FindingCase] = [
    FindingCase(.unknownType, .error, row: 0, column: 1, "the type 4 is none of 0 to 3") {
      $0.types?[0][1] = 4
    },
    FindingCase(.unknownType, .error, row: 0, column: 1, "the type -1 is none of 0 to 3") {
      $0.types?[0][1] = -1
    },
    FindingCase(
      .rowUntrained,
      .error,
      row: 0,
      "no token of the row is trained, with a weight of 0.0 for prompts",
      also: [.typesUnused],
      change: { $0.types?[0] = [0, 0, 0, 0] },
      adjust: {
        $0.training = TrainingSettings()
        $0.training?.promptLossWeight = 0
      }
    ),
    FindingCase(.rowUntrained, .error, row: 0, "no token of the row is trained") {
      $0.types?[0] = [0, 0, 0, 0]
      $0.numbers = [("keep_prompt_only", 0)]
    },
    FindingCase(.rowUntrained, .note, row: 0, "no token of the row is trained") {
      $0.types?[0] = [0, 0, 0, 0]
    },
    FindingCase(.nothingTrained, .error, "no token of the file is trained") {
      $0.types = [[0, 0, 0, 0], [0, 0, 0, 0]]
    },
    FindingCase(.rowAllPadding, .warning, row: 1, "the row is all padding") {
      $0.ids[1] = [69, 69, 69, 69]
      $0.types?[1] = [2, 2, 2, 2]
    },
    FindingCase(
      .paddingNotSuffix,
      .error,
      row: 1,
      column: 0,
      "padding stands before the end of the row's tokens"
    ) {
      $0.ids[1] = [69, 8, 9, 2]
      $0.types?[1] = [2, 0, 1, 3]
    },
    FindingCase(
      .paddingNotSuffix,
      .error,
      row: 1,
      column: 1,
      "padding stands before the end of an article"
    ) {
      $0.ids[1] = [8, 69, 9, 2]
      $0.types?[1] = [0, 2, 1, 3]
    },
    FindingCase(
      .paddingBetweenArticles,
      .warning,
      row: 0,
      column: 1,
      "padding stands between two articles"
    ) {
      $0.ids[0] = [2, 69, 7, 2]
      $0.types?[0] = [3, 2, 1, 3]
    },
    FindingCase(
      .paddingIDVaries,
      .warning,
      row: 0,
      column: 3,
      "the id under padding is 68, elsewhere it is 69"
    ) {
      $0.ids[0] = [5, 2, 69, 68]
      $0.types?[0] = [1, 3, 2, 2]
    },
    // Padding in the wrong place says nothing of the id that padding has.
    FindingCase(
      .paddingIDVaries,
      .warning,
      row: 0,
      column: 1,
      "the id under padding is 7, elsewhere it is 69",
      also: [.paddingNotSuffix]
    ) {
      $0.ids[0] = [5, 7, 6, 2]
      $0.types?[0] = [0, 2, 1, 3]
    },
    FindingCase(
      .paddingIDVaries,
      .warning,
      row: 0,
      column: 3,
      "the id under padding is 68, elsewhere it is 69"
    ) {
      $0.ids[0] = [5, 6, 2, 68]
      $0.types?[0] = [1, 1, 3, 2]
      $0.numbers = [("pad_token_id", 69)]
    },
  ]

  private static let articles: [FindingCase] = [
    FindingCase(
      .separatorUnknown,
      .error,
      row: 0,
      column: 3,
      "the separator has the id 2, expected 3 or 4"
    ) { $0.lists = [("separator_ids", [3, 4])] },
    FindingCase(
      .separatorUnknown,
      .error,
      row: 0,
      column: 3,
      "the separator has the id 2, expected 3"
    ) { $0.numbers = [("eos_token_id", 3)] },
    .ofWholeArticles(
      .articleUnterminated,
      .error,
      row: 0,
      column: 3,
      "the article ends without a separator, at the end of a full row"
    ) { $0.types?[0] = [0, 1, 1, 1] },
    .ofWholeArticles(
      .articleUnterminated,
      .error,
      row: 1,
      column: 2,
      "the article ends without a separator"
    ) { $0.types?[1] = [0, 1, 1, 2] },
    FindingCase(
      .articleUnterminated,
      .note,
      row: 1,
      column: 2,
      "the article ends without a separator"
    ) { $0.types?[1] = [0, 1, 1, 2] },
    FindingCase(
      .lastArticleCut,
      .note,
      row: 1,
      column: 3,
      "the last article of the file has no end"
    ) {
      $0.types?[1] = [0, 1, 1, 1]
      $0.texts = [("packing", "full"), ("overflow", "none")]
    },
    .ofWholeArticles(
      .startsMidArticle,
      .error,
      row: 1,
      column: 0,
      "the row starts inside an article: row 0 ends without a separator, and this one goes on",
      also: [.articleUnterminated]
    ) { $0.types = [[0, 1, 1, 1], [1, 1, 3, 2]] },
    .ofWholeArticles(
      .startsMidArticle,
      .error,
      row: 1,
      column: 0,
      "the row starts inside an article: its first token is a separator"
    ) { $0.types?[1] = [3, 1, 3, 2] },
    .ofWholeArticles(
      .articleUnterminated,
      .note,
      row: 1,
      column: 2,
      "the article ends without a separator"
    ) {
      $0.types = [[0, 1, 1, 3], [0, 1, 1, 2]]
      $0.numbers = [("cut_articles", 1)]
    },
    .ofWholeArticles(
      .startsMidArticle,
      .warning,
      row: 20,
      column: 0,
      "the row starts inside an article: its first token is 5, and 20 other rows begin a text"
    ) {
      $0.ids = (0..<20).map { [1, Int32($0) + 10, 6, 2] } + [[5, 6, 7, 2]]
      $0.types = Array(repeating: [0, 1, 1, 3], count: 21)
      $0.numbers = [("bos_token_id", 1)]
    },
    .ofWholeArticles(
      .completionWithoutPrompt,
      .note,
      row: 1,
      column: 0,
      "the article has no prompt; 1 of the file's 2 articles have one"
    ) { $0.types?[1] = [1, 1, 3, 2] },
    FindingCase(
      .categoryUnexpected,
      .warning,
      row: 1,
      column: 3,
      "the category id is 0, expected -1 under padding"
    ) { $0.categories = [[0, 0, 0, 0], [1, 1, 1, 0]] },
    FindingCase(
      .categoryUnexpected,
      .error,
      row: 0,
      column: 0,
      "the category id is -2, expected -1 or more"
    ) { $0.categories = [[-2, 0, 0, 0], [1, 1, 1, -1]] },
  ]

  private static let repetition: [FindingCase] = [
    FindingCase(.duplicateRow, .note, row: 2, "the row is the same as row 0") {
      $0.ids.append($0.ids[0])
      $0.types?.append([0, 1, 1, 3])
    },
    FindingCase(
      .sharedRow,
      .warning,
      row: 1,
      "the row is the same as row 1 of train.hdf5",
      also: [.sharedArticle],
      make: FindingCase.folder(["train.hdf5", "dev.hdf5"]) { number, file in
        file.ids[0][0] = Int32(20 + number)
        file.texts = FindingCase.wholeArticles
      }
    ),
    FindingCase(
      .sharedArticle,
      .warning,
      row: 0,
      "the article is the same as one of row 1 of train.hdf5",
      make: FindingCase.folder(["train.hdf5", "dev.hdf5"]) { number, file in
        if number == 1 {
          file.ids = [[8, 9, 2, 2], [4, 4, 4, 2]]
          file.types = [[0, 1, 3, 3], [1, 1, 1, 3]]
        }
        file.texts = FindingCase.wholeArticles
      }
    ),
  ]

  private static let attributes: [FindingCase] = [
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute packing, \"loose\", has a value that is not understood"
    ) { $0.texts = [("packing", "loose")] },
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute vocab_size, \"-1\", has a value that is not understood"
    ) { $0.numbers = [("vocab_size", -1)] },
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute vocab_size, \"1099511627776\", has a value that is not understood"
    ) { $0.numbers = [("vocab_size", 1 << 40)] },
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute deleted_rows, \"-1\", has a value that is not understood"
    ) { $0.numbers = [("deleted_rows", -1)] },
    FindingCase(
      .attributeDisagrees,
      .warning,
      "bos_token_id is 100, which is not below vocab_size, 100"
    ) { $0.numbers = [("vocab_size", 100), ("bos_token_id", 100)] },
    FindingCase(
      .attributeDisagrees,
      .warning,
      "separator_ids has 101, which is not below vocab_size, 100"
    ) {
      $0.numbers = [("vocab_size", 100)]
      $0.lists = [("separator_ids", [2, 101, 102])]
    },
    FindingCase(
      .attributeDisagrees,
      .warning,
      row: 0,
      column: 3,
      "separator_ids is empty, and there is a separator with the id 2"
    ) { $0.lists = [("separator_ids", [])] },
    FindingCase(
      .attributeDisagrees,
      .warning,
      row: 1,
      column: 0,
      "the category id is 2, and category_names has 2 names"
    ) {
      $0.categories = [[0, 0, 0, 0], [2, 2, 2, -1]]
      $0.texts = [("category_names", #"["a", "b"]"#)]
    },
    .ofWholeArticles(
      .attributeDisagrees,
      .error,
      "cut_articles is 1, and 2 rows begin or end inside an article"
    ) {
      $0.ids[0] = [5, 6, 7, 69]
      $0.types = [[0, 1, 1, 2], [0, 1, 1, 2]]
      $0.numbers = [("cut_articles", 1)]
    },
    FindingCase(
      .attributeDisagrees,
      .warning,
      row: 1,
      column: 3,
      "pad_token_id is 3, the id under padding is 69"
    ) { $0.numbers = [("pad_token_id", 3)] },
    FindingCase(
      .attributeDisagrees,
      .error,
      row: 0,
      column: 2,
      "packing is single, and the row holds more than one article"
    ) {
      $0.ids[0] = [5, 2, 7, 2]
      $0.types?[0] = [1, 3, 1, 3]
      $0.texts = FindingCase.wholeArticles.map {
        ($0.0, $0.0 == "packing" ? "single" : $0.1)
      }
    },
    FindingCase(
      .attributeDisagrees,
      .warning,
      row: 1,
      "packing is full, and rows 0 and 1 have padding"
    ) {
      $0.ids[0] = [5, 6, 2, 69]
      $0.types?[0] = [0, 1, 3, 2]
      $0.texts = [("packing", "full"), ("overflow", "none")]
    },
    FindingCase(
      .attributeDisagrees,
      .warning,
      "packing is full, where nothing overflows, and overflow is drop"
    ) { $0.texts = [("packing", "full"), ("overflow", "drop")] },
    FindingCase(
      .tokenizerDisagrees,
      .warning,
      "the file was made with another tokenizer: its digest begins with 0123, that of "
        + "the given one with \(sampleDigest)",
      change: {
        $0.texts = [("tokenizer_sha256", "0123")]
        $0.numbers = [("eos_token_id", 2)]
      },
      adjust: { $0.tokenizer = PackageRoot.url("samples/genetic-code").path }
    ),
  ]

  private static let sampleDigest =
    (try? Checksum.hexadecimal(
      ofFileAt: PackageRoot.url("samples/genetic-code/tokenizer.json").path
    ))?.prefix(12) ?? ""
}
