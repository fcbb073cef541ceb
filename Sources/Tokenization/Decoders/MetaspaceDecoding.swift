/// `Metaspace` as a decoder: replacements become spaces, those of the first token nothing unless
/// none was put in front.
enum MetaspaceDecoding {
  static func decode(_ tokens: [[UInt8]], _ settings: MetaspaceSettings) -> [[UInt8]] {
    let replacement = Array(String(settings.replacement).utf8)
    return tokens.enumerated().map { index, token in
      let isPrefix = index == 0 && settings.prependScheme != .never
      return token.replacing(replacement, with: isPrefix ? [] : [0x20])
    }
  }
}
