import TestSupport
import Testing

@Suite struct RetypeTests {
  @Test func printsWhatChanged() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run(
      ["retype", "genetic.hdf5", "-o", "new.hdf5", "--tokenizer", "samples/genetic-code"]
        + ["--rule", "all=completion", "--rule", "GCC=prompt", "--rule", "position:3=prompt"]
    )
    let text =
      """
      Rows
        rows           1
        changed        1
        separator ids  2

      Tokens
        prompt      2
        completion  4
        padding     4
        separator   1

      Changes
        prompt → completion  2
        completion → prompt  1

      Rules
        all=completion     7
        GCC=prompt         1
        position:3=prompt  1

      File
        file      rows  bytes  SHA-256
        new.hdf5     1  BYTES  SHA

      """
    #expect(outcome.settled == Outcome(status: 0, output: text))
    let inspected = try workshop.run("inspect", "new.hdf5")
    #expect(inspected.output.contains("\nccppccs....\n"))
  }

  @Test func printsOneJSONObject() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    try workshop.folder.write("- {id: 5-6, type: completion}\n- all=0\n", to: "rules.yaml")
    let outcome = try workshop.run(
      ["retype", "genetic.hdf5", "--in-place", "--rules", "rules.yaml"]
        + ["--rule", "id:1000=prompt", "--format", "json"]
    )
    let json =
      """
      {
        "rows": 1,
        "changed_rows": 1,
        "tokens": {"prompt": 6, "completion": 0, "padding": 4, "separator": 1},
        "changes": [
          {"from": "completion", "to": "prompt", "tokens": 3}
        ],
        "rules": [
          {"rule": "id:5-6=completion", "tokens": 2},
          {"rule": "all=0", "tokens": 7},
          {"rule": "id:1000=prompt", "tokens": 0}
        ],
        "padding_id": null,
        "separator_ids": [2],
        "lost_labels": 0,
        "other_label_rows": 0,
        "file": {"path": "genetic.hdf5", "rows": 1, "bytes": BYTES, "sha256": "SHA"},
        "files": [
          {"path": "genetic.hdf5", "rows": 1, "bytes": BYTES, "sha256": "SHA"}
        ],
        "warnings": ["the rule 'id:1000=prompt' was for no token"]
      }

      """
    #expect(
      outcome.settled
        == Outcome(
          status: 0,
          output: json,
          errors: "warning: the rule 'id:1000=prompt' was for no token\n"
        )
    )
  }

  @Test func refusesWhatMakesNoSense() throws {
    let workshop = try workshop()
    defer { workshop.folder.remove() }
    func errors(_ arguments: String...) throws -> String {
      let outcome = try workshop.run(["retype", "genetic.hdf5"] + arguments)
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      return outcome.errors
    }
    let hint = "\n\nhint: 'dataprep retype --help' shows what is accepted\n"
    #expect(try errors() == "error: give -o, or --in-place" + hint)
    #expect(
      try errors("-o", "a.hdf5", "--in-place")
        == "error: -o and --in-place exclude each other" + hint
    )
    #expect(
      try errors("-o", "a.hdf5", "--rule", "ATG=prompt")
        == "error: the rule 'ATG=prompt': a tokenizer is needed: name it with --tokenizer\n"
    )
    #expect(
      try errors("-o", "a.hdf5", "--from", "cerebras")
        == "error: genetic.hdf5: this is no Cerebras file: it has input_ids\n"
    )
    #expect(try workshop.newNames == ["genetic.hdf5"])
  }

  @Test func takesTheFilesOfAFolderInTurn() throws {
    let workshop = try shards()
    defer { workshop.folder.remove() }
    let outcome = try workshop.run("retype", "out", "-o", "new", "--rule", "ATG=prompt")
    let text =
      """
      Rows
        rows           2
        changed        2
        separator ids  2

      Tokens
        prompt      8
        completion  4
        padding     8
        separator   2

      Changes
        completion → prompt  2

      Rules
        ATG=prompt  2

      Files
        file                   rows  bytes  SHA-256
        new/train_1_of_2.hdf5     1  BYTES  SHA
        new/train_2_of_2.hdf5     1  BYTES  SHA

      """
    #expect(outcome.settled == Outcome(status: 0, output: text))
    #expect(
      try workshop.newNames == ["genetic.hdf5", "new", "out"]
    )
    let validated = try workshop.run("validate", "new", "--strict", "--tokenizer", "new/tokenizer")
    #expect(validated.status == 0, "\(validated.output)")
    #expect(try workshop.run("inspect", "new/train_2_of_2.hdf5").output.contains("\nppppccs....\n"))
    // Nothing is left of a run that fails in its second file.
    try workshop.folder.write("[0]\n", to: "types.jsonl")
    let failed = try workshop.run("retype", "out", "-o", "other", "--types", "types.jsonl")
    #expect(failed.status == 2 && failed.output.isEmpty)
    #expect(try workshop.newNames == ["genetic.hdf5", "new", "out", "types.jsonl"])
  }

  @Test func replacesTheFilesOfAFolder() throws {
    let workshop = try shards()
    defer { workshop.folder.remove() }
    let before = try workshop.folder.names()
    try workshop.folder.write("[0, 1]\n[1]\n", to: "types.jsonl")
    let outcome = try workshop.run("retype", "out", "--in-place", "--types", "types.jsonl")
    #expect(
      outcome.errors == """
        warning: out/manifest.json notes the digests of the files as they were before
        hint: retype -o writes a folder that needs no manifest

        """
    )
    #expect(outcome.status == 0)
    #expect(try workshop.folder.names() == before + ["types.jsonl"])
    #expect(try workshop.run("inspect", "out/train_1_of_2.hdf5").output.contains("\npc.........\n"))
    #expect(try workshop.run("inspect", "out/train_2_of_2.hdf5").output.contains("\nc..........\n"))
  }

  @Test func aFolderGoesIntoANewFolder() throws {
    let workshop = try shards()
    defer { workshop.folder.remove() }
    for (arguments, status, error) in [
      (
        ["-o", "new.hdf5"], 64 as Int32,
        "the files of a folder go into a folder: the output's name must not end in .hdf5 or .h5"
      ),
      (["-o", "out/"], 64, "the output is the folder itself: use --in-place"),
      (
        ["-o", "new", "--overwrite"], 64,
        "--overwrite replaces one file; the files of a folder go into a new folder"
      ),
      (["-o", "samples"], 2, "samples: cannot be written: the folder is not empty"),
      (["-o", "a/b"], 2, "a/b: cannot be written: the folder a does not exist"),
    ] {
      let outcome = try workshop.run(["retype", "out"] + arguments)
      #expect(outcome.status == status && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("error: \(error)\n"), "\(outcome.errors)")
    }
    #expect(try workshop.newNames == ["genetic.hdf5", "out"])
  }

  /// A folder of two shards of one row each, with a tokenizer and a manifest.
  private func shards() throws -> Workshop {
    let workshop = try workshop()
    let bytes = try workshop.folder.bytes("genetic.hdf5")
    for name in ["tokenizer.json", "tokenizer_config.json"] {
      try workshop.folder.write(
        workshop.folder.bytes("samples/genetic-code/\(name)"),
        to: "out/tokenizer/\(name)"
      )
    }
    try workshop.folder.write(bytes, to: "out/train_1_of_2.hdf5")
    try workshop.folder.write(bytes, to: "out/train_2_of_2.hdf5")
    try workshop.folder.write("{}", to: "out/manifest.json")
    return workshop
  }

  /// `data` of Cerebras becomes our two datasets; every trained label is a trained token.
  @Test(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
  func writesOurDatasetsOfACerebrasFile() throws {
    let workshop = try Workshop()
    defer { workshop.folder.remove() }
    let make = """
      import h5py, numpy as np, sys
      rng = np.random.default_rng(4)
      rows = []
      for _ in range(200):
          prompt, completion = rng.integers(1, 12), rng.integers(1, 16)
          tokens = list(rng.integers(5, 90, prompt + completion)) + [2]
          tokens += [0] * (33 - len(tokens))
          mask = [0] * (prompt - 1) + [1] * (completion + 1)
          mask += [0] * (32 - len(mask))
          rows.append([tokens[:-1], mask, tokens[1:]])
      with h5py.File(sys.argv[1], "w") as file:
          file.create_dataset("data", data=np.array(rows, "i4"), compression="gzip")
      """
    _ = try ReferencePython.run(make, arguments: [workshop.folder.path("c.h5")])
    let outcome = try workshop.run("retype", "c.h5", "-o", "new.hdf5", "--from", "cerebras")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let check = """
      import h5py, numpy as np, sys
      data = h5py.File(sys.argv[1])["data"][:]
      with h5py.File(sys.argv[2]) as file:
          ids, types = file["input_ids"][:], file["token_type_ids"][:]
      assert (ids == data[:, 0]).all()
      assert (np.isin(types[:, 1:], (1, 3)) == (data[:, 1, :-1] == 1)).all()
      assert ((types == 2) == (ids == 0)).all() and ((types == 3) == (ids == 2)).all()
      """
    _ = try ReferencePython.run(
      check,
      arguments: [workshop.folder.path("c.h5"), workshop.folder.path("new.hdf5")]
    )
    #expect(try workshop.run("stats", "c.h5").status == 0)
  }

  private func workshop() throws -> Workshop {
    let workshop = try Workshop()
    _ = try workshop.run(Workshop.convertGenetic)
    return workshop
  }
}
