/// What became of the validation of one file.
package struct FileOutcome: Sendable, Codable {
  /// What is known of the file's content; nil where it could not be read.
  package struct Content: Sendable, Codable, Equatable {
    package var rowCount: Int
    package var width: Int
    package var hasTypes: Bool
    package var isCerebras: Bool
    /// Tokens by type, 0 to 3; empty where the file has no types.
    package var tokenCounts: [Int]
    /// The size of the vocabulary, where the file's attributes say it.
    package var vocabularySize: Int?
  }

  package var content: Content?
  var tally: FindingTally
  /// The digests of rows, and of articles where they were asked for.
  var digests = SampledDigests()

  private enum CodingKeys: CodingKey {
    case content
    case tally
  }

  /// Makes the outcome of a file of which nothing could be read.
  init(tally: FindingTally) {
    self.tally = tally
  }
}
