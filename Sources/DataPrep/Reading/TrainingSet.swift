/// The HDF5 files of a training set, in the order in which they are read.
///
///     out/train_1_of_2.hdf5 · out/train_2_of_2.hdf5 · out/dev_1_of_1.hdf5
///
/// A path is a file, whatever its name, or a folder, in which all `.hdf5` and `.h5` files count,
/// those in its folders too; hidden ones are left out. A file that two paths name counts once.
struct TrainingSet: Sendable {
  /// What a file is for, as its name or its folder says.
  enum Split: Int, Sendable, CaseIterable {
    case train
    case dev
    case test

    /// The name in file names and reports.
    var name: String {
      switch self {
      case .train: "train"
      case .dev: "dev"
      case .test: "test"
      }
    }

    /// The split of a word in a file's or folder's name.
    init?(word: some StringProtocol) {
      switch word.lowercased() {
      case "train", "training": self = .train
      case "dev", "val", "valid", "validation", "eval": self = .dev
      case "test": self = .test
      default: return nil
      }
    }
  }

  /// One file.
  struct File: Sendable, Equatable {
    let path: String
    /// What it is for; nil where no name says so.
    let split: Split?
    /// The shard's number and how many there are: 2 and 8 in `train_2_of_8.hdf5`.
    let shard: Shard?
  }

  /// A shard's place among the shards of its split.
  struct Shard: Sendable, Equatable {
    /// Counted from 1, or by some programs from 0.
    let number: Int
    let count: Int
  }

  /// The files: those of a folder by split, then by shard, then by name.
  let files: [File]
  /// The folders that were given, without a slash at their ends; each once.
  let folders: [String]
  /// Files that several of the paths name, each of which counts once.
  let repeatedFiles: [String]

  /// Finds the files that the paths name.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, `noInputFiles` for a folder without
  ///   HDF5 files.
  init(paths: [String]) throws(DataPrepError) {
    var files: [File] = []
    var folders: [String] = []
    var repeatedFiles: [String] = []
    var known: Set<String> = []
    var repeated: Set<String> = []
    for path in paths {
      guard FileSystem.exists(path) else { throw DataPrepError(.inputNotFound, path) }
      let found: [File]
      if FileSystem.isFolder(path) {
        var folder = path
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let place = FileSystem.absolute(folder)
        if !folders.contains(where: { FileSystem.absolute($0) == place }) { folders.append(folder) }
        found = try Self.files(inFolder: folder)
      } else {
        found = [Self.file(path, in: "")]
      }
      // Links inside one folder may be there on purpose; two arguments for one file hardly are.
      let places = found.map { FileSystem.absolute($0.path) }
      for (file, place) in zip(found, places) {
        if !known.contains(place) {
          files.append(file)
        } else if repeated.insert(place).inserted {
          repeatedFiles.append(file.path)
        }
      }
      known.formUnion(places)
    }
    self.files = files
    self.folders = folders
    self.repeatedFiles = repeatedFiles
  }

  private static func files(inFolder folder: String) throws(DataPrepError) -> [File] {
    let names = try FolderWalk(folder).files.map(\.name)
    let files = names.filter { $0.hasSuffix(".hdf5") || $0.hasSuffix(".h5") }
      .map { file($0, in: folder + "/") }
    guard !files.isEmpty else {
      throw DataPrepError(.noInputFiles, folder, expected: ".hdf5 or .h5")
    }
    // The names are sorted already, and stay so where nothing else tells two files apart.
    return files.enumerated().sorted { first, second in
      order(first.element, first.offset).lexicographicallyPrecedes(
        order(second.element, second.offset)
      )
    }
    .map(\.element)
  }

  private static func order(_ file: File, _ index: Int) -> [Int] {
    [file.split?.rawValue ?? Split.allCases.count, file.shard?.number ?? 0, index]
  }

  private static func file(_ name: String, in prefix: String) -> File {
    let parts = name.split(separator: "/")
    let words = (parts.last ?? "").prefix { $0 != "." }.split(separator: "_")
    var shard: Shard?
    if words.count == 4, words[2] == "of", let number = Int(words[1]), let count = Int(words[3]),
      number >= 0, count >= 1
    {
      shard = Shard(number: number, count: count)
    }
    let split = words.first.flatMap { Split(word: $0) }
    let folderSplit = parts.dropLast().last.flatMap { Split(word: $0) }
    return File(path: prefix + name, split: split ?? folderSplit, shard: shard)
  }
}
