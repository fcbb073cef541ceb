/// How far a conversion has come; a value that is handed out a few times a second.
public struct PreparationProgress: Sendable, Equatable {
  /// Records read so far.
  public var recordCount = 0
  /// Tokens made so far.
  public var tokenCount = 0
  /// Rows written so far.
  public var rowCount = 0
  /// Input bytes consumed so far, as they lie on disk (compressed files by their compressed size).
  public var consumedByteCount = 0
  /// Input bytes in all, or `nil` where standard input is read.
  public var totalByteCount: Int?
  /// Bytes of text so far, after decompression.
  public var textByteCount = 0
  /// Seconds since the input is read; loading the tokenizer came before.
  public var seconds = 0.0
}
