import Foundation

#if canImport(Glibc)
import Glibc
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

  /// The bytes of all files on disk, or `nil` where one has no size.
  var totalByteCount: Int? {
    var total = 0
    for file in files {
      guard let byteCount = file.byteCount else { return nil }
      total += byteCount
    }
    return total
  }

  /// Takes files as they are.
  init(files: [File]) {
    self.files = files
  }

  /// Finds the files that the paths name: files, folders (searched through, sorted by path), glob
  /// patterns, and `-`.
  ///
  /// - Throws: ``DataPrepError`` with code `inputNotFound`, `noInputFiles`, `unreadable`.
  init(paths: [String]) throws(DataPrepError) {
    var files: [File] = []
    for path in paths {
      if path == Self.standardInput {
        files.append(File(path: path, lineKind: .json, byteCount: nil))
        continue
      }
      switch Self.kind(of: path) {
      case .folder: files += try Self.files(inFolder: path)
      case .file(let byteCount):
        files.append(File(path: path, lineKind: Self.lineKind(of: path), byteCount: byteCount))
      case .absent: files += try Self.files(matching: path)
      }
    }
    self.files = files
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

  private static func files(inFolder folder: String) throws(DataPrepError) -> [File] {
    let manager = FileManager.default
    let names: [String]
    do {
      names = try manager.subpathsOfDirectory(atPath: folder)
    } catch {
      throw DataPrepError(.unreadable, folder, found: SystemError.current.sentence)
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let files = names.sorted().compactMap { name -> File? in
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      guard !isHidden, isInput(name), case .file(let byteCount) = kind(of: prefix + name) else {
        return nil
      }
      return File(path: prefix + name, lineKind: lineKind(of: name), byteCount: byteCount)
    }
    guard !files.isEmpty else {
      throw DataPrepError(.noInputFiles, folder, expected: ".jsonl or .txt")
    }
    return files
  }

  private static func files(matching pattern: String) throws(DataPrepError) -> [File] {
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
        files.append(File(path: path, lineKind: lineKind(of: path), byteCount: byteCount))
      }
    }
    guard !files.isEmpty else { throw DataPrepError(.inputNotFound, pattern) }
    return files
  }
}
