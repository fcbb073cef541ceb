/// Decodes chunks; one for each thread, since it reuses its buffers.
///
/// It is this module's own because libhdf5 1.10 crashes on streams that inflate to less than a chunk,
/// and because it works outside the library's lock. A chunk that does not decode to exactly its size
/// is an error, and no more memory is taken than its encoded bytes can justify.
package final class ChunkFilterDecoder {
  /// The most that deflate makes of one byte is 1032.
  static let maximumExpansion = 1_100

  private var decompressor: DeflateDecompressor?
  private var byteInflater: ByteInflater?
  /// Chunks that are not looked at for bytes, since one was none.
  private var chunksToPass = 0
  private var stored = ScratchBuffer()
  private var even = ScratchBuffer()
  private var odd = ScratchBuffer()
  private var last: Last?

  /// A chunk whose bytes the buffers still have.
  @safe private struct Last {
    let dataset: DatasetReader
    let number: Int
    let content: Content
  }

  @unsafe private enum Content {
    case chunk(UnfilteredChunk)
    /// A byte for each number.
    case bytes(UnsafeRawBufferPointer)
  }

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
    return unsafe try encoded.withUnsafeBufferPointer { encoded throws(HDF5Error) in
      let chunk = unsafe try unfiltered(
        UnsafeRawBufferPointer(encoded),
        pipeline,
        filterMask: filterMask,
        expectedByteCount
      )
      return unsafe try [UInt8](unshuffled(chunk))
    }
  }

  /// Memory for what the file stores of a chunk, valid until the next call.
  func reserveStored(_ byteCount: Int) throws(HDF5Error) -> UnsafeMutableRawBufferPointer {
    last = nil
    return unsafe try stored.reserve(byteCount)
  }

  /// The last chunk, if it is one of a dataset's that ``keep(_:number:of:)`` got.
  ///
  /// Rows are often asked for a few at a time, and a chunk can have many.
  func kept(number: Int, of dataset: DatasetReader) -> UnfilteredChunk? {
    guard let last, last.number == number, last.dataset === dataset else { return nil }
    // The buffers were not used since it was kept.
    guard case .chunk(let chunk) = unsafe last.content else { return nil }
    return unsafe chunk
  }

  /// The numbers of the last chunk, if it is one of a dataset's and ``inflateBytes(_:count:number:of:)``
  /// gave them.
  func keptBytes(number: Int, of dataset: DatasetReader) -> UnsafeRawBufferPointer? {
    guard let last, last.number == number, last.dataset === dataset else { return nil }
    // As above.
    guard case .bytes(let bytes) = unsafe last.content else { return nil }
    return unsafe bytes
  }

  /// Decodes a chunk of four-byte numbers that were shuffled and deflated, if all are below 256.
  ///
  /// - Parameters:
  ///   - encoded: What the file stores.
  ///   - count: The chunk's numbers.
  ///   - number: The chunk's number, by which it is kept.
  ///   - dataset: Its dataset.
  /// - Returns: A byte for each number, valid until the decoder's next call; nil where
  ///   ``unfiltered(_:_:filterMask:_:)`` has to decode it, or to say what is wrong with it.
  /// - Throws: `outOfMemory`.
  func inflateBytes(
    _ encoded: UnsafeRawBufferPointer,
    count: Int,
    number: Int,
    of dataset: DatasetReader
  ) throws(HDF5Error) -> UnsafeRawBufferPointer? {
    guard Self.isPlausible(encoded.count, 4 * count) else { return nil }
    guard chunksToPass == 0 else {
      chunksToPass -= 1
      return nil
    }
    last = nil
    let target = unsafe try reserve(count + ByteInflater.slack, beside: encoded)
    var inflater = byteInflater.take() ?? ByteInflater()
    let isDone = unsafe inflater.inflate(encoded, into: target, count: count)
    byteInflater = inflater
    guard isDone else {
      // A file has many of these, or none; each was inflated in part for nothing.
      chunksToPass = 32
      return nil
    }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: target[..<count])
    unsafe last = Last(dataset: dataset, number: number, content: .bytes(bytes))
    return unsafe bytes
  }

  /// Keeps a chunk that was just decoded, until the next one is.
  func keep(_ chunk: UnfilteredChunk, number: Int, of dataset: DatasetReader) {
    unsafe last = Last(dataset: dataset, number: number, content: .chunk(chunk))
  }

  /// Gives back the memory of a large chunk, of which nothing more is needed.
  func forgetLargeChunk() {
    let limit = 1 << 24
    last = nil
    stored.release(above: limit)
    even.release(above: limit)
    odd.release(above: limit)
  }

  /// Undoes a chunk's filters but for a shuffle that was the first, which the caller may do without.
  ///
  /// The result is valid until the decoder's next call, and no longer than `encoded`.
  func unfiltered(
    _ encoded: UnsafeRawBufferPointer,
    _ pipeline: FilterPipeline,
    filterMask: UInt32,
    _ expectedByteCount: Int
  ) throws(HDF5Error) -> UnfilteredChunk {
    last = nil
    var bytes = unsafe encoded
    var shuffledElementSize: Int?
    // Filters are undone from the last to the first; each reads one buffer and writes another.
    var left = pipeline.filters.indices.count { filterMask & (1 << UInt32($0)) == 0 }
    for index in pipeline.filters.indices.reversed()
    where filterMask & (1 << UInt32(index)) == 0 {
      left -= 1
      switch pipeline.filters[index] {
      case .fletcher32:
        guard unsafe Fletcher32.verifies(bytes) else { throw Self.damaged("wrong checksum") }
        unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast(Fletcher32.byteCount))
      case .shuffle(let elementSize):
        guard left > 0 else {
          shuffledElementSize = elementSize
          continue
        }
        let target = unsafe try reserve(bytes.count, beside: bytes)
        unsafe ShuffleFilter.unshuffle(bytes, into: target, elementSize: elementSize)
        unsafe bytes = UnsafeRawBufferPointer(target)
      case .deflate:
        let checksums = pipeline.filters[..<index].indices.count { earlier in
          pipeline.filters[earlier] == .fletcher32 && filterMask & (1 << UInt32(earlier)) == 0
        }
        let count = expectedByteCount + checksums * Fletcher32.byteCount
        guard Self.isPlausible(bytes.count, count) else {
          throw Self.damaged("\(bytes.count) bytes for \(count)")
        }
        let target = unsafe try reserve(count, beside: bytes)
        unsafe try inflate(bytes, into: target)
        unsafe bytes = UnsafeRawBufferPointer(target)
      }
    }
    guard bytes.count == expectedByteCount else {
      throw Self.damaged("it has \(bytes.count) bytes, expected \(expectedByteCount)")
    }
    return unsafe UnfilteredChunk(bytes: bytes, shuffledElementSize: shuffledElementSize)
  }

  /// The bytes of a chunk with the last shuffle undone, valid as long as the chunk's own.
  func unshuffled(_ chunk: UnfilteredChunk) throws(HDF5Error) -> UnsafeRawBufferPointer {
    guard let elementSize = unsafe chunk.shuffledElementSize else { return unsafe chunk.bytes }
    let target = unsafe try reserve(chunk.bytes.count, beside: chunk.bytes)
    unsafe ShuffleFilter.unshuffle(chunk.bytes, into: target, elementSize: elementSize)
    let bytes = UnsafeRawBufferPointer(target)
    // Whoever asks for more of the chunk that is kept needs not put it together again.
    if let last, case .chunk(let kept) = unsafe last.content,
      unsafe kept.bytes.baseAddress == chunk.bytes.baseAddress
    {
      let unshuffled = unsafe UnfilteredChunk(bytes: bytes, shuffledElementSize: nil)
      unsafe keep(unshuffled, number: last.number, of: last.dataset)
    }
    return unsafe bytes
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

  /// One of two buffers, and not the one in which the bytes lie that are read.
  private func reserve(
    _ count: Int,
    beside bytes: UnsafeRawBufferPointer
  ) throws(HDF5Error) -> UnsafeMutableRawBufferPointer {
    unsafe try even.holds(bytes) ? odd.reserve(count) : even.reserve(count)
  }

  private static func isPlausible(_ encodedCount: Int, _ count: Int) -> Bool {
    count / maximumExpansion <= encodedCount
  }

  private static func damaged(_ detail: String) -> HDF5Error {
    HDF5Error(.damagedChunk, detail: "the chunk is damaged: \(detail)")
  }
}

/// A chunk without its filters, except that its elements may still be shuffled.
@unsafe struct UnfilteredChunk {
  /// The chunk's bytes.
  let bytes: UnsafeRawBufferPointer
  /// The size of the shuffled elements; nil where the bytes are in their order.
  let shuffledElementSize: Int?
}
