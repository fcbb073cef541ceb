/// The filters of a dataset as the file lists them, in the order in which chunks were encoded.
package struct FilterPipeline: Hashable, Sendable {
  /// One filter.
  package enum Filter: Hashable, Sendable {
    /// Bytes regrouped by their place in elements of this size.
    case shuffle(elementSize: Int)
    /// A zlib stream; the level is what the file records.
    case deflate(level: Int)
    /// A checksum of four bytes behind the data.
    case fletcher32
  }

  /// The filters; each kind at most once.
  package let filters: [Filter]

  /// The filters that a new dataset records.
  package init(_ filters: ChunkFilters, elementSize: Int) {
    self.filters =
      (filters.shuffles ? [.shuffle(elementSize: elementSize)] : [])
      + (filters.recordedLevel.map { [.deflate(level: $0)] } ?? [])
  }

  /// A list in a file's order; the caller has made sure that no kind is there twice.
  package init(_ filters: [Filter]) {
    self.filters = filters
  }
}
