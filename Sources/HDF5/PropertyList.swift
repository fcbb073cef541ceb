import CHDF5

/// The settings with which files and datasets are made and opened.
enum PropertyList {
  /// Creation of a file without times: the same input gives the same bytes.
  static func fileCreation(at place: Place) throws(HDF5Error) -> Identifier {
    let list = try make(at: place, chdf5_file_creation)
    try turnTimesOff(list, at: place)
    return list
  }

  /// Makes files that are created with the list readable by every HDF5 since 1.8.
  static func useEarliestFormat(
    _ list: borrowing Identifier,
    at place: Place
  ) throws(HDF5Error) {
    let rawValue = list.rawValue
    _ = try Library.call("H5Pset_libver_bounds", at: place) {
      chdf5_use_earliest_format(rawValue)
    }
  }

  /// Access to a file: no locks, and a close that really closes.
  static func fileAccess(at place: Place) throws(HDF5Error) -> Identifier {
    let list = try make(at: place, chdf5_file_access)
    let rawValue = list.rawValue
    // The default keeps the file open, and its data unwritten, while any object of it is.
    _ = try Library.call("H5Pset_fclose_degree", at: place) {
      H5Pset_fclose_degree(rawValue, H5F_CLOSE_STRONG)
    }
    // Locks fail on some network file systems. They guard concurrent writers, of which there are
    // none: a file is written under a name that no one else knows and renamed when it is done.
    _ = try Library.call("H5Pset_file_locking", at: place) {
      chdf5_turn_file_locking_off(rawValue)
    }
    return list
  }

  /// Creation of a chunked dataset.
  static func datasetCreation(
    chunkExtents: [Int],
    filters: ChunkFilters,
    at place: Place
  ) throws(HDF5Error) -> Identifier {
    let list = try make(at: place, chdf5_dataset_creation)
    let rawValue = list.rawValue
    try turnTimesOff(list, at: place)
    let extents = chunkExtents.map { hsize_t(clamping: $0) }
    // The array holds as many numbers as the call is told.
    _ = try Library.call("H5Pset_chunk", at: place) {
      unsafe H5Pset_chunk(rawValue, CInt(clamping: extents.count), extents)
    }
    if filters.shuffles {
      _ = try Library.call("H5Pset_shuffle", at: place) { H5Pset_shuffle(rawValue) }
    }
    if let level = filters.recordedLevel {
      _ = try Library.call("H5Pset_deflate", at: place) {
        H5Pset_deflate(rawValue, CUnsignedInt(clamping: level))
      }
    }
    return list
  }

  /// Access to a dataset without libhdf5's cache of chunks: chunks pass by it.
  static func datasetAccess(at place: Place) throws(HDF5Error) -> Identifier {
    let list = try make(at: place, chdf5_dataset_access)
    let rawValue = list.rawValue
    _ = try Library.call("H5Pset_chunk_cache", at: place) {
      H5Pset_chunk_cache(rawValue, 0, 0, 0)
    }
    return list
  }

  private static func make(
    at place: Place,
    _ listClass: () -> hid_t
  ) throws(HDF5Error) -> Identifier {
    try Identifier(.propertyList, from: "H5Pcreate", at: place) { H5Pcreate(listClass()) }
  }

  private static func turnTimesOff(
    _ list: borrowing Identifier,
    at place: Place
  ) throws(HDF5Error) {
    let rawValue = list.rawValue
    _ = try Library.call("H5Pset_obj_track_times", at: place) {
      H5Pset_obj_track_times(rawValue, false)
    }
  }
}
