extension InputSet {
  /// What a search for inputs came upon.
  struct Notes: Sendable {
    /// Files that are outputs or belong to a tokenizer.
    var leftOut: [String] = []
    /// Files that several paths name.
    var repeatedFiles: [String] = []
    /// Links to folders, which were not followed.
    var linkedFolders: [String] = []
    /// Folders that hold files of both kinds of line.
    var mixedFolders: [(path: String, textCount: Int, jsonCount: Int)] = []

    /// What a user should know of them.
    var warnings: [PreparationWarning] {
      var warnings: [PreparationWarning] = []
      if let first = leftOut.first {
        warnings.append(.leftOutFiles(count: leftOut.count, first: first))
      }
      if let first = repeatedFiles.first {
        warnings.append(.repeatedFiles(count: repeatedFiles.count, first: first))
      }
      if let first = linkedFolders.first {
        warnings.append(.linkedFolders(count: linkedFolders.count, first: first))
      }
      for folder in mixedFolders {
        warnings.append(
          .mixedFolder(
            path: folder.path,
            textCount: folder.textCount,
            jsonCount: folder.jsonCount
          )
        )
      }
      return warnings
    }
  }

  /// Checks that the files can hold records of a schema: a `.txt` file holds texts only.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPlan`.
  func check(_ schema: RecordSchema) throws(DataPrepError) {
    guard schema != .auto, schema != .text,
      let file = files.first(where: { $0.lineKind == .text })
    else { return }
    throw DataPrepError(
      .invalidPlan,
      found: "\(file.name) is read as text, a completion a line: it holds no records of the schema "
        + schema.rawValue
    )
  }

  /// Refuses tables, which are read line by line as little as they are JSON.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  static func refuseTable(_ path: String) throws(DataPrepError) {
    let name = path.lowercased()
    let isTable = [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { name.hasSuffix($0) }
    guard isTable else { return }
    throw DataPrepError(.unreadable, path, found: "it is a table, and records are lines of JSON")
  }

  /// The name of a format that is not read, by the first bytes of a file; nil for any other.
  static func foreignFormat(_ start: [UInt8]) -> String? {
    let formats: [(start: [UInt8], name: String)] = [
      ([0x28, 0xB5, 0x2F, 0xFD], "zstd compression is not supported"),
      (Array("BZh".utf8), "bzip2 compression is not supported"),
      ([0xFD, 0x37, 0x7A, 0x58], "xz compression is not supported"),
      ([0x50, 0x4B, 0x03, 0x04], "zip archives are not supported"),
      ([0x89, 0x48, 0x44, 0x46], "it is an HDF5 file; 'dataprep unpack' makes records of one"),
      (Array("PAR1".utf8), "it is a Parquet file, and records are lines of JSON"),
    ]
    return formats.first { start.starts(with: $0.start) }?.name
  }
}
