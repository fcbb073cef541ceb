/// Takes the white space at a token's ends out of its offsets.
///
/// A single space at the start of the text is thought to have been added there if
/// `addsPrefixSpace`, and stays. Worked example: `Ġworld` at 5..<11 is trimmed to 6..<11.
struct OffsetTrimming: Sendable {
  let isOn: Bool
  let addsPrefixSpace: Bool

  /// Reads the fields of `RobertaProcessing`.
  init(roberta json: ComponentNode) throws(TokenizerError) {
    isOn = try json.boolean("trim_offsets")
    addsPrefixSpace = try json.boolean("add_prefix_space")
  }

  /// Reads the fields of `ByteLevel`.
  init(byteLevel json: ComponentNode) throws(TokenizerError) {
    try self.init(roberta: json)
    _ = try json.boolean("use_regex", default: true)
  }

  func apply(to tokens: inout [PostProcessor.Token]) {
    guard isOn else { return }
    for index in tokens.indices {
      var (leading, trailing) = Self.spaces(of: tokens[index].text)
      let offsets = tokens[index].offsets
      var start = offsets.lowerBound
      var end = offsets.upperBound
      if leading > 0 {
        let isFirst = index == 0 || start == 0
        if isFirst, addsPrefixSpace, leading == 1 { leading = 0 }
        start = min(start + leading, end)
      }
      if trailing > 0, end >= trailing {
        trailing = max(end - trailing, start)
        end = trailing
      }
      tokens[index].offsets = start..<end
    }
  }

  /// How many characters at the start and at the end of a token are white space, plain or as the
  /// byte level writes it.
  private static func spaces(of token: [UInt8]) -> (leading: Int, trailing: Int) {
    let classes = TextClasses()
    var leading = 0
    var trailing = 0
    var hasOther = false
    token.forEachScalar { scalar, _ in
      if scalar == 0x120 || classes.has(scalar, .whitespace) {
        leading += hasOther ? 0 : 1
        trailing += 1
      } else {
        hasOther = true
        trailing = 0
      }
    }
    return (leading, trailing)
  }
}
