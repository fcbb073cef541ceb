import CHDF5

/// An HDF5 file, written from nothing or read.
///
/// ```swift
/// let file = try HDF5File(creating: "out.hdf5")
/// let dataset = try file.makeDataset(
///   "input_ids", width: 1024, rowsPerChunk: 16, filters: ChunkFilters())
/// try dataset.setRowCount(16)
/// try dataset.writeChunk(try encoder.encode(rows), startingAtRow: 0)
/// try dataset.close()
/// try file.close()
/// ```
///
/// ``close()`` is where late failures come out; a file that merely goes out of scope is closed
/// without a word once its datasets are gone too. Nothing here calls `fsync`.
package struct HDF5File: ~Copyable, Sendable {
  let handle: FileHandle

  /// The path by which the file was opened.
  package var path: String { handle.path }

  /// Creates a file in the earliest format, which every HDF5 since 1.8 reads (H5Fcreate).
  ///
  /// It holds no times: the same content gives the same bytes.
  ///
  /// - Throws: `fileExists` rather than overwrite anything, `diskFull`, `accessDenied`,
  ///   `fileMissing` where there is no such folder.
  package init(creating path: String) throws(HDF5Error) {
    let place = Place(path)
    try place.checkName(path)
    let creation = try PropertyList.fileCreation(at: place)
    let access = try PropertyList.fileAccess(at: place)
    try PropertyList.useEarliestFormat(access, at: place)
    let (creationList, accessList) = (creation.rawValue, access.rawValue)
    let abandonment = Abandonment()
    // The string is a C string until the call returns.
    let file = try Identifier(.file, from: "H5Fcreate", at: place, of: abandonment) {
      unsafe H5Fcreate(path, chdf5_create_exclusively(), creationList, accessList)
    }
    handle = FileHandle(file, path: path, abandonment: abandonment)
  }

  /// Opens a file for reading (H5Fopen); it may come from anyone.
  ///
  /// What a file can lead a reader to is limited: no other file is opened and no plugin loaded.
  ///
  /// - Throws: `fileMissing`, `accessDenied`, `notRegularFile`, `notHDF5`, `truncated`,
  ///   `newerFormat`, `libraryFailure` for other damage.
  package init(reading path: String) throws(HDF5Error) {
    let place = Place(path)
    try place.checkName(path)
    let source = try RegularFile(reading: path)
    let structure = FileStructure(
      file: source,
      superblock: try Superblock(of: source, at: place)
    )
    try structure.checkRoot(at: place)
    let access = try PropertyList.fileAccess(at: place)
    let accessList = access.rawValue
    // The string is a C string until the call returns.
    let file = try Identifier(.file, from: "H5Fopen", at: place) {
      unsafe H5Fopen(path, chdf5_read_only(), accessList)
    }
    handle = FileHandle(file, path: path, structure: structure)
  }

  /// The names of what the root group holds, groups and links too, in their order; of a file with
  /// more than 1,000 of them the first (H5Lget_name_by_idx).
  ///
  /// - Throws: `damagedFile`, `closed`.
  package borrowing func names() throws(HDF5Error) -> [String] {
    let place = Place(path, "/")
    return try handle.read { (file) throws(HDF5Error) in
      var names: [String] = []
      var bytes = [CChar](repeating: 0, count: 1024)
      while names.count < 1000 {
        let index = hsize_t(names.count)
        // Past the last name the call fails, which is how the end is found.
        let count = try? Library.call("H5Lget_name_by_idx", at: place) {
          unsafe H5Lget_name_by_idx(
            file,
            ".",
            H5_INDEX_NAME,
            H5_ITER_INC,
            index,
            &bytes,
            bytes.count,
            hid_t(H5P_DEFAULT)
          )
        }
        guard let count, count > 0 else { break }
        names.append(
          String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        )
      }
      return names
    }
  }

  /// Writes to the system what libhdf5 holds back (H5Fflush).
  ///
  /// - Throws: `diskFull`, and whatever failed before.
  package borrowing func flush() throws(HDF5Error) {
    let place = Place(path)
    _ = try handle.write { (file) throws(HDF5Error) in
      try Library.call("H5Fflush", at: place) { H5Fflush(file, H5F_SCOPE_GLOBAL) }
    }
  }

  /// Flushes and closes the file, and its datasets with it (H5Fclose).
  ///
  /// A success does not say that the data is on the disk.
  ///
  /// - Throws: the first failure of any write, or of the close itself.
  package consuming func close() throws(HDF5Error) {
    try handle.close()
  }
}

extension Place {
  /// Throws where a name would be cut short on its way to C.
  func checkName(_ name: String) throws(HDF5Error) {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw error(.invalidRequest, "an empty name, or one with a zero byte")
    }
  }
}
