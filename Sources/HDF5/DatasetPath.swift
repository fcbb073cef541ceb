import CHDF5

/// The way to a dataset through the groups of a file, by hard links only.
///
/// Each group is checked before libhdf5 looks a name up in it.
struct DatasetPath {
  let name: String
  let file: FileHandle
  let place: Place

  /// Opens the dataset and returns the address of its object header too.
  func open() throws(HDF5Error) -> OpenDataset {
    try place.checkName(name)
    return try file.read { (file) throws(HDF5Error) in
      let header = try follow(from: file)
      return OpenDataset(identifier: try open(in: file), header: header)
    }
  }

  struct OpenDataset: ~Copyable {
    let identifier: Identifier
    let header: UInt64

    consuming func takeIdentifier() -> Identifier { identifier }
  }

  /// Follows the name from group to group and throws where a link is not a hard one.
  private func follow(from file: hid_t) throws(HDF5Error) -> UInt64 {
    var path = ""
    var header = self.file.structure?.superblock.rootHeader ?? 0
    for component in name.split(separator: "/") {
      if !path.isEmpty { try self.file.structure?.checkGroup(header: header, at: place) }
      path += path.isEmpty ? "\(component)" : "/\(component)"
      // The string is a C string until the call returns.
      let exists = try Library.call("H5Lexists", at: place) {
        unsafe H5Lexists(file, path, hid_t(H5P_DEFAULT))
      }
      guard exists > 0 else { throw place.error(.missing, "there is no such dataset") }
      var address: haddr_t = 0
      // The string is a C string until the call returns, and `address` outlives it.
      let type = try Library.call("H5Lget_info", at: place) {
        unsafe chdf5_link(file, path, &address)
      }
      guard type == H5L_TYPE_HARD.rawValue else {
        let kind =
          switch type {
          case H5L_TYPE_SOFT.rawValue: "a soft link"
          case H5L_TYPE_EXTERNAL.rawValue: "an external link"
          default: "a link of type \(type)"
          }
        throw place.error(.unsupportedLink, "found \(kind), expected the dataset itself")
      }
      header = UInt64(address)
    }
    return header
  }

  private func open(in file: hid_t) throws(HDF5Error) -> Identifier {
    // The string is a C string until the call returns.
    let object = try Identifier(.object, from: "H5Oopen", at: place) {
      unsafe H5Oopen(file, name, hid_t(H5P_DEFAULT))
    }
    let rawValue = object.rawValue
    let type = try Library.call("H5Iget_type", at: place) { H5Iget_type(rawValue).rawValue }
    guard type == H5I_DATASET.rawValue else {
      throw place.error(.notDataset, "found a group or a type, expected a dataset")
    }
    return object
  }
}
