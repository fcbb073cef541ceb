/// `UnicodeScripts`: splits where the script changes; a space belongs to every script, and kana to
/// Han.
///
/// As in the reference, characters of every script at a piece's start belong to no piece.
enum ScriptSplitting {
  /// By scalar: a number for its script, 0 for those that belong to every script.
  private static let scripts = ScalarTable<UInt8>(runs: ScriptTable.scripts)

  static func apply(to text: inout PreTokenizedText) {
    let scripts = scripts
    text.splitPieces { characters, range, ranges in
      var start: Int?
      var lastScript: UInt8 = 0
      characters.forEach(in: range) { scalar, character in
        let script = scripts[scalar]
        guard script != 0, script != lastScript else { return }
        if let start { ranges.append(start..<character.lowerBound) }
        start = character.lowerBound
        lastScript = script
      }
      if let start { ranges.append(start..<range.upperBound) }
    }
  }
}
