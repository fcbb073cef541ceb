import JSON

/// The work of one thread on one chunk: lines → records → examples → ids and types.
///
/// A line that cannot be read becomes a fault of the batch; what happens to it is decided where the
/// chunks come together in order. Under the policy `fail` the rest of the chunk is left out.
final class ChunkEncoding {
  private let examples: ExampleReader
  private let encoder: RecordEncoder
  private let parser = JSONParser()
  private let maximumRecordByteCount: Int
  private let onError: ErrorPolicy

  init(
    examples: ExampleReader,
    encoder: RecordEncoder,
    maximumRecordByteCount: Int,
    onError: ErrorPolicy
  ) {
    self.examples = examples
    self.encoder = encoder
    self.maximumRecordByteCount = maximumRecordByteCount
    self.onError = onError
  }

  /// Encodes a chunk.
  func encode(_ chunk: RecordChunk) -> EncodedBatch {
    var batch = EncodedBatch()
    batch.fileIndex = chunk.fileIndex
    batch.hasByteOrderMark = chunk.hasByteOrderMark
    if let oversized = chunk.oversized {
      batch.lineCount = 1
      batch.byteCount = oversized.byteCount
      addFault(tooLong(oversized.byteCount), line: 1, bytes: [], oversized.copy, to: &batch)
      return batch
    }
    // A token has about four bytes of text. That of a chunk with one huge record may have fewer;
    // growing then would take three times the memory, while memory that is reserved and never
    // written costs nothing.
    batch.byteCount = chunk.lines.count
    let tokenCount = chunk.isHuge ? chunk.lines.count : chunk.lines.count / 3
    batch.tokenIDs.reserveCapacity(tokenCount)
    batch.tokenTypes.reserveCapacity(tokenCount)
    unsafe chunk.bytes.withUnsafeBufferPointer { bytes in
      switch chunk.lineKind {
      case .json: unsafe encodeJSONLines(bytes, chunk.lines, into: &batch)
      case .text: unsafe encodeTextLines(bytes, chunk.lines, into: &batch)
      }
    }
    return batch
  }

  private func encodeJSONLines(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ lines: Range<Int>,
    into batch: inout EncodedBatch
  ) {
    var start = lines.lowerBound
    while start < lines.upperBound {
      let end = unsafe bytes[start..<lines.upperBound].firstIndex(of: UInt8(ascii: "\n"))
      let line = unsafe UnsafeBufferPointer(
        rebasing: bytes[start..<(end ?? lines.upperBound)]
      )
      start = (end ?? lines.upperBound) + 1
      batch.lineCount += 1
      if unsafe isBlank(line) {
        batch.blankLineCount += 1
        continue
      }
      do throws(DataPrepError) {
        unsafe try encodeRecord(line, into: &batch)
      } catch {
        unsafe addFault(error, line: batch.lineCount, bytes: line, to: &batch)
        if onError == .fail { return }
      }
    }
  }

  private func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// `line` is followed by at least ``RecordChunk/paddingByteCount`` readable bytes: those of the
  /// next lines and the chunk's own padding.
  private func encodeRecord(
    _ line: UnsafeBufferPointer<UInt8>,
    into batch: inout EncodedBatch
  ) throws(DataPrepError) {
    let byteCount = unsafe line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
    guard byteCount <= maximumRecordByteCount else { throw tooLong(byteCount) }
    let node: JSONNode
    do throws(JSONError) {
      node = unsafe try parser.parse(UnsafeRawBufferPointer(line))
    } catch {
      throw unsafe DataPrepError(error, in: line)
    }
    if !batch.hasPromptKey { batch.hasPromptKey = examples.hasPromptKey(node) }
    let (content, schema) = unsafe try examples.read(node)
    unsafe try encoder.encode(content, into: &batch)
    batch.recordsBySchema[schema, default: 0] += 1
  }

  private func encodeTextLines(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ lines: Range<Int>,
    into batch: inout EncodedBatch
  ) {
    let feed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    var text: [UInt8] = []
    var start = lines.lowerBound
    while start < lines.upperBound {
      var end = start
      while unsafe end < lines.upperBound && bytes[end] != feed && bytes[end] != carriageReturn {
        end += 1
      }
      let hasEnd = end < lines.upperBound
      text.removeAll(keepingCapacity: true)
      unsafe text.append(contentsOf: bytes[start..<end])
      if hasEnd {
        text.append(feed)
        let isPair = unsafe bytes[end] == carriageReturn && end + 1 < lines.upperBound
        if isPair, unsafe bytes[end + 1] == feed { end += 1 }
      }
      let lineStart = start
      start = end + 1
      batch.lineCount += 1
      do throws(DataPrepError) {
        try encodeTextLine(text, into: &batch)
      } catch {
        let line = unsafe UnsafeBufferPointer(rebasing: bytes[lineStart..<min(end, bytes.count)])
        unsafe addFault(error, line: batch.lineCount, bytes: line, to: &batch)
        if onError == .fail { return }
      }
    }
  }

  private func encodeTextLine(
    _ text: [UInt8],
    into batch: inout EncodedBatch
  ) throws(DataPrepError) {
    guard text.count <= maximumRecordByteCount else { throw tooLong(text.count) }
    if let fault = UTF8Fault(in: text) {
      throw DataPrepError(
        .invalidUTF8,
        at: RecordPlace(file: "", line: 0, column: fault.column),
        found: fault.found
      )
    }
    unsafe try text.withUnsafeBufferPointer { bytes throws(DataPrepError) in
      unsafe try encoder.encode(line: bytes, into: &batch)
    }
    batch.recordsBySchema[.text, default: 0] += 1
    if Self.looksLikeRecord(text) { batch.jsonTextLineCount += 1 }
  }

  /// Whether a line begins as an object with a key and ends as one.
  private static func looksLikeRecord(_ line: [UInt8]) -> Bool {
    guard line.starts(with: [UInt8(ascii: "{")]) else { return false }
    let key = line.dropFirst().first { $0 > 0x20 }
    return key == UInt8(ascii: "\"") && line.last { $0 > 0x20 } == UInt8(ascii: "}")
  }

  private func tooLong(_ byteCount: Int) -> DataPrepError {
    DataPrepError(.recordTooLong, found: "\(byteCount)", expected: "\(maximumRecordByteCount)")
  }

  private func addFault(
    _ error: DataPrepError,
    line: Int,
    bytes: UnsafeBufferPointer<UInt8>,
    _ spooled: SpooledBytes? = nil,
    to batch: inout EncodedBatch
  ) {
    unsafe addFault(
      error,
      line: line,
      bytes: onError == .quarantine ? Array(bytes) : [],
      spooled,
      to: &batch
    )
  }

  private func addFault(
    _ error: DataPrepError,
    line: Int,
    bytes: [UInt8],
    _ spooled: SpooledBytes?,
    to batch: inout EncodedBatch
  ) {
    var error = error
    error.place = RecordPlace(file: "", line: line, column: error.place?.column)
    batch.faults.append(
      EncodedBatch.Fault(error: error, line: bytes, spooledLine: spooled)
    )
  }
}

extension DataPrepError {
  /// What the JSON parser said about a line, with the column in code points.
  fileprivate init(_ error: JSONError, in line: UnsafeBufferPointer<UInt8>) {
    // Continuation bytes do not start a code point.
    let before = unsafe line.prefix(error.byteOffset).count { $0 & 0xC0 != 0x80 }
    self.init(
      error.code == .invalidUTF8 ? .invalidUTF8 : .brokenJSON,
      at: RecordPlace(file: "", line: 0, column: before + 1),
      found: error.found,
      expected: error.expected
    )
  }
}
