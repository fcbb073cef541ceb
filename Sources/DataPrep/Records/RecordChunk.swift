/// A stretch of whole lines of one file: what one worker takes at a time.
struct RecordChunk: Sendable {
  /// Bytes that stand readable behind the lines, for the JSON parser.
  static let paddingByteCount = 64

  /// The lines, each with its line end, followed by ``paddingByteCount`` further bytes.
  var bytes: [UInt8]
  /// The range of `bytes` that holds lines.
  var lines: Range<Int>
  /// The file's index in the input set.
  var fileIndex: Int
  /// How its lines are to be read.
  var lineKind: InputSet.LineKind
  /// Whether the file began with a byte order mark, which is not in `lines`.
  var hasByteOrderMark = false
  /// A line over the limit stands here instead of lines.
  var oversized: OversizedRecord?

  /// Whether one record makes it far longer than other chunks.
  var isHuge: Bool { lines.count > 4 * LineReader.usualChunkByteCount }
}

/// A line that is longer than the limit; its bytes were passed over.
struct OversizedRecord: Sendable {
  /// The line's length in bytes, without its line end.
  var byteCount: Int
  /// The line itself, set aside in a file without a name, where the plan keeps bad lines.
  var copy: SpooledBytes?
}
