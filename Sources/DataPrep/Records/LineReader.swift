#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads the input files one after the other in chunks of whole lines.
///
/// 1. A buffer takes what the previous chunk left over, then 256 KiB of the file.
/// 2. It is cut behind its last line end; the rest is left for the next chunk.
/// 3. A line that is longer than the buffer makes it grow, up to the limit of a record; a line over
///    the limit is passed over and reported as such.
///
/// A chunk is never larger than the limit of a record and 256 KiB. Lines end at `\n`; in text
/// files also at a lone `\r`, as Python's universal newlines have it. A byte order mark at the
/// start of a JSON file is left out, in a text file it is part of the text.
final class LineReader {
  /// How many bytes a chunk usually has, as long as lines are shorter.
  ///
  /// At the end of the input some threads wait for the last chunks of others: small ones make short
  /// waits, and 256 KiB are still some hundred records.
  static let usualChunkByteCount = 1 << 18

  private let inputs: InputSet
  private let maximumRecordByteCount: Int
  private let keepsOversized: Bool
  private let chunkByteCount: Int
  private let cancellation: Cancellation?
  private var fileIndex = -1
  private var source: (any ByteSource)?
  private var isFileStart = false
  private var isAtEnd = true
  private var leftOver: [UInt8] = []
  private var finishedByteCount = 0

  /// Creates a reader over all files of a set.
  ///
  /// - Parameters:
  ///   - inputs: The files.
  ///   - maximumRecordByteCount: The longest line that is given out.
  ///   - keepsOversized: Whether lines over the limit are set aside for quarantine.
  ///   - chunkByteCount: How much is read at a time.
  ///   - cancellation: Ends a wait for a pipe.
  init(
    inputs: InputSet,
    maximumRecordByteCount: Int,
    keepsOversized: Bool,
    chunkByteCount: Int = usualChunkByteCount,
    cancellation: Cancellation? = nil
  ) {
    self.inputs = inputs
    self.maximumRecordByteCount = maximumRecordByteCount
    self.keepsOversized = keepsOversized
    self.chunkByteCount = chunkByteCount
    self.cancellation = cancellation
  }

  /// Bytes consumed so far, as they lie on disk.
  var consumedByteCount: Int { finishedByteCount + (source?.consumedByteCount ?? 0) }

  /// The next chunk, or `nil` behind the last file.
  ///
  /// - Throws: ``DataPrepError`` where a file cannot be opened or read.
  func next() throws(DataPrepError) -> RecordChunk? {
    while true {
      if source == nil {
        guard try openNextFile() else { return nil }
      }
      if let chunk = try nextInFile() { return chunk }
      finishedByteCount += source?.consumedByteCount ?? 0
      source = nil
    }
  }

  private func openNextFile() throws(DataPrepError) -> Bool {
    fileIndex += 1
    guard fileIndex < inputs.files.count else { return false }
    let path = inputs.files[fileIndex].path
    let plain = try PlainSource(path: path, cancellation: cancellation)
    var prefix: [UInt8] = []
    while prefix.count < 4 {
      let more = try bytes(from: plain, count: 4 - prefix.count)
      if more.isEmpty { break }
      prefix += more
    }
    // No JSON begins as these do; a text may begin with letters such as BZh.
    if inputs.files[fileIndex].lineKind == .json || !prefix.allSatisfy({ $0 < 0x80 }),
      let format = InputSet.foreignFormat(prefix)
    {
      throw DataPrepError(.unreadable, path, found: format)
    }
    if prefix.starts(with: [0x1F, 0x8B]) {
      source = try GzipSource(plain, prefix: prefix, path: path)
      leftOver = []
    } else {
      source = plain
      leftOver = prefix
    }
    isFileStart = true
    isAtEnd = false
    return true
  }

  private func bytes(from source: any ByteSource, count: Int) throws(DataPrepError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try fill(&bytes, from: 0, to: count, source)
    return Array(bytes[..<filled])
  }

  /// Reads once into `bytes[start..<end]`; returns how many bytes came.
  private func fill(
    _ bytes: inout [UInt8],
    from start: Int,
    to end: Int,
    _ source: any ByteSource
  ) throws(DataPrepError) -> Int {
    unsafe try bytes.withUnsafeMutableBufferPointer { buffer throws(DataPrepError) in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[start..<end])
      return unsafe try source.read(into: UnsafeMutableRawBufferPointer(target))
    }
  }

  private func nextInFile() throws(DataPrepError) -> RecordChunk? {
    guard let source, !(isAtEnd && leftOver.isEmpty) else { return nil }
    let lineKind = inputs.files[fileIndex].lineKind
    let padding = RecordChunk.paddingByteCount
    var capacity = leftOver.count + chunkByteCount
    var bytes = [UInt8](repeating: 0, count: capacity + padding)
    bytes.replaceSubrange(0..<leftOver.count, with: leftOver)
    var count = leftOver.count
    leftOver = []
    var searched = 0
    while true {
      while count < capacity, !isAtEnd {
        let more = try fill(&bytes, from: count, to: capacity, source)
        count += more
        isAtEnd = more == 0
      }
      let end = isAtEnd ? count : lineEnd(in: bytes, searched..<count, lineKind)
      if let end {
        leftOver = Array(bytes[end..<count])
        return chunk(bytes, 0..<end, lineKind)
      }
      if count > maximumRecordByteCount {
        return try passOverLine(startingWith: bytes[..<count], lineKind, source)
      }
      searched = max(0, count - 1)
      capacity = min(capacity * 2, maximumRecordByteCount + chunkByteCount)
      // Made anew: appending might take twice what is needed.
      var larger = [UInt8](repeating: 0, count: capacity + padding)
      larger.replaceSubrange(0..<count, with: bytes[..<count])
      bytes = larger
    }
  }

  private func chunk(
    _ bytes: [UInt8],
    _ lines: Range<Int>,
    _ lineKind: InputSet.LineKind
  ) -> RecordChunk? {
    var chunk = RecordChunk(
      bytes: bytes,
      lines: lines,
      fileIndex: fileIndex,
      lineKind: lineKind
    )
    if isFileStart, lineKind == .json, bytes[lines].starts(with: [0xEF, 0xBB, 0xBF]) {
      chunk.lines = lines.lowerBound + 3..<lines.upperBound
      chunk.hasByteOrderMark = true
    }
    isFileStart = false
    return chunk
  }

  /// The offset behind the last line end, or `nil` where there is none.
  private func lineEnd(
    in bytes: [UInt8],
    _ range: Range<Int>,
    _ lineKind: InputSet.LineKind
  ) -> Int? {
    let feed = lastIndex(of: UInt8(ascii: "\n"), in: bytes, range)
    guard feed == nil, lineKind == .text else { return feed.map { $0 + 1 } }
    // A `\r` at the very end may be the first half of `\r\n`.
    let beforeLast = range.lowerBound..<max(range.lowerBound, range.upperBound - 1)
    return lastIndex(of: UInt8(ascii: "\r"), in: bytes, beforeLast).map { $0 + 1 }
  }

  private func lastIndex(of byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index -= 1
      if bytes[index] == byte { return index }
    }
    return nil
  }

  /// Reads to the end of a line that is over the limit.
  private func passOverLine(
    startingWith head: ArraySlice<UInt8>,
    _ lineKind: InputSet.LineKind,
    _ source: any ByteSource
  ) throws(DataPrepError) -> RecordChunk? {
    let spool = keepsOversized ? try SpooledBytes() : nil
    var byteCount = 0
    // The first piece has no line end, but for a `\r` at its very end.
    var piece = Array(head)
    while true {
      let end = piece.firstIndex {
        $0 == UInt8(ascii: "\n") || lineKind == .text && $0 == UInt8(ascii: "\r")
      }
      byteCount += end ?? piece.count
      try append(Array(piece[..<(end ?? piece.count)]), to: spool)
      if let end {
        leftOver = Array(piece[(end + 1)...])
        if piece[end] == UInt8(ascii: "\r") { try passOverLineFeed(source) }
        break
      }
      piece = try bytes(from: source, count: chunkByteCount)
      if piece.isEmpty {
        isAtEnd = true
        break
      }
    }
    isFileStart = false
    return RecordChunk(
      bytes: [],
      lines: 0..<0,
      fileIndex: fileIndex,
      lineKind: lineKind,
      oversized: OversizedRecord(byteCount: byteCount, copy: spool)
    )
  }

  /// Leaves out the second half of `\r\n` at the start of what is left over.
  private func passOverLineFeed(_ source: any ByteSource) throws(DataPrepError) {
    if leftOver.isEmpty {
      leftOver = try bytes(from: source, count: chunkByteCount)
      isAtEnd = leftOver.isEmpty
    }
    if leftOver.first == UInt8(ascii: "\n") { leftOver.removeFirst() }
  }

  private func append(_ bytes: [UInt8], to spool: SpooledBytes?) throws(DataPrepError) {
    guard let spool else { return }
    unsafe try bytes.withUnsafeBufferPointer { buffer throws(DataPrepError) in
      unsafe try spool.append(UnsafeRawBufferPointer(buffer))
    }
  }
}
