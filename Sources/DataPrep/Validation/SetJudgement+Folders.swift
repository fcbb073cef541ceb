import JSON

extension SetJudgement {
  /// What is noted of a file beside the files.
  struct Note: Sendable {
    let path: String
    /// The name of the file that holds the note.
    let source: String
    var rowCount: Int?
    var byteCount: Int?
    var digest: String?
  }

  /// What stands beside the files of a folder agrees with them.
  ///
  /// - Throws: ``DataPrepError`` with code `interrupted`.
  func checkFolders(
    threadCount: Int?,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    var notes: [Note] = []
    for folder in self.set.folders {
      notes += manifestNotes(in: folder)
      notes += digestNotes(in: folder)
      checkMetadata(in: folder)
    }
    notes = notes.filter(agreesInSize)
    try checkDigests(of: notes, threadCount: threadCount ?? Processors.usableCount, cancellation)
  }

  /// Reads `manifest.json`, and names the files that only it or only the folder has.
  private func manifestNotes(in folder: String) -> [Note] {
    let path = "\(folder)/\(FileLayout.manifest)"
    guard FileSystem.exists(path) else { return [] }
    guard let value = Self.json(path), let files = value["files"]?.array else {
      add(.manifestUnreadable, .warning, in: path, found: "it is no manifest of a run")
      return []
    }
    var notes: [Note] = []
    for file in files {
      guard let name = file["path"]?.string, Self.isInside(name) else { continue }
      let note = Note(
        path: "\(folder)/\(name)",
        source: FileLayout.manifest,
        rowCount: file["rows"]?.int64.map { Int($0) },
        byteCount: file["bytes"]?.int64.map { Int($0) },
        digest: file["sha256"]?.string
      )
      if FileSystem.exists(note.path) {
        notes.append(note)
      } else {
        add(.manifestDisagrees, .error, in: path, found: "no such file", expected: name)
      }
    }
    let known = Set(notes.map(\.path))
    for member in members where member.file.path.hasPrefix(folder + "/") {
      guard !known.contains(member.file.path) else { continue }
      add(
        .manifestDisagrees,
        .error,
        in: member.file.path,
        found: "it",
        expected: "nothing of this file"
      )
    }
    return notes
  }

  /// Reads `sha256/files_metadata.json`, which generative_data_prep makes.
  private func digestNotes(in folder: String) -> [Note] {
    let name = "sha256/files_metadata.json"
    let path = "\(folder)/\(name)"
    guard FileSystem.exists(path) else { return [] }
    guard let files = Self.json(path)?.object else {
      add(.manifestUnreadable, .warning, in: path, found: "it is no list of digests")
      return []
    }
    return members.compactMap { member in
      let prefix = folder + "/"
      guard member.file.path.hasPrefix(prefix) else { return nil }
      // Folders stand in front of the name, with low lines.
      let key = String(member.file.path.dropFirst(prefix.count).map { $0 == "/" ? "_" : $0 })
      guard let file = files[key] else { return nil }
      return Note(
        path: member.file.path,
        source: name,
        byteCount: file["size"]?.int64.map { Int($0) },
        digest: file["sha256"]?.string
      )
    }
  }

  /// Rows and bytes are the noted ones; where they are not, the digest cannot be.
  private func agreesInSize(_ note: Note) -> Bool {
    // A pipe or a device may have no end.
    guard FileSystem.isRegularFile(note.path) else {
      add(
        .manifestDisagrees,
        .error,
        in: note.path,
        found: "no regular file",
        expected: "the one that \(note.source) notes"
      )
      return false
    }
    let member = members.first { $0.file.path == note.path }
    if let expected = note.rowCount, let found = member?.content?.rowCount, expected != found {
      add(
        .manifestDisagrees,
        .error,
        in: note.path,
        found: "\(found) rows",
        expected: "\(expected)"
      )
      return false
    }
    if let expected = note.byteCount, let found = try? FileSystem.byteCount(note.path),
      expected != found
    {
      add(
        note.source == FileLayout.manifest ? .manifestDisagrees : .digestDisagrees,
        .error,
        in: note.path,
        found: note.source == FileLayout.manifest ? "\(found) bytes" : "of \(found) bytes",
        expected: note.source == FileLayout.manifest
          ? "\(expected)" : "\(note.source) notes one of \(expected)"
      )
      return false
    }
    return note.digest != nil
  }

  /// Takes the digests of the files on all threads, and compares them with the noted ones.
  private func checkDigests(
    of notes: [Note],
    threadCount: Int,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    var rest = notes[...]
    var found: [(note: Note, digest: String?)] = []
    let stages = ParallelMap<Note, Digested, Bool, Bool>.Stages(
      read: { () throws(DataPrepError) in rest.popFirst() },
      makeTransform: {
        { note throws(DataPrepError) in
          Digested(note: note, digest: try? Checksum.hexadecimal(ofFileAt: note.path))
        }
      },
      fold: { result, _ throws(DataPrepError) in
        guard let result else { return false }
        found.append((result.note, result.digest))
        return true
      },
      makeFinish: { { block throws(DataPrepError) in block } },
      write: { _ throws(DataPrepError) in }
    )
    guard !notes.isEmpty else { return }
    try ParallelMap(
      threadCount: min(threadCount, notes.count),
      window: 4 * threadCount,
      stages: stages
    ).run { () throws(DataPrepError) in try cancellation.check() }
    for (note, digest) in found {
      guard let digest, let expected = note.digest, digest != expected.lowercased() else {
        continue
      }
      add(
        .digestDisagrees,
        .error,
        in: note.path,
        found: "\(digest.prefix(12))…",
        expected: "\(note.source) notes \(expected.prefix(12))…"
      )
    }
  }

  private struct Digested: Sendable {
    let note: Note
    let digest: String?
  }

  /// Reads a file of at most 64 MiB as JSON; nil where it is none.
  private static func json(_ path: String) -> JSONValue? {
    guard let count = try? FileSystem.byteCount(path), count <= 1 << 26,
      let bytes = try? FileBytes.read(path, .found)
    else { return nil }
    return try? JSONParser().parse(copying: bytes).value
  }

  private static func isInside(_ name: String) -> Bool {
    !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
  }
}
