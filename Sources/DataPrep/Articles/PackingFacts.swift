import HDF5

/// What a file says about how its articles came into its rows, as far as cutting them out needs it.
///
/// A file without attributes says nothing: then a row's articles are its own.
struct PackingFacts: Sendable, Equatable {
  /// How articles were placed; nil where that is not known.
  var packing: Packing?
  /// What happened to articles longer than a row; nil where that is not known, and for `full`.
  var overflow: OverflowPolicy?
  /// Whether each pair was placed by itself while only a record's last token is a separator.
  var hasPairsWithoutSeparator = false
  /// Whether rows without a completion were left out, so that a stream may have gaps.
  var mayMissRows = false
  /// The id that ends a pair.
  var endOfSequenceID: Int32?

  /// Knows nothing.
  init() {}

  /// Takes what the attributes of a file say.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - packing: What the caller knows better; nil leaves it to the file.
  init(_ file: TrainingFile, packing: Packing? = nil) {
    let description = file.description
    self.packing = packing ?? description.packing
    overflow = description.overflow
    hasPairsWithoutSeparator =
      description.packingBoundary == .pair && description.attentionBoundary == .record
    mayMissRows = description.keepsPromptOnly == false && description.deletedRowCount != 0
    endOfSequenceID = description.endOfSequenceID
  }
}
