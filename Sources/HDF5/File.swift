import CHDF5

/// An open HDF5 file.
package struct HDF5File: ~Copyable {
  let identifier: Identifier
  /// The path that it was opened by.
  package let path: String

  /// Creates a file (H5Fcreate); nothing may stand at the path.
  ///
  /// It has the earliest format, readable by HDF5 1.8, and holds no times: the same content gives
  /// the same bytes.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  package init(creating path: String) throws(HDF5Error) {
    let access = try Identifier("H5Pcreate") { H5Pcreate(dp_H5P_FILE_ACCESS()) }
    try Library.call("H5Pset_libver_bounds") {
      H5Pset_libver_bounds(access.raw, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18)
    }
    let creation = try Identifier("H5Pcreate") { H5Pcreate(dp_H5P_FILE_CREATE()) }
    try Library.call("H5Pset_obj_track_times") { H5Pset_obj_track_times(creation.raw, false) }
    identifier = try Identifier("H5Fcreate") {
      unsafe H5Fcreate(path, dp_H5F_ACC_EXCL(), creation.raw, access.raw)
    }
    self.path = path
  }

  /// Opens a file for reading (H5Fopen).
  ///
  /// - Throws: ``HDF5Error`` with code `notHDF5` or `callFailed`.
  package init(reading path: String) throws(HDF5Error) {
    let access = try Identifier("H5Pcreate") { H5Pcreate(dp_H5P_FILE_ACCESS()) }
    let result = Result { () throws(HDF5Error) in
      try Identifier("H5Fopen") { unsafe H5Fopen(path, dp_H5F_ACC_RDONLY(), access.raw) }.take()
    }
    switch result {
    case .success(let raw): identifier = Identifier(adopting: raw)
    case .failure(let error):
      throw error.detail.contains("signature") ? HDF5Error(.notHDF5, path, error.detail) : error
    }
    self.path = path
  }

  /// Writes everything out and closes the file (H5Fclose). A success does not say that the data is
  /// on the disk.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  package consuming func close() throws(HDF5Error) {
    let raw = identifier.raw
    try Library.call("H5Fflush") { H5Fflush(raw, H5F_SCOPE_GLOBAL) }
    try identifier.close("H5Fclose") { H5Fclose($0) }
  }
}
