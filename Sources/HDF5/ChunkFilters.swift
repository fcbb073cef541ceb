/// What happens to a chunk between memory and file: shuffle, then deflate; either can be left out.
///
/// Both filters are built into every HDF5. A value that any thread may copy; ``makeEncoder()`` gives a
/// thread its working memory.
package struct ChunkFilters: Hashable, Sendable {
  /// How chunks are compressed.
  package enum Deflate: Hashable, Sendable {
    /// ISA-L's level 3: the fastest that gives equal bytes for equal input.
    case fast
    /// libdeflate's levels 1 to 12: smaller with each level, and slower.
    case level(Int)
    /// Not at all.
    case none
  }

  /// Whether the bytes of the elements are first regrouped by their significance.
  package var shuffles: Bool

  /// How chunks are compressed.
  package var deflate: Deflate

  /// Makes the filters; the defaults are the fastest that compress well.
  package init(shuffles: Bool = true, deflate: Deflate = .fast) {
    self.shuffles = shuffles
    self.deflate = deflate
  }

  /// The level that the file records, 1 to 9: what h5py shows as `compression_opts`.
  ///
  /// Readers have no use for it. zlib has no levels above 9, so those are recorded as 9.
  package var recordedLevel: Int? {
    switch deflate {
    case .fast: 1
    case .level(let level): min(level, 9)
    case .none: nil
    }
  }

  /// Makes the working memory of one thread.
  package func makeEncoder() -> ChunkFilterEncoder {
    ChunkFilterEncoder(filters: self)
  }

  /// Encodes one chunk with working memory of its own: for few chunks.
  ///
  /// - Throws: what ``ChunkFilterEncoder/encode(_:elementSize:chunkByteCount:)`` throws.
  package func encode(
    _ raw: UnsafeRawBufferPointer,
    elementSize: Int
  ) throws(HDF5Error) -> [UInt8] {
    unsafe try makeEncoder().encode(raw, elementSize: elementSize)
  }
}
