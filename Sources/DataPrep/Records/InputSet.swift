#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The input files of a run, in the order in which they are read.
struct InputSet: Sendable {
  /// How a file's lines are to be read.
  enum LineKind: Sendable {
    /// Each line is one JSON text.
    case json
    /// Each line is a completion as it stands.
    case text
  }

  /// One input file.
  struct File: Sendable {
    /// The path, or `-`.
    let path: String
    /// The name in messages.
    var name: String { path == standardInput ? "<stdin>" : path }
    let lineKind: LineKind
    /// The size on disk, or `nil` for standard input and pipes.
    let byteCount: Int?
  }

  /// The path that means standard input.
  static let standardInput = "-"

  let files: [File]
  /// What was found and is no input, and other things that a user should know.
  private(set) var notes = Notes()

  /// The bytes of all files on disk, or `nil` where one has no size.
  var totalByteCount: Int? {
    var total = 0
    for file in files {
      guard let byteCount = file.byteCount else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(byteCount)
      total = overflow ? Int.max : sum
    }
    return total
  }

  /// Takes files as they are.
  init(files: [File]) {
    self.files = files
  }

  /// Finds the files that the paths name: files, folders (searched through, sorted by path), glob
  /// patterns, and `-`; a file that two paths name counts twice, and is noted.
  ///
  /// - Parameters:
  ///   - paths: The paths.
  ///   - ownFiles: What is no input although it lies in a folder or fits a pattern.
  /// - Throws: ``DataPrepError`` with code `inputNotFound`, `noInputFiles`, `unreadable`.
  init(paths: [String], besides ownFiles: OwnFiles = OwnFiles()) throws(DataPrepError) {
    var files: [File] = []
    var notes = Notes()
    var known: Set<String> = []
    var repeated: Set<String> = []
    for path in paths {
      let found: [File]
      switch path == Self.standardInput ? .file(nil) : Self.kind(of: path) {
      case .folder: found = try Self.files(inFolder: path, ownFiles, &notes)
      case .file(let byteCount):
        try Self.refuseTable(path)
        found = [File(path: path, lineKind: Self.lineKind(of: path), byteCount: byteCount)]
      case .absent: found = try Self.files(matching: path, ownFiles, &notes)
      }
      files += found
      // Records may be repeated on purpose, to weigh more; a file and its folder hardly are.
      let places = found.map { $0.path == Self.standardInput ? "-" : FileSystem.absolute($0.path) }
      for (file, place) in zip(found, places)
      where known.contains(place) && repeated.insert(place).inserted {
        notes.repeatedFiles.append(file.name)
      }
      known.formUnion(places)
    }
    self.files = files
    self.notes = notes
  }

  private enum PathKind {
    case absent
    case folder
    case file(Int?)
  }

  private static func kind(of path: String) -> PathKind {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return .absent }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file(Int(status.st_size))
    default: return .file(nil)
    }
  }

  private static let suffixes = [".jsonl", ".ndjson", ".txt"]

  private static func lineKind(of path: String) -> LineKind {
    let name = path.lowercased()
    return name.hasSuffix(".txt") || name.hasSuffix(".txt.gz") ? .text : .json
  }

  private static func isInput(_ path: String) -> Bool {
    let name = path.lowercased()
    return suffixes.contains { name.hasSuffix($0) || name.hasSuffix($0 + ".gz") }
  }

  private static func files(
    inFolder folder: String,
    _ ownFiles: OwnFiles,
    _ notes: inout Notes
  ) throws(DataPrepError) -> [File] {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let ownFiles = ownFiles.with(manifestOf: folder)
    let walk = try FolderWalk(prefix == "/" ? "/" : String(prefix.dropLast())) {
      ownFiles.holds(folder: $0)
    }
    notes.linkedFolders += walk.linkedFolders.map { prefix + $0 }
    var files: [File] = []
    var leftOut: [String] = []
    for found in walk.files where isInput(found.name) {
      let path = prefix + found.name
      guard case .file(let byteCount) = kind(of: path) else { continue }
      if found.isApart || ownFiles.holds(file: path) {
        leftOut.append(path)
      } else {
        files.append(File(path: path, lineKind: lineKind(of: path), byteCount: byteCount))
      }
    }
    guard !files.isEmpty else {
      throw DataPrepError(
        .noInputFiles,
        folder,
        found: leftOut.first.map { "such as \($0)" } ?? "",
        expected: ".jsonl or .txt"
      )
    }
    notes.leftOut += leftOut
    let textCount = files.count { $0.lineKind == .text }
    if textCount > 0, textCount < files.count {
      notes.mixedFolders.append((folder, textCount, files.count - textCount))
    }
    return files
  }

  private static func files(
    matching pattern: String,
    _ ownFiles: OwnFiles,
    _ notes: inout Notes
  ) throws(DataPrepError) -> [File] {
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      throw DataPrepError(.inputNotFound, pattern)
    }
    var result = unsafe glob_t()
    defer { unsafe globfree(&result) }
    guard unsafe glob(pattern, 0, nil, &result) == 0 else {
      throw DataPrepError(.inputNotFound, pattern)
    }
    var files: [File] = []
    // glob(3) promises `gl_pathc` C strings at `gl_pathv`, sorted by name.
    for index in 0..<Int(unsafe result.gl_pathc) {
      guard let text = unsafe result.gl_pathv[index] else { continue }
      let path = unsafe String(cString: text)
      if case .file(let byteCount) = kind(of: path) {
        guard !ownFiles.holds(file: path) else {
          notes.leftOut.append(path)
          continue
        }
        try refuseTable(path)
        files.append(File(path: path, lineKind: lineKind(of: path), byteCount: byteCount))
      }
    }
    guard !files.isEmpty else { throw DataPrepError(.inputNotFound, pattern) }
    return files
  }
}
