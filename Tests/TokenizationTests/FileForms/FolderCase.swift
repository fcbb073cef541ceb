import Foundation
import JSON
import TestSupport

@testable import Tokenization

/// The files of a model's folder, and what the reference makes of them.
struct FolderCase: Sendable {
  let name: String
  var files: [String: [UInt8]]

  /// A folder of a class, with its vocabulary and further fields of `tokenizer_config.json`.
  init(
    _ name: String,
    class className: String? = nil,
    _ vocabulary: [String: [UInt8]],
    configuration: String = "{}",
    others: [String: String] = [:]
  ) {
    self.name = name
    files = vocabulary
    var fields = configuration
    if let className {
      let rest = configuration == "{}" ? "}" : "," + configuration.dropFirst()
      fields = "{\"tokenizer_class\":\"\(className)\"" + rest
    }
    files["tokenizer_config.json"] = Array(fields.utf8)
    files["config.json"] = Array("{}".utf8)
    for (name, text) in others { files[name] = Array(text.utf8) }
  }

  /// Writes the files to a folder of the name in `parent`.
  func write(in parent: TemporaryFolder) throws -> String {
    for (file, bytes) in files { try parent.write(bytes, to: "\(name)/\(file)") }
    return parent.path(name)
  }

  /// The file that we make.
  func converted() throws -> JSONValue {
    try JSONParser().parse(copying: TokenizerFiles(files).converted().json).value
  }

  /// What the reference makes of folders: the content of a `tokenizer.json`, or an error's text.
  ///
  /// For texts, their ids come with it, without and with special tokens.
  static func reference(
    _ folders: [String],
    texts: [String] = []
  ) throws -> [(json: JSONValue?, ids: JSONValue?, error: String?)] {
    let input = JSONValue.object([
      "folders": .array(folders.map(JSONValue.string)),
      "texts": .array(texts.map(JSONValue.string)),
    ])
    let output = try ReferencePython.run(
      script,
      standardInput: Array(JSONSerializer().string(input).utf8)
    )
    let value = try JSONParser().parse(copying: output).value
    return (value.array ?? []).map { ($0["json"], $0["ids"], $0["error"]?.string) }
  }

  private static let script = """
    import json, logging, os, sys
    os.environ["HF_HUB_OFFLINE"] = "1"
    from transformers import AutoTokenizer
    from transformers.utils import logging
    logging.set_verbosity_error()
    asked = json.loads(sys.stdin.buffer.read())
    results = []
    for folder in asked["folders"]:
        try:
            backend = AutoTokenizer.from_pretrained(folder).backend_tokenizer
            result = {"json": json.loads(backend.to_str()), "ids": []}
            for text in asked["texts"]:
                try:
                    result["ids"].append([
                        backend.encode(text, add_special_tokens=flag).ids for flag in (False, True)
                    ])
                except Exception as error:
                    result["ids"].append(str(error))
        except BaseException as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        results.append(result)
    print(json.dumps(results))
    """
}
