import TestSupport
import Testing

/// The world is not as a run needs it: status 2, and nothing is left behind.
@Suite struct CouldNotRunTests {
  @Test(arguments: [
    (["convert", "none.jsonl"], "none.jsonl: no such file or folder", nil),
    (["convert", "empty"], "empty: holds no .jsonl or .txt files", nil),
    (
      ["convert", "damaged.jsonl.gz"],
      "damaged.jsonl.gz: the gzip data is damaged: it ends in the middle of the data", nil
    ),
    (
      ["convert", "foreign/notes.jsonl", "-o", "there.hdf5"], "there.hdf5: exists already",
      "--overwrite replaces it"
    ),
    (
      ["convert", "foreign/notes.jsonl", "-o", "foreign"],
      "foreign: the folder is not empty and holds no manifest.json of a run",
      "choose an empty folder, or one that an earlier run made"
    ),
    (
      ["convert", "foreign/notes.jsonl", "-o", "none/out.hdf5"],
      "none/out.hdf5: cannot be written: the folder none does not exist", nil
    ),
    (
      ["convert", "foreign/notes.jsonl", "--tokenizer", "empty"],
      "empty: the folder holds no tokenizer.json, and none of vocab.json, merges.txt, vocab.txt, "
        + "tokenizer.model, spiece.model, sentencepiece.bpe.model, sentencepiece.model, spm.model, "
        + "tiktoken.model, tekken.json",
      "make a tokenizer.json: python -c \"from transformers import AutoTokenizer; "
        + "AutoTokenizer.from_pretrained('FOLDER').save_pretrained('NEW')\""
    ),
    (
      ["convert", "foreign/notes.jsonl", "--tokenizer", "none"], "none: no such file or folder",
      "a tokenizer is a folder or a file on this machine; nothing is downloaded"
    ),
    (
      ["convert", "foreign/notes.jsonl", "--eos-token", "<none>"],
      "samples/genetic-code/tokenizer.json: the eos token \"<none>\" is not in the vocabulary",
      "--special-tokens-dict adds tokens to the vocabulary"
    ),
    (
      ["convert", "foreign/notes.jsonl", "--tokenizer", "alone/tokenizer.json"],
      "alone/tokenizer.json: the end-of-sequence token is not known",
      "name it with --eos-token, or put tokenizer_config.json beside tokenizer.json"
    ),
    (
      ["convert", "foreign/notes.jsonl", "--categories", "alone/tokenizer.json"],
      "alone/tokenizer.json: expected a JSON list of different names, found a value that is no list",
      nil
    ),
    (["inspect", "none.hdf5"], "none.hdf5: no such file or folder", nil),
    (["inspect", "damaged.jsonl.gz"], "damaged.jsonl.gz: not an HDF5 file", nil),
    (
      ["tokenizer", "none", "--encode-lines", "foreign/notes.jsonl"],
      "none: no such file or folder",
      "a tokenizer is a folder or a file on this machine; nothing is downloaded"
    ),
    (
      ["tokenizer", "samples/genetic-code", "--encode-lines", "none"],
      "none: no such file or folder", nil
    ),
  ])
  func saysWhatIsInTheWay(arguments: [String], message: String, hint: String?) throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("", to: "empty/readme.md")
    try workshop.folder.write([0x1F, 0x8B, 8, 0, 1, 2, 3], to: "damaged.jsonl.gz")
    try workshop.folder.write("{\"completion\": \"GAA\"}\n", to: "foreign/notes.jsonl")
    try workshop.folder.write("kept", to: "there.hdf5")
    try workshop.folder.write(
      #"{"model": {"type": "WordLevel", "unk_token": "a", "vocab": {"a": 0}}}"#,
      to: "alone/tokenizer.json"
    )
    let before = try workshop.newNames

    let outcome = try workshop.run(Self.completed(arguments))
    let end = hint.map { "\nhint: \($0)\n" } ?? ""
    #expect(outcome == Outcome(status: 2, errors: "error: \(message)\n\(end)"))
    #expect(try workshop.newNames == before)
    #expect(try workshop.folder.text("there.hdf5") == "kept")
  }

  /// The arguments with what a conversion needs, where it is not said.
  private static func completed(_ arguments: [String]) -> [String] {
    guard arguments[0] == "convert" else { return arguments }
    let usual = [
      ("-o", "out.hdf5"), ("--tokenizer", "samples/genetic-code"), ("--max-seq-length", "8"),
    ]
    return usual.reduce(arguments) { $0.contains($1.0) ? $0 : $0 + [$1.0, $1.1] }
  }
}
