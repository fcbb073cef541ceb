internal import JSON

/// Reads a BPE model from its JSON section.
enum BPEFile {
  /// Reads the settings, the vocabulary and the merges.
  static func read(
    _ node: JSONNode,
    path: String,
    makesByteLevelPieces: Bool
  ) throws(TokenizerError) -> BPEModel {
    let settings = try settings(of: node, path: path)
    let vocabulary = try ModelFile.vocabulary(of: node, path: path)
    var boundaries = BoundariesBuilder(
      characters: makesByteLevelPieces ? nil : MergeBoundariesBuilder(),
      bytes: makesByteLevelPieces ? ByteBoundariesBuilder(vocabulary, settings) : nil
    )
    let merges = try merges(
      of: node,
      path: path,
      vocabulary: vocabulary,
      prefixLength: settings.prefix.count,
      boundaries: &boundaries
    )
    return BPEModel(
      vocabulary: vocabulary,
      merges: merges,
      settings: settings,
      boundaries: boundaries,
      makesByteLevelPieces: makesByteLevelPieces
    )
  }

  private static func settings(
    of node: JSONNode,
    path: String
  ) throws(TokenizerError) -> BPESettings {
    if let dropout = node["dropout"], dropout.kind != .null, dropout.double != 0 {
      throw .invalidValue(
        path: path + ".dropout",
        found: dropout.double.map { "\($0)" } ?? "\(dropout.kind)",
        expected: "null or 0: with dropout, encoding would be random"
      )
    }
    var settings = BPESettings()
    settings.unknownToken = try ModelFile.string("unk_token", of: node, path: path)
    settings.prefix = Array(
      (try ModelFile.string("continuing_subword_prefix", of: node, path: path) ?? "").utf8
    )
    settings.suffix = Array(
      (try ModelFile.string("end_of_word_suffix", of: node, path: path) ?? "").utf8
    )
    settings.fusesUnknown = try ModelFile.flag("fuse_unk", of: node, path: path)
    settings.byteFallback = try ModelFile.flag("byte_fallback", of: node, path: path)
    settings.ignoresMerges = try ModelFile.flag("ignore_merges", of: node, path: path)
    return settings
  }

  private static func merges(
    of node: JSONNode,
    path: String,
    vocabulary: Vocabulary,
    prefixLength: Int,
    boundaries: inout BoundariesBuilder
  ) throws(TokenizerError) -> MergeTable {
    guard let merges = node["merges"] else { throw .missingField("merges", path: path) }
    let path = path + ".merges"
    guard merges.kind == .array else {
      throw .wrongType(path: path, found: "\(merges.kind)", expected: "an array")
    }
    let table = MergeTable(capacity: merges.count)
    var reader = MergeReader(vocabulary: vocabulary, prefixLength: prefixLength, path: path)
    var index = 0
    for merge in merges.elements {
      let fault = reader.read(merge, at: index)
      if reader.isFull || fault != nil { try reader.enter(into: table, &boundaries) }
      if let fault { throw fault }
      index += 1
    }
    try reader.enter(into: table, &boundaries)
    return table
  }
}

/// Collects the merges for the boundaries of one alphabet.
struct BoundariesBuilder {
  /// For `.unicode` pieces.
  var characters: MergeBoundariesBuilder?
  /// For `.byteLevel` pieces.
  var bytes: ByteBoundariesBuilder?

  mutating func append(_ left: Int32, _ right: Int32, in vocabulary: Vocabulary) {
    characters?.append(left, right, in: vocabulary)
    bytes?.append(left, right)
  }
}
