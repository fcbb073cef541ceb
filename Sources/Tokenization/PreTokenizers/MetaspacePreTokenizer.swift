/// `Metaspace`: writes spaces as a replacement, puts one in front, and splits before each.
///
/// Worked example, `▁` in front of every piece: `Hey  you` becomes `▁Hey`, `▁`, `▁you`.
struct MetaspacePreTokenizer: Sendable {
  let settings: MetaspaceSettings
  private let replacement: [UInt8]

  init(json: ComponentNode) throws(TokenizerError) {
    settings = try MetaspaceSettings(json: json)
    replacement = Array(String(settings.replacement).utf8)
  }

  /// Whether `apply` asks where in the original text a piece begins.
  var readsOriginalStart: Bool { settings.prependScheme == .first }

  func apply(to text: inout PreTokenizedText) {
    text.materializeByteLevel()
    let first = replacement[0]
    // Safety: indices are those of the piece, which lies inside the buffer.
    unsafe text.rewritePieces { piece, bytes, output in
      if unsafe isPrefixed(piece, bytes) {
        output.append(replacement, placedAs: piece.range.lowerBound)
      }
      var start = piece.range.lowerBound
      for offset in piece.range {
        let byte = unsafe bytes[offset]
        let isSpace = byte == 0x20
        guard isSpace || byte == first, unsafe isSpace || isReplacement(at: offset, piece, bytes)
        else { continue }
        unsafe output.copy(start..<offset, of: bytes)
        if settings.splits { output.cut() }
        start = offset
        if isSpace {
          output.append(replacement, placedAs: offset)
          start += 1
        }
      }
      unsafe output.copy(start..<piece.range.upperBound, of: bytes)
      if settings.splits { output.cut() }
    }
  }

  private func isPrefixed(
    _ piece: PreTokenizedText.Piece,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    switch settings.prependScheme {
    case .never: return false
    case .first where piece.original.lowerBound > 0: return false
    case .first, .always:
      let start = piece.range.lowerBound
      return unsafe bytes[start] != 0x20 && !isReplacement(at: start, piece, bytes)
    }
  }

  private func isReplacement(
    at offset: Int,
    _ piece: PreTokenizedText.Piece,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    unsafe bytes[offset..<piece.range.upperBound].starts(with: replacement)
  }
}
