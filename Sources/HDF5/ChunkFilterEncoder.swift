/// Encodes chunks with one set of filters; one for each thread, since it reuses its buffers.
///
/// The bytes depend on the input and the filters alone, whichever thread encodes and whatever the
/// encoder did before. Beyond the result it allocates only when a chunk is larger than all before.
package final class ChunkFilterEncoder {
  /// The filters that are applied.
  package let filters: ChunkFilters

  private var compressor: DeflateCompressor?
  private var shuffled = ScratchBuffer()
  private var padded = ScratchBuffer()
  private var compressed = ScratchBuffer()

  init(filters: ChunkFilters) {
    self.filters = filters
  }

  /// Returns what the file stores for a chunk whose elements have `elementSize` bytes each.
  ///
  /// Where `raw` is shorter than `chunkByteCount`, zeros fill the chunk up: a dataset's last rows.
  ///
  /// - Throws: `invalidRequest` where `raw` is longer than the chunk or the level is not 1 to 12,
  ///   `outOfMemory`.
  package func encode(
    _ raw: UnsafeRawBufferPointer,
    elementSize: Int,
    chunkByteCount: Int? = nil
  ) throws(HDF5Error) -> [UInt8] {
    guard elementSize > 0, raw.count <= chunkByteCount ?? raw.count else {
      throw HDF5Error(
        .invalidRequest,
        detail: "\(raw.count) bytes of \(elementSize)-byte elements do not fit the chunk"
      )
    }
    // Each buffer below is held by `self` until the next call, and written only through its count.
    var bytes = unsafe raw
    if let chunkByteCount, raw.count < chunkByteCount {
      let target = unsafe try padded.reserve(chunkByteCount)
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[..<raw.count]).copyMemory(from: raw)
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[raw.count...])
        .initializeMemory(as: UInt8.self, repeating: 0)
      unsafe bytes = UnsafeRawBufferPointer(target)
    }
    if filters.shuffles {
      let target = unsafe try shuffled.reserve(bytes.count)
      unsafe ShuffleFilter.shuffle(bytes, into: target, elementSize: elementSize)
      unsafe bytes = UnsafeRawBufferPointer(target)
    }
    if filters.deflate != .none {
      let bound = DeflateCompressor.bound(forByteCount: bytes.count)
      let target = unsafe try compressed.reserve(bound)
      let count = unsafe try compress(bytes, into: target)
      unsafe bytes = UnsafeRawBufferPointer(rebasing: target[..<count])
    }
    return unsafe [UInt8](bytes)
  }

  /// Encodes numbers as ``encode(_:elementSize:chunkByteCount:)`` does their bytes.
  package func encode<Value: Element>(
    _ values: [Value],
    chunkByteCount: Int? = nil
  ) throws(HDF5Error) -> [UInt8] {
    try encode(values[...], chunkByteCount: chunkByteCount)
  }

  /// Encodes some numbers of an array, which are not copied before.
  package func encode<Value: Element>(
    _ values: ArraySlice<Value>,
    chunkByteCount: Int? = nil
  ) throws(HDF5Error) -> [UInt8] {
    // The pointer does not leave the closure; the error does, as a value, since the standard
    // library's `withUnsafeBytes` does not carry typed errors everywhere.
    let result = unsafe values.withUnsafeBytes { raw in
      Result { () throws(HDF5Error) in
        unsafe try encode(
          raw,
          elementSize: MemoryLayout<Value>.size,
          chunkByteCount: chunkByteCount
        )
      }
    }
    return try result.get()
  }

  /// Compresses with the codec, which is made when it is first needed.
  private func compress(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) throws(HDF5Error) -> Int {
    if compressor == nil {
      compressor = try DeflateCompressor(filters.deflate)
    }
    return unsafe compressor?.compress(source, into: target) ?? 0
  }
}
