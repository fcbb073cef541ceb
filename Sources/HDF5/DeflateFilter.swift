import CDeflate
import CISAL

/// Deflate at ISA-L's level 1, in zlib's framing: six to fourteen times as fast as zlib's level 4 on
/// shuffled tokens, and smaller.
///
/// The state is 80 KB of C memory, made once for each thread.
// Safe: the two allocations live from `init` to `deinit` and belong to this object alone.
@safe final class ISALDeflater {
  private let stream: UnsafeMutablePointer<isal_zstream>
  private let levelBuffer: UnsafeMutablePointer<UInt8>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe levelBuffer = .allocate(capacity: Int(dp_isal_level1_buffer_size()))
    unsafe isal_deflate_stateless_init(stream)
  }

  deinit {
    unsafe stream.deallocate()
    unsafe levelBuffer.deallocate()
  }

  /// Compresses a whole buffer.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed`, which does not happen for buffers under 4 GiB.
  func deflate(_ bytes: UnsafeRawBufferPointer) throws(HDF5Error) -> [UInt8] {
    // Stored blocks cost five bytes for each 64 KiB, the framing six.
    let bound = bytes.count + bytes.count / 1000 + 512
    guard let inputCount = UInt32(exactly: bytes.count), let room = UInt32(exactly: bound) else {
      throw HDF5Error(.callFailed, "isal_deflate_stateless", "the chunk is too large")
    }
    var status = COMP_OK
    let result = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      // The stream reads `avail_in` bytes at `next_in` and writes at most `avail_out` at `next_out`;
      // both buffers outlive the call.
      unsafe isal_deflate_stateless_init(stream)
      unsafe stream.pointee.level = 1
      unsafe stream.pointee.level_buf = levelBuffer
      unsafe stream.pointee.level_buf_size = dp_isal_level1_buffer_size()
      unsafe stream.pointee.gzip_flag = dp_isal_zlib_framing()
      unsafe stream.pointee.end_of_stream = 1
      unsafe stream.pointee.flush = UInt16(NO_FLUSH)
      unsafe stream.pointee.next_in = UnsafeMutablePointer(
        mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      unsafe stream.pointee.avail_in = inputCount
      unsafe stream.pointee.next_out = target.baseAddress
      unsafe stream.pointee.avail_out = room
      status = unsafe isal_deflate_stateless(stream)
      count = Int(unsafe stream.pointee.total_out)
    }
    guard status == COMP_OK else {
      throw HDF5Error(.callFailed, "isal_deflate_stateless", "status \(status)")
    }
    return result
  }
}

/// Deflate at libdeflate's levels 1 to 12, in zlib's framing.
// Safe: the compressor lives from `init` to `deinit` and belongs to this object alone.
@safe final class LibdeflateDeflater {
  private let compressor: OpaquePointer?

  init(level: Int) {
    unsafe compressor = libdeflate_alloc_compressor(CInt(clamping: level))
  }

  deinit {
    unsafe libdeflate_free_compressor(compressor)
  }

  /// Compresses a whole buffer.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` where there is no memory.
  func deflate(_ bytes: UnsafeRawBufferPointer) throws(HDF5Error) -> [UInt8] {
    guard let compressor = unsafe compressor else {
      throw HDF5Error(.callFailed, "libdeflate_alloc_compressor", "no memory, or no such level")
    }
    let bound = unsafe libdeflate_zlib_compress_bound(compressor, bytes.count)
    // libdeflate reads `bytes.count` bytes and writes at most `bound`, which it said suffice.
    let result = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = unsafe libdeflate_zlib_compress(
        compressor, bytes.baseAddress, bytes.count, target.baseAddress, bound)
    }
    guard !result.isEmpty else {
      throw HDF5Error(.callFailed, "libdeflate_zlib_compress", "the bound did not suffice")
    }
    return result
  }
}

/// Inflates whole buffers whose inflated size is known.
// Safe: the decompressor lives from `init` to `deinit` and belongs to this object alone.
@safe final class Inflater {
  private let decompressor: OpaquePointer?

  init() {
    unsafe decompressor = libdeflate_alloc_decompressor()
  }

  deinit {
    unsafe libdeflate_free_decompressor(decompressor)
  }

  /// Inflates zlib data to exactly `byteCount` bytes.
  ///
  /// - Throws: ``HDF5Error`` with code `damaged` where the data is broken, or inflates to more or
  ///   to less.
  func inflate(_ bytes: [UInt8], toByteCount byteCount: Int) throws(HDF5Error) -> [UInt8] {
    guard let decompressor = unsafe decompressor else {
      throw HDF5Error(.callFailed, "libdeflate_alloc_decompressor", "no memory")
    }
    var status = LIBDEFLATE_SUCCESS
    // Without a place for the actual size, libdeflate accepts nothing but `byteCount` bytes.
    let result = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { target, count in
      status = unsafe bytes.withUnsafeBytes {
        unsafe libdeflate_zlib_decompress(
          decompressor, $0.baseAddress, $0.count, target.baseAddress, byteCount, nil)
      }
      count = status == LIBDEFLATE_SUCCESS ? byteCount : 0
    }
    guard status == LIBDEFLATE_SUCCESS else {
      let reason = status == LIBDEFLATE_BAD_DATA ? "the data is broken" : "the size is wrong"
      throw HDF5Error(.damaged, "a compressed chunk", reason)
    }
    return result
  }
}
