import HDF5

/// Writes the chunks of a conversion's output file.
///
/// Chunks come in order, compressed; each is one call into libhdf5.
final class ShardWriter {
  private let output: DatasetFile
  /// A chunk of factors of 1; empty until it is needed.
  private var uniformChunk: [UInt8] = []
  private let filters: ChunkFilters
  private var reservedRowCount = 0
  private(set) var rowCount = 0
  private var chunkCount = 0
  /// Positions by the raw value of their type.
  private(set) var countsByType = [Int](repeating: 0, count: TokenType.allCases.count)

  /// The extent grows by this many chunks at once, because every change of it touches metadata.
  private static let chunksPerExtent = 64

  /// Creates the file under its temporary name, with empty datasets.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  init(path: String, plan: PreparationPlan) throws(DataPrepError) {
    filters = ChunkFilters(plan: plan)
    output = try DatasetFile(
      path: path,
      width: plan.maximumSequenceLength,
      columns: [.tokenIDs, .tokenTypes] + (plan.categoriesFile == nil ? [] : [.categoryIDs]),
      filters: filters
    )
    if plan.lossWeights == .always { try makeLossWeights() }
  }

  var file: PartialFile { output.file }

  /// Whether the file has factors of the loss.
  private(set) var hasLossWeights = false

  /// Writes the next block.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  func write(_ block: EncodedBlock) throws(DataPrepError) {
    if block.lossWeights != nil, !hasLossWeights { try makeLossWeights() }
    try output.guarded { () throws(HDF5Error) in
      if block.firstRow + output.rowsPerChunk > reservedRowCount {
        reservedRowCount += output.rowsPerChunk * Self.chunksPerExtent
        try setExtent(reservedRowCount)
      }
      try output.writeChunk(block.tokenIDs, of: .tokenIDs, row: block.firstRow)
      try output.writeChunk(block.tokenTypes, of: .tokenTypes, row: block.firstRow)
      if let bytes = block.categoryIDs {
        try output.writeChunk(bytes, of: .categoryIDs, row: block.firstRow)
      }
      let weights = block.lossWeights ?? uniformChunk
      try output.writeChunk(weights, of: .lossWeights, row: block.firstRow)
    }
    rowCount += block.rowCount
    chunkCount += 1
    for type in countsByType.indices { countsByType[type] += block.countsByType[type] }
  }

  /// Writes the attributes, closes the file, reopens it and checks that it holds what was meant.
  ///
  /// - Throws: ``DataPrepError``: `unwritable`, `diskFull`, `verificationFailed`.
  func finish(_ attributes: FileAttributes) throws(DataPrepError) {
    try output.guarded { () throws(HDF5Error) in try setExtent(rowCount) }
    try output.finish(attributes.values, rowCount: rowCount)
  }

  /// Closes and removes the file if it has not been committed.
  func discard() {
    output.discard()
  }

  /// Makes the dataset of factors when the first block comes that has one that is not 1; the chunks
  /// before it get factors of 1.
  private func makeLossWeights() throws(DataPrepError) {
    let count = output.width * output.rowsPerChunk
    try output.guarded { () throws(HDF5Error) in
      uniformChunk = try filters.makeEncoder().encode([Float](repeating: 1, count: count))
    }
    try output.add(.lossWeights)
    try output.guarded { () throws(HDF5Error) in
      try output.setRowCount(reservedRowCount, of: .lossWeights)
      for chunk in 0..<chunkCount {
        let row = chunk * output.rowsPerChunk
        try output.writeChunk(uniformChunk, of: .lossWeights, row: row)
      }
    }
    hasLossWeights = true
  }

  private func setExtent(_ rowCount: Int) throws(HDF5Error) {
    for column in DatasetFile.Column.allCases {
      try output.setRowCount(rowCount, of: column)
    }
  }
}

extension ChunkFilters {
  /// The filters that a plan asks for.
  init(plan: PreparationPlan) {
    let deflate: Deflate =
      switch plan.compression {
      case .fast: .fast
      case .gzip(let level): .level(level)
      case .none: .none
      }
    self.init(shuffles: plan.shuffleFilter == .on && deflate != .none, deflate: deflate)
  }
}

extension ChunkEncoder {
  convenience init(plan: PreparationPlan) {
    let width = plan.maximumSequenceLength
    self.init(
      width: width,
      rowsPerChunk: FileLayout.rowsPerChunk(width: width),
      filters: ChunkFilters(plan: plan)
    )
  }
}
