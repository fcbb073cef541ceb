import Foundation
import JSON

/// Tokenizers that tests write themselves.
enum SmallTokenizer {
  /// The genetic code: one token a codon.
  static let genetic = """
    {"version": "1.0", "added_tokens": [], "normalizer": null,
     "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
     "model": {"type": "WordLevel", "unk_token": "SEP", "vocab":
       {"SEP": 2, "GGC": 5, "GCC": 6, "ATC": 7, "GAC": 8, "GAA": 9, "ATG": 10, "PAD": 69}}}
    """

  /// GPT-2's pipeline with no merges: one token a byte, `<s>` 256 and `</s>` 257.
  static var bytes: String {
    var vocabulary: [String: Int] = [:]
    for byte in 0..<256 { vocabulary[character(for: UInt8(byte))] = byte }
    let entries = vocabulary.sorted { $0.value < $1.value }.map { text, id in
      let key = (try? String(decoding: JSONEncoder().encode(text), as: UTF8.self)) ?? ""
      return "\(key): \(id)"
    }
    return """
      {"version": "1.0", "added_tokens": [
        {"id": 256, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
         "normalized": false, "special": true},
        {"id": 257, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
         "normalized": false, "special": true}],
       "normalizer": null,
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
       "post_processor": null, "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true},
       "model": {"type": "BPE", "vocab": {\(entries.joined(separator: ", "))}, "merges": []}}
      """
  }

  /// The printable character that byte-level tokenizers write for a byte (GPT-2, `bytes_to_unicode`).
  private static func character(for byte: UInt8) -> String {
    let printable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    if printable { return String(Unicode.Scalar(byte)) }
    let others = (0...255).filter { other in
      !((0x21...0x7E).contains(other) || (0xA1...0xAC).contains(other) || other >= 0xAE)
    }
    let index = others.firstIndex(of: Int(byte)) ?? 0
    return Unicode.Scalar(256 + UInt32(index)).map { String($0) } ?? ""
  }

  /// Writes a tokenizer folder and returns its path.
  static func write(
    _ json: String,
    to folder: URL,
    eos: String,
    pad: String? = nil,
    bos: String? = nil
  ) throws -> String {
    let target = folder.appending(path: "tokenizer")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    try json.write(
      to: target.appending(path: "tokenizer.json"),
      atomically: true,
      encoding: .utf8
    )
    var configuration = "{\"eos_token\": \"\(eos)\""
    if let pad { configuration += ", \"pad_token\": \"\(pad)\"" }
    if let bos { configuration += ", \"bos_token\": \"\(bos)\"" }
    try (configuration + "}").write(
      to: target.appending(path: "tokenizer_config.json"),
      atomically: true,
      encoding: .utf8
    )
    return target.path
  }
}
