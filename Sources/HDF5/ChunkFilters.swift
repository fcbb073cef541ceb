/// What a chunk goes through on its way to the disk: shuffle, then deflate; either can be left out.
///
/// Both filters are built into every HDF5. Encoding and decoding are this module's own, need no lock
/// and give the same bytes on any thread.
package struct ChunkFilters: Sendable, Equatable {
  /// How chunks are compressed.
  package enum Deflate: Sendable, Equatable {
    /// ISA-L at its level 1.
    case fast
    /// libdeflate at a level from 1 to 12.
    case level(Int)
    /// Not at all.
    case none
  }

  /// Whether bytes of equal significance are put together first.
  package var shuffles: Bool
  package var deflate: Deflate

  package init(shuffles: Bool, deflate: Deflate) {
    self.shuffles = shuffles
    self.deflate = deflate
  }

  /// Makes the working state of one thread.
  package func makeEncoder() -> ChunkFilterEncoder {
    ChunkFilterEncoder(filters: self)
  }

  /// The level that the file's filter message names; readers ignore it.
  var declaredLevel: UInt32 {
    switch deflate {
    case .fast: 1
    case .level(let level): UInt32(clamping: min(level, 9))
    case .none: 0
    }
  }
}
