/// The filters of one thread, with their scratch memory.
package final class ChunkFilterEncoder {
  private let filters: ChunkFilters
  private let deflater: Deflater?
  private var shuffled: [UInt8] = []

  init(filters: ChunkFilters) {
    self.filters = filters
    deflater =
      switch filters.deflate {
      case .fast: .fast(ISALDeflater())
      case .level(let level): .level(LibdeflateDeflater(level: level))
      case .none: nil
      }
  }

  private enum Deflater {
    case fast(ISALDeflater)
    case level(LibdeflateDeflater)
  }

  /// Encodes a whole chunk.
  ///
  /// - Parameters:
  ///   - raw: The chunk's elements, little-endian.
  ///   - elementSize: Bytes in an element.
  /// - Throws: ``HDF5Error`` with code `callFailed` where a compressor gives up.
  package func encode(
    _ raw: UnsafeRawBufferPointer, elementSize: Int
  ) throws(HDF5Error) -> [UInt8] {
    guard filters.shuffles else { return unsafe try deflate(raw) }
    if shuffled.count != raw.count { shuffled = [UInt8](repeating: 0, count: raw.count) }
    unsafe ShuffleFilter.shuffle(raw, elementSize: elementSize, into: &shuffled)
    return unsafe try shuffled.withUnsafeBufferPointer { bytes throws(HDF5Error) in
      unsafe try deflate(UnsafeRawBufferPointer(bytes))
    }
  }

  private func deflate(_ bytes: UnsafeRawBufferPointer) throws(HDF5Error) -> [UInt8] {
    switch deflater {
    case .fast(let deflater): unsafe try deflater.deflate(bytes)
    case .level(let deflater): unsafe try deflater.deflate(bytes)
    case nil: unsafe Array(bytes)
    }
  }
}
