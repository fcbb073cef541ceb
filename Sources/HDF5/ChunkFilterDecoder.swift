/// Decodes chunks; one for each thread, since it reuses its buffers.
///
/// It is this module's own because libhdf5 1.10 crashes on streams that inflate to less than a chunk,
/// and because it works outside the library's lock. A chunk that does not decode to exactly its size
/// is an error, and no more memory is taken than its encoded bytes can justify.
package final class ChunkFilterDecoder {
  /// The most that deflate makes of one byte is 1032.
  static let maximumExpansion = 1_100

  private var decompressor: DeflateDecompressor?
  private var even = ScratchBuffer()
  private var odd = ScratchBuffer()

  /// Makes the working memory of one thread.
  package init() {}

  /// Decodes one chunk into an array of its bytes.
  ///
  /// - Parameters:
  ///   - encoded: What the file stores.
  ///   - pipeline: The dataset's filters.
  ///   - filterMask: The chunk's own note of the filters it skipped, by bit.
  ///   - expectedByteCount: The size of the chunk.
  /// - Returns: The chunk's bytes.
  /// - Throws: `damagedChunk`, `outOfMemory`.
  package func decode(
    _ encoded: [UInt8],
    _ pipeline: FilterPipeline,
    filterMask: UInt32 = 0,
    expectedByteCount: Int
  ) throws(HDF5Error) -> [UInt8] {
    guard Self.isPlausible(encoded.count, expectedByteCount) else {
      throw Self.damaged("\(encoded.count) bytes for \(expectedByteCount)")
    }
    // The bytes are copied before the closure ends.
    return unsafe try decoded(
      encoded,
      pipeline,
      filterMask: filterMask,
      expectedByteCount
    ) { bytes in unsafe [UInt8](bytes) }
  }

  /// Decodes one chunk and hands its bytes to `body`, which must not keep them.
  func decoded<Result>(
    _ encoded: [UInt8],
    _ pipeline: FilterPipeline,
    filterMask: UInt32,
    _ expectedByteCount: Int,
    _ body: (UnsafeRawBufferPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    // The pointer to `encoded` and those to the scratch buffers end with this closure.
    unsafe try encoded.withUnsafeBufferPointer { encoded throws(HDF5Error) in
      var bytes = UnsafeRawBufferPointer(encoded)
      let filters = pipeline.filters.indices.filter { filterMask & (1 << UInt32($0)) == 0 }
      for (step, index) in filters.enumerated().reversed() {
        switch pipeline.filters[index] {
        case .fletcher32:
          guard unsafe Fletcher32.verifies(bytes) else { throw Self.damaged("wrong checksum") }
          unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast(Fletcher32.byteCount))
        case .shuffle(let elementSize):
          let target = unsafe reserve(bytes.count, step)
          unsafe ShuffleFilter.unshuffle(bytes, into: target, elementSize: elementSize)
          unsafe bytes = UnsafeRawBufferPointer(target)
        case .deflate:
          let checksums = filters[..<step].count { pipeline.filters[$0] == .fletcher32 }
          let count = expectedByteCount + checksums * Fletcher32.byteCount
          guard Self.isPlausible(bytes.count, count) else {
            throw Self.damaged("\(bytes.count) bytes for \(count)")
          }
          let target = unsafe reserve(count, step)
          unsafe try inflate(bytes, into: target)
          unsafe bytes = UnsafeRawBufferPointer(target)
        }
      }
      guard bytes.count == expectedByteCount else {
        throw Self.damaged("it has \(bytes.count) bytes, expected \(expectedByteCount)")
      }
      return unsafe try body(bytes)
    }
  }

  private func inflate(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) throws(HDF5Error) {
    if decompressor == nil { decompressor = try DeflateDecompressor() }
    do throws(DeflateDecompressor.Failure) {
      unsafe try decompressor?.decompress(source, into: target)
    } catch {
      switch error {
      case .damaged: throw Self.damaged("its deflate stream is damaged")
      case .tooShort(let count):
        throw Self.damaged("it inflates to \(count) bytes, expected \(target.count)")
      case .tooLong: throw Self.damaged("it inflates to more than \(target.count) bytes")
      }
    }
  }

  /// One of two buffers, the other than the step before took.
  private func reserve(_ count: Int, _ step: Int) -> UnsafeMutableRawBufferPointer {
    step.isMultiple(of: 2) ? unsafe even.reserve(count) : unsafe odd.reserve(count)
  }

  private static func isPlausible(_ encodedCount: Int, _ count: Int) -> Bool {
    count / maximumExpansion <= encodedCount
  }

  private static func damaged(_ detail: String) -> HDF5Error {
    HDF5Error(.damagedChunk, detail: "the chunk is damaged: \(detail)")
  }
}
