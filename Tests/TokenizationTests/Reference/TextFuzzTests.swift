import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenization

/// Equality with the reference itself on random texts.
///
/// `DATAPREP_FUZZ_COUNT` is the number of texts a component gets; from 1,000 on, each also gets
/// every scalar.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct TextFuzzTests {
  private static let count = FuzzCount.cases(usual: 300)

  @Test(arguments: [
    #"{"type":"NFC"}"#, #"{"type":"NFD"}"#, #"{"type":"NFKC"}"#, #"{"type":"NFKD"}"#,
    #"{"type":"Lowercase"}"#, #"{"type":"StripAccents"}"#, #"{"type":"ByteLevel"}"#,
    #"{"type":"Strip","strip_left":true,"strip_right":true}"#,
    #"{"type":"Nmt"}"#, "precompiled",
    #"""
    {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
    "lowercase":true}
    """#,
    #"{"type":"Replace","pattern":{"String":"a"},"content":"bc"}"#,
    #"{"type":"Replace","pattern":{"Regex":"\\s+|\\p{M}*"},"content":" "}"#,
    #"""
    {"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},
    {"type":"Prepend","prepend":"_"},{"type":"NFKC"},{"type":"Lowercase"},
    {"type":"Strip","strip_left":true,"strip_right":false}]}
    """#,
  ])
  func normalizesAlike(normalizer name: String) throws {
    let normalizer = name == "precompiled" ? try Self.precompiled() : name
    var texts = RandomTexts(seed: 1)
    let inputs = (0..<Self.count).map { _ in texts.next() }
    try expectEqual(inputs, "normalize", ["normalizer": normalizer])
    if Self.count >= 1000 {
      try expectEqual(RandomTexts.everyScalar, "normalize", ["normalizer": normalizer])
    }
  }

  @Test(arguments: [
    #"{"type":"Digits","individual_digits":false}"#, #"{"type":"Punctuation"}"#,
    #"{"type":"Whitespace"}"#, #"{"type":"WhitespaceSplit"}"#,
    #"{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}"#,
    #"{"type":"Split","pattern":{"String":"a"},"behavior":"MergedWithNext","invert":false}"#,
    #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}"#,
    #"{"type":"Split","pattern":{"Regex":"\\p{L}+"},"behavior":"Removed","invert":true}"#,
    #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#,
    #"{"type":"BertPreTokenizer"}"#, #"{"type":"UnicodeScripts"}"#,
    #"{"type":"FixedLength","length":2}"#,
    #"{"type":"Punctuation","behavior":"MergedWithPrevious"}"#,
    #"""
    {"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
    {"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false},
    {"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"Contiguous"}]}
    """#,
  ])
  func splitsAlike(preTokenizer: String) throws {
    var texts = RandomTexts(seed: 2)
    let inputs = (0..<Self.count).map { _ in texts.next() }
    for normalizer in ["null", #"{"type":"NFKC"}"#, #"{"type":"NFD"}"#] {
      try expectEqual(
        inputs,
        "pieces",
        ["normalizer": normalizer, "pre_tokenizer": preTokenizer]
      )
    }
    if Self.count >= 1000 {
      try expectEqual(RandomTexts.everyScalar, "pieces", ["pre_tokenizer": preTokenizer])
    }
  }

  /// The character map of the goldens.
  private static func precompiled() throws -> String {
    let file = PackageRoot.url("Tests/TokenizationTests/Resources/text-normalize.json")
    let root = try JSONParser().parse(copying: [UInt8](Data(contentsOf: file)))
    let cases = try #require(root["cases"]).elements
    let node = cases.first { $0["normalizer"]?["type"]?.string == "Precompiled" }
    return JSONSerializer().string(try #require(node?["normalizer"]).value)
  }

  private func expectEqual(
    _ inputs: [String],
    _ kind: String,
    _ components: KeyValuePairs<String, String>
  ) throws {
    for start in stride(from: 0, to: inputs.count, by: 20_000) {
      let inputs = Array(inputs[start..<min(start + 20_000, inputs.count)])
      let differences = try ReferenceCase.ask(components, kind: kind, inputs: inputs)
        .differences()
      for difference in differences.prefix(5) { Issue.record("\(difference)") }
    }
  }
}

extension ReferenceCase {
  /// Asks the reference now; `components` are JSON.
  static func ask(
    _ components: KeyValuePairs<String, String>,
    kind: String,
    inputs: [String]
  ) throws -> ReferenceCase {
    let serializer = JSONSerializer()
    let present = components.filter { $0.value != "null" }
    let members = present.map { "\"\($0.key)\":\($0.value.replacing("\n", with: " ")), " }
    let list = serializer.string(.array(inputs.map { .string($0) }))
    let request = "{\(members.joined())\"kind\": \"\(kind)\", \"inputs\": \(list)}\n"
    let output = try ReferencePython.run(
      "import runpy, sys; runpy.run_path(sys.argv.pop(), run_name='__main__')",
      arguments: [PackageRoot.url("Scripts/text_reference.py").path],
      standardInput: Array(request.utf8)
    )
    let node = try JSONParser().parse(copying: request)
    return ReferenceCase(
      components: node,
      kind: kind,
      inputs: Array(try #require(node["inputs"]).elements),
      answer: try JSONParser().parse(copying: output)
    )
  }
}

/// Random texts that are rich in what normalization works on.
struct RandomTexts {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// The next text, of up to 24 scalars or, now and then, 300.
  mutating func next() -> String {
    let count = Int.random(
      in: 0...(Int.random(in: 0..<50, using: &generator) == 0 ? 300 : 24),
      using: &generator
    )
    var text = ""
    let first = Int.random(in: 0..<Self.pools.count, using: &generator)
    for _ in 0..<count {
      // Mostly from one pool and the marks, so that neighbours have to do with each other.
      let draw = Int.random(in: 0..<10, using: &generator)
      let pool =
        draw < 4 ? first : draw < 7 ? 0 : Int.random(in: 0..<Self.pools.count, using: &generator)
      if let scalar = Self.pools[pool].randomElement(using: &generator) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Every scalar once, between line breaks.
  static let everyScalar: [String] = stride(from: 0, to: 0x11_0000, by: 64).compactMap { start in
    let scalars = (UInt32(start)..<UInt32(start) + 64).compactMap(Unicode.Scalar.init)
    return scalars.isEmpty ? nil : scalars.map { "\($0)" }.joined(separator: "\n")
  }

  private static let pools: [[Unicode.Scalar]] = {
    let all = (UInt32(0)..<0x11_0000).compactMap(Unicode.Scalar.init)
    let marks = all.filter { NormalizationForm.combiningClasses[$0.value] > 0 }
    let decomposing = all.filter {
      NormalizationForm.nfkd.decompositions[$0.value] != nil
    }
    let composing = decomposing.filter { NormalizationForm.nfc.quickValues[$0.value] != 0xFF }
    let starters = Array("aAeEoOsSdDqxuU\u{3B1}\u{3B9}\u{915}\u{9C7}\u{DD9}\u{304B}".unicodeScalars)
    let hangul = all.filter {
      (0x1100...0x11FF).contains($0.value) || (0xAC00...0xAC40).contains($0.value)
    }
    let plain = Array("ab .,!?-1 2\t\n'".unicodeScalars)
    let clusters = Array(
      "\u{E9}\u{301}\u{200D}\u{2122}\u{A9}\u{263A}\u{1F600}\u{1F3FD}\u{FE0F}\r\n\u{600}\u{110BD}\u{915}\u{94D}\u{1161}\u{11A8}\u{AC00}\u{200B}\u{903}"
        .unicodeScalars
    )
    let space = all.filter { $0.properties.isWhitespace }
    return [marks, decomposing, composing, starters, hangul, plain, space, clusters, all]
  }()
}
