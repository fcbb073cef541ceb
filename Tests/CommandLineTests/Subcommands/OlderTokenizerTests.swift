import Foundation
import TestSupport
import Testing

/// Folders without a `tokenizer.json`, through the whole program.
@Suite struct OlderTokenizerTests {
  private static let words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nlow\n##er\nnew\n"

  private func workshop() throws -> Workshop {
    let workshop = try Workshop()
    try workshop.folder.write(Self.words, to: "bert/vocab.txt")
    try workshop.folder.write(#"{"model_type": "bert"}"#, to: "bert/config.json")
    try workshop.folder.write(
      #"{"prompt": "low", "completion": "Lower new"}"# + "\n",
      to: "pairs.jsonl"
    )
    return workshop
  }

  @Test(arguments: ["bert", "bert/vocab.txt"])
  func encodesWithAFolderOrItsVocabulary(path: String) throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run("tokenizer", path, "--encode", "Lower new")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("##er"))
  }

  @Test func copiesTheFilesThatWereRead() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      "convert",
      "pairs.jsonl",
      "-o",
      "out",
      "--tokenizer",
      "bert",
      "--max-seq-length",
      "8",
      "--eos-token",
      "[SEP]",
      "--pad-token",
      "[PAD]"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: workshop.folder.path("out/tokenizer")
    )
    #expect(names.sorted() == ["config.json", "vocab.txt"])
  }

  @Test func takesTokenizerJSONFirst() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("{}", to: "bert/tokenizer.json")
    let outcome = try workshop.run("tokenizer", "bert")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("bert/tokenizer.json: \"model\" is missing at $"))
  }

  @Test func saysWhatToRunForOtherClasses() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write(#"{"model_type": "marian"}"#, to: "bert/config.json")
    let outcome = try workshop.run("tokenizer", "bert")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("MarianTokenizer has rules of its own that are not supported"))
    #expect(outcome.errors.contains("AutoTokenizer.from_pretrained('FOLDER')"))
  }
}
