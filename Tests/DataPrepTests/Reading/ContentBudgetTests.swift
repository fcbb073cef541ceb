import HDF5
import TestSupport
import Testing

@testable import DataPrep

@Suite struct ContentBudgetTests {
  /// A file of less than a megabyte; only its size counts.
  private func budget(in folder: TemporaryFolder) throws -> (ContentBudget, Int) {
    let path = folder.path("small.hdf5")
    try SmallTrainingFile(ids: [[5, 6, 2, 9]], types: [[0, 1, 3, 2]]).write(to: path)
    let file = try TrainingFile(path: path)
    return (ContentBudget("small.hdf5", [file]), file.tokenIDs.fileByteCount)
  }

  @Test func refusesMoreArticlesThanAnySmallFileHas() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var (budget, byteCount) = try budget(in: folder)
    try budget.take(articles: 1 << 23)
    try budget.take(articles: 1 << 23)
    let error = try #require(throws: DataPrepError.self) { try budget.take(articles: 1) }
    #expect(error.code == .oversized)
    #expect(
      error.message
        == "small.hdf5: more than 16777216 articles, the most that is read of \(byteCount) bytes"
    )
    #expect(
      error.hint == "files of texts hold less in so few bytes; if these rows are real, store them "
        + "uncompressed: h5repack -f NONE small.hdf5 NEW.h5"
    )
  }

  @Test func refusesMoreTokensThanAnySmallFileHas() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var (budget, byteCount) = try budget(in: folder)
    try budget.take(tokens: 1 << 30)
    let error = try #require(throws: DataPrepError.self) { try budget.take(tokens: 1) }
    #expect(
      error.message
        == "small.hdf5: more than 1073741824 tokens beside padding, the most that is read of "
        + "\(byteCount) bytes"
    )
  }

  /// Padding is free, and three changes of the type are an article.
  @Test func countsByTypes() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var (budget, _) = try budget(in: folder)
    try budget.take(articles: (1 << 24) - 2)
    try budget.take(types: [0, 0, 1, 1, 3, 0, 1, 3, 2, 2])
    #expect(throws: DataPrepError.self) { try budget.take(types: [0, 1, 3]) }
  }
}
