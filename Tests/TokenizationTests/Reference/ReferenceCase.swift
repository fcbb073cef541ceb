import JSON
import TestSupport

@testable import Tokenization

/// Some components, inputs for them, and what the reference made of each: a request of
/// `Scripts/text_reference.py` with its answer.
struct ReferenceCase {
  let components: JSONNode
  let kind: String
  let inputs: [JSONNode]
  let answer: JSONNode

  /// What differs between the reference and us, one line a difference.
  func differences() -> [String] {
    let refused = answer["refused"]?.string
    do {
      let section = try loadedSection()
      if let refused { return ["accepted, but the reference says: \(refused)"] }
      return zip(inputs, answer.elements).compactMap { input, expected in
        difference(section, input, expected)
      }
    } catch {
      return refused == nil ? ["refused: \(error)"] : []
    }
  }

  private struct Section {
    var normalizer: Normalizer?
    var preTokenizer: PreTokenizer?
    var postProcessor: PostProcessor?
    var decoder: Decoder?
    let matchers = PatternMatchers()
  }

  private func loadedSection() throws(TokenizerError) -> Section {
    var section = Section()
    if let node = components["normalizer"] {
      section.normalizer = try Normalizer(json: node, path: "$.normalizer")
    }
    if let node = components["pre_tokenizer"] {
      section.preTokenizer = try PreTokenizer(json: node, path: "$.pre_tokenizer")
    }
    if let node = components["post_processor"] {
      section.postProcessor = try PostProcessor(json: node, path: "$.post_processor")
    }
    if let node = components["decoder"] {
      section.decoder = try Decoder(json: node, path: "$.decoder")
    }
    return section
  }

  private func difference(_ section: Section, _ input: JSONNode, _ expected: JSONNode) -> String? {
    let place = "\(input.string?.debugDescription ?? "\(tokens(input))")"
    do {
      let fault = try compare(section, input, expected)
      return fault.map { "\(place): \($0)" }
    } catch {
      return expected.isNull ? nil : "\(place): threw \(error)"
    }
  }

  private func compare(
    _ section: Section,
    _ input: JSONNode,
    _ expected: JSONNode
  ) throws(TokenizerError) -> String? {
    switch kind {
    case "normalize": try compareNormalized(section, input.string ?? "", expected)
    case "pieces": try comparePieces(section, input.string ?? "", expected)
    case "process": compareProcessed(section, expected)
    case "decode": try compareDecoded(section, input, expected)
    default: nil
    }
  }
}

extension ReferenceCase {
  private func compareNormalized(
    _ section: Section,
    _ text: String,
    _ expected: JSONNode
  ) throws(TokenizerError) -> String? {
    let bytes = Array(text.utf8)
    var tracked = NormalizedText(bytes, trackingAlignments: true)
    try section.normalizer?.apply(to: &tracked, using: section.matchers)
    if expected.isNull { return "did not throw" }
    var untracked = NormalizedText(bytes, trackingAlignments: false)
    try section.normalizer?.apply(to: &untracked, using: section.matchers)
    if untracked.bytes != tracked.bytes { return "tracking changes the text" }
    let isIdentity = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe section.normalizer?.isIdentity(on: buffer) ?? false
    }
    if isIdentity, tracked.bytes != bytes { return "the quick check is wrong" }

    var elements = expected.elements
    guard let expectedText = elements.next()?.string, let offsets = elements.next() else {
      return "no answer"
    }
    let result = String(decoding: tracked.bytes, as: UTF8.self)
    guard Array(result.utf8) == Array(expectedText.utf8) else {
      return "\(result.debugDescription), not \(expectedText.debugDescription)"
    }
    let index = CodePointIndex(bytes)
    var ours: [Int] = []
    tracked.bytes.forEachScalar { _, range in
      let place = index.codePoints(of: tracked.originalRange(of: range))
      ours += [place.lowerBound, place.upperBound]
    }
    let theirs = offsets.elements.map { Int($0.int64 ?? -1) }
    return ours == theirs ? nil : "at \(ours), not \(theirs)"
  }

  private func comparePieces(
    _ section: Section,
    _ text: String,
    _ expected: JSONNode
  ) throws(TokenizerError) -> String? {
    let bytes = Array(text.utf8)
    var results: [PreTokenizedText] = []
    // A pre-tokenizer that asks where a piece begins cannot do without alignments.
    let readsStart = section.preTokenizer?.readsOriginalStart == true && section.normalizer != nil
    for isTracked in [true, readsStart] {
      var normalized = NormalizedText(bytes, trackingAlignments: isTracked)
      try section.normalizer?.apply(to: &normalized, using: section.matchers)
      var pieces = PreTokenizedText(normalized)
      try section.preTokenizer?.apply(to: &pieces, using: section.matchers)
      results.append(pieces)
    }
    if expected.isNull { return "did not throw" }
    guard results[0].bytes == results[1].bytes,
      results[0].pieces.map(\.range) == results[1].pieces.map(\.range)
    else { return "tracking changes the pieces" }

    let index = CodePointIndex(bytes)
    let ours = results[0].pieces.map { piece in
      var characters: [UInt8] = []
      results[0].withCharacters {
        $0.forEach(in: piece.range) { scalar, _ in characters.append(scalar: scalar) }
      }
      let place = index.codePoints(of: piece.original)
      return "\(characters) \(place.lowerBound) \(place.upperBound)"
    }
    let theirs = expected.elements.map { piece in
      let parts = Array(piece.elements)
      let characters = Array((parts[0].string ?? "").utf8)
      return "\(characters) \(parts[1].int64 ?? -1) \(parts[2].int64 ?? -1)"
    }
    return ours == theirs ? nil : "\(readable(ours)), not \(readable(theirs))"
  }

  private func readable(_ rows: [String]) -> String {
    rows.joined(separator: "; ")
  }

  private func compareProcessed(_ section: Section, _ expected: JSONNode) -> String? {
    let answers = Array(expected.elements)
    guard answers.count == 3, let processor = section.postProcessor else { return "no answer" }
    let tokens = rows(answers[0])
    for (addsSpecialTokens, answer) in [(true, answers[1]), (false, answers[2])] {
      let ours = processor.process(tokens, addingSpecialTokens: addsSpecialTokens)
      let theirs = rows(answer)
      if ours != theirs { return "\(ours), not \(theirs)" }
      if addsSpecialTokens, let affixes = processor.affixes {
        let ids = affixes.prefix + tokens.map(\.id) + affixes.suffix
        if ids != theirs.map(\.id) { return "affixes \(affixes)" }
      }
    }
    return nil
  }

  private func rows(_ node: JSONNode) -> [PostProcessor.Token] {
    node.elements.map { row in
      let parts = Array(row.elements)
      let start = Int(parts[2].int64 ?? -1)
      return PostProcessor.Token(
        id: Int32(parts[0].int64 ?? -1),
        text: Array((parts[1].string ?? "").utf8),
        offsets: start..<Int(parts[3].int64 ?? -1)
      )
    }
  }

  private func compareDecoded(
    _ section: Section,
    _ input: JSONNode,
    _ expected: JSONNode
  ) throws(TokenizerError) -> String? {
    guard let ours = try section.decoder?.decode(tokens(input)) else { return "no decoder" }
    // Where the reference raises, we may have an answer.
    guard let theirs = expected.string else { return nil }
    return Array(ours.utf8) == Array(theirs.utf8)
      ? nil : "\(ours.debugDescription), not \(theirs.debugDescription)"
  }

  private func tokens(_ input: JSONNode) -> [[UInt8]] {
    input.elements.map { Array(($0.string ?? "").utf8) }
  }
}
