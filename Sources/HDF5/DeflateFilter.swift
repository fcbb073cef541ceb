import CDeflate
import CISAL

/// HDF5's deflate, which is one whole zlib stream for each chunk.
///
/// A compressor owns the codec's memory, some 500 KB, and is used by one thread at a time. The stream
/// depends on the bytes and the level only, never on what the compressor did before; ISA-L chooses its
/// instructions by the machine, so two kinds of processor may write different, equally valid, streams.
@safe struct DeflateCompressor: ~Copyable {
  private let codec: Codec

  /// Makes a compressor, none for no compression; throws where the level is unknown or there is no memory.
  init?(_ deflate: ChunkFilters.Deflate) throws(HDF5Error) {
    switch deflate {
    case .fast:
      guard let state = unsafe cisal_allocate_compressor() else { throw .noCodecMemory }
      unsafe codec = .isal(state)
    case .level(let level):
      guard (1...12).contains(level) else {
        throw HDF5Error(.invalidRequest, detail: "compression level \(level) is not in 1...12")
      }
      guard let state = unsafe libdeflate_alloc_compressor(CInt(level)) else {
        throw .noCodecMemory
      }
      unsafe codec = .libdeflate(state)
    case .none:
      return nil
    }
  }

  /// The room that the stream of `byteCount` bytes needs at most, by either codec or stored.
  static func bound(forByteCount byteCount: Int) -> Int {
    byteCount + byteCount / 1_024 + 1_024
  }

  /// Writes the zlib stream of `source` into `target` and returns its size.
  ///
  /// `target` must have room for ``bound(forByteCount:)``. Bytes that do not compress are stored.
  func compress(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    precondition(target.count >= Self.bound(forByteCount: source.count))
    // The codecs read `source.count` bytes and write at most `target.count`: both counts are passed.
    let size =
      switch unsafe codec {
      case .isal(let state):
        if let inCount = UInt32(exactly: source.count) {
          unsafe Int(
            cisal_compress_zlib(
              state,
              source.baseAddress,
              inCount,
              target.baseAddress,
              UInt32(clamping: target.count)
            )
          )
        } else {
          0
        }
      case .libdeflate(let state):
        unsafe libdeflate_zlib_compress(
          state,
          source.baseAddress,
          source.count,
          target.baseAddress,
          target.count
        )
      }
    return size > 0 ? size : unsafe Self.store(source, into: target)
  }

  deinit {
    // Each state came from its codec's allocator and is released once.
    switch unsafe codec {
    case .isal(let state): unsafe cisal_free_compressor(state)
    case .libdeflate(let state): unsafe libdeflate_free_compressor(state)
    }
  }

  @unsafe private enum Codec {
    case isal(UnsafeMutableRawPointer)
    case libdeflate(OpaquePointer)
  }

  /// Writes a zlib stream of stored blocks (RFC 1951, 3.2.4), for when a codec gives up.
  static func store(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var end = 0
    func put(_ byte: UInt8) {
      unsafe target[end] = byte
      end += 1
    }
    put(0x78)
    put(0x01)
    var start = 0
    repeat {
      let count = min(source.count - start, 65_535)
      put(start + count == source.count ? 1 : 0)
      for half in [UInt16(count), ~UInt16(count)] {
        put(UInt8(truncatingIfNeeded: half))
        put(UInt8(half >> 8))
      }
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[end..<end + count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + count]))
      start += count
      end += count
    } while start < source.count
    // `source.count` readable bytes stand behind its address.
    let checksum = unsafe libdeflate_adler32(1, source.baseAddress, source.count)
    for shift in [24, 16, 8, 0] as [UInt32] {
      put(UInt8(truncatingIfNeeded: checksum >> shift))
    }
    return end
  }
}

/// Inflates whole zlib streams; used by one thread at a time.
@safe struct DeflateDecompressor: ~Copyable {
  /// How a stream can disappoint.
  enum Failure: Error {
    case damaged
    case tooShort(Int)
    case tooLong
  }

  private let state: OpaquePointer

  init() throws(HDF5Error) {
    guard let state = unsafe libdeflate_alloc_decompressor() else { throw .noCodecMemory }
    unsafe self.state = state
  }

  /// Fills all of `target` from the stream; anything but exactly that many bytes is a failure.
  ///
  /// Bytes behind the stream's end are ignored, as zlib ignores them inside HDF5.
  func decompress(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) throws(Failure) {
    var count = 0
    // Both buffers are passed with their counts; `count` outlives the call.
    let result = unsafe libdeflate_zlib_decompress(
      state,
      source.baseAddress,
      source.count,
      target.baseAddress,
      target.count,
      &count
    )
    switch result {
    case LIBDEFLATE_SUCCESS:
      guard count == target.count else { throw .tooShort(count) }
    case LIBDEFLATE_INSUFFICIENT_SPACE: throw .tooLong
    default: throw .damaged
    }
  }

  deinit {
    unsafe libdeflate_free_decompressor(state)
  }
}

extension HDF5Error {
  fileprivate static var noCodecMemory: Self {
    Self(.outOfMemory, detail: "no memory for the compression codec")
  }
}
