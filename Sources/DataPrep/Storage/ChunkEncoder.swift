import HDF5

/// A block of rows, compressed and ready to be written: one chunk for each dataset.
struct EncodedBlock: Sendable {
  var firstRow: Int
  var rowCount: Int
  var tokenIDs: [UInt8]
  var tokenTypes: [UInt8]
  /// `nil` where the plan has no categories.
  var categoryIDs: [UInt8]?
  /// Positions by the raw value of their type.
  var countsByType: [Int]
}

/// The second parallel work of a thread: turns a block of rows into chunks of the file.
///
/// The last block of a file is filled up with rows of zeros to a whole chunk; the dataset's extent
/// says how many rows there are.
final class ChunkEncoder {
  private let width: Int
  private let rowsPerChunk: Int
  private let filters: ChunkFilterEncoder
  private var scratch: [Int32]

  init(width: Int, rowsPerChunk: Int, filters: ChunkFilters) {
    self.width = width
    self.rowsPerChunk = rowsPerChunk
    self.filters = filters.makeEncoder()
    scratch = [Int32](repeating: 0, count: width * rowsPerChunk)
  }

  /// Encodes a block.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable` where compression fails.
  func encode(_ block: RowBlock) throws(DataPrepError) -> EncodedBlock {
    var counts = [Int](repeating: 0, count: TokenType.allCases.count)
    for type in block.tokenTypes { counts[Int(type & 3)] += 1 }
    return EncodedBlock(
      firstRow: block.firstRow, rowCount: block.rowCount,
      tokenIDs: try chunk(block.tokenIDs),
      tokenTypes: try chunk(of: block.tokenTypes),
      categoryIDs: block.categoryIDs.isEmpty ? nil : try chunk(block.categoryIDs),
      countsByType: counts)
  }

  private func chunk(_ values: [Int32]) throws(DataPrepError) -> [UInt8] {
    if values.count == scratch.count { return try filter(values) }
    for index in values.indices { scratch[index] = values[index] }
    for index in values.count..<scratch.count { scratch[index] = 0 }
    return try filter(scratch)
  }

  private func chunk(of types: [UInt8]) throws(DataPrepError) -> [UInt8] {
    for index in types.indices { scratch[index] = Int32(types[index]) }
    for index in types.count..<scratch.count { scratch[index] = 0 }
    return try filter(scratch)
  }

  private func filter(_ values: [Int32]) throws(DataPrepError) -> [UInt8] {
    do throws(HDF5Error) {
      return unsafe try values.withUnsafeBufferPointer { bytes throws(HDF5Error) in
        unsafe try filters.encode(
          UnsafeRawBufferPointer(bytes), elementSize: MemoryLayout<Int32>.size)
      }
    } catch {
      throw DataPrepError(.unwritable, "compression", found: "\(error)")
    }
  }
}
