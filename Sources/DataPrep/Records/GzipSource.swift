import CZlib

/// The inflated bytes of a gzip stream, by zlib; several members one after the other are one stream.
// Safe: `stream` is zlib's own state, opened in `init`, closed in `deinit`, and never copied; its
// pointers are set for the length of one call.
@safe final class GzipSource: ByteSource {
  private let source: any ByteSource
  private let path: String
  private var stream: z_stream
  private var input: [UInt8]
  private var inputStart = 0
  private var inputEnd: Int
  private var isOpen = false
  private var isInsideMember = true
  private var isSourceAtEnd = false

  var consumedByteCount: Int { source.consumedByteCount }

  /// Wraps a source whose first bytes, already read, are `prefix`.
  init(_ source: any ByteSource, prefix: [UInt8], path: String) throws(DataPrepError) {
    self.source = source
    self.path = path
    unsafe stream = z_stream()
    input = prefix + [UInt8](repeating: 0, count: max(0, 256 << 10 - prefix.count))
    inputEnd = prefix.count
    // 15 + 16: the largest window, gzip framing only.
    let status = unsafe inflateInit2_(
      &stream,
      15 + 16,
      ZLIB_VERSION,
      CInt(MemoryLayout<z_stream>.size)
    )
    guard status == Z_OK else {
      throw DataPrepError(.damagedArchive, path, found: "zlib returned \(status)")
    }
    isOpen = true
  }

  deinit {
    if isOpen { unsafe inflateEnd(&stream) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataPrepError) -> Int {
    guard buffer.count > 0 else { return 0 }
    while true {
      if inputStart == inputEnd, !isSourceAtEnd { try refill() }
      if inputStart == inputEnd {
        guard !isInsideMember else {
          throw DataPrepError(.damagedArchive, path, found: "it ends in the middle of the data")
        }
        return 0
      }
      if !isInsideMember {
        // Zero bytes behind the last member are padding, as gzip(1) takes them.
        while inputStart < inputEnd, input[inputStart] == 0 { inputStart += 1 }
        if inputStart == inputEnd { continue }
        unsafe inflateReset(&stream)
        isInsideMember = true
      }
      let produced = unsafe try inflateSome(into: buffer)
      if produced > 0 { return produced }
    }
  }

  private func refill() throws(DataPrepError) {
    let count = unsafe try input.withUnsafeMutableBufferPointer { bytes throws(DataPrepError) in
      unsafe try source.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
    inputStart = 0
    inputEnd = count
    isSourceAtEnd = count == 0
  }

  private func inflateSome(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(DataPrepError) -> Int {
    let room = min(buffer.count, Int(UInt32.max))
    var status: CInt = Z_OK
    // zlib reads `avail_in` bytes at `next_in` and writes `avail_out` bytes at `next_out`; both
    // lie within the buffers for the length of the closure.
    unsafe input.withUnsafeMutableBufferPointer { bytes in
      unsafe stream.next_in = bytes.baseAddress.map { unsafe $0 + inputStart }
      unsafe stream.avail_in = UInt32(inputEnd - inputStart)
      unsafe stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.avail_out = UInt32(room)
      status = unsafe inflate(&stream, Z_NO_FLUSH)
    }
    inputStart = inputEnd - Int(unsafe stream.avail_in)
    switch status {
    case Z_STREAM_END: isInsideMember = false
    case Z_OK, Z_BUF_ERROR: break
    default:
      let text = unsafe stream.msg.map { unsafe String(cString: $0) }
      throw DataPrepError(.damagedArchive, path, found: text ?? "zlib returned \(status)")
    }
    return room - Int(unsafe stream.avail_out)
  }
}
