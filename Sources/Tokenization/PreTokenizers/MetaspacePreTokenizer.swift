/// `Metaspace`: writes spaces as a replacement, puts one in front, and splits before each.
///
/// Worked example, `▁` in front of every piece: `Hey  you` becomes `▁Hey`, `▁`, `▁you`.
struct MetaspacePreTokenizer: Sendable {
  private let settings: MetaspaceSettings
  private let replacement: [UInt8]

  init(json: ComponentNode) throws(TokenizerError) {
    settings = try MetaspaceSettings(json: json)
    replacement = Array(String(settings.replacement).utf8)
  }

  /// Whether `apply` asks where in the original text a piece begins.
  var readsOriginalStart: Bool { settings.prependScheme == .first }

  func apply(to text: inout PreTokenizedText) {
    text.materializeByteLevel()
    text.rewritePieces { piece, source, output in
      if isPrefixed(piece, of: source) {
        output.append(replacement, placedAs: piece.range.lowerBound)
      }
      var start = piece.range.lowerBound
      for offset in piece.range where source.bytes[offset] == 0x20 {
        output.copy(start..<offset)
        output.append(replacement, placedAs: offset)
        start = offset + 1
      }
      output.copy(start..<piece.range.upperBound)
    }
    guard settings.splits else { return }
    let delimiter = settings.replacement.value
    text.split(.mergedWithNext) { $0 == delimiter }
  }

  private func isPrefixed(_ piece: PreTokenizedText.Piece, of text: PreTokenizedText) -> Bool {
    switch settings.prependScheme {
    case .never: return false
    case .first where piece.original.lowerBound > 0: return false
    case .first, .always:
      let bytes = text.bytes[piece.range]
      return bytes.first != 0x20 && !bytes.starts(with: replacement)
    }
  }
}
