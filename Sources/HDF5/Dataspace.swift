import CHDF5

/// The extents of datasets and attributes, as libhdf5 takes and gives them.
enum Dataspace {
  /// HDF5's limit for the number of dimensions.
  static let maximumRank = 32

  /// Makes a space; `maximum` is nil where the extents are final, and holds nil where unlimited.
  static func make(
    extents: [Int],
    maximum: [Int?]? = nil,
    at place: Place
  ) throws(HDF5Error) -> Identifier {
    let current = try extents.map { (extent) throws(HDF5Error) in try size(extent, place) }
    let limits = try (maximum ?? extents).map { (extent) throws(HDF5Error) in
      // H5S_UNLIMITED is all ones.
      if let extent { try size(extent, place) } else { hsize_t.max }
    }
    // Both arrays hold `current.count` numbers and live until the call returns.
    return try Identifier(.dataspace, from: "H5Screate_simple", at: place) {
      unsafe H5Screate_simple(CInt(clamping: current.count), current, limits)
    }
  }

  /// Makes the space of a single value.
  static func makeScalar(at place: Place) throws(HDF5Error) -> Identifier {
    try Identifier(.dataspace, from: "H5Screate", at: place) { H5Screate(H5S_SCALAR) }
  }

  /// Reads the extents, none for a single value; throws `oversized` where one exceeds an `Int`.
  static func extents(
    of space: borrowing Identifier,
    at place: Place
  ) throws(HDF5Error) -> [Int] {
    let space = space.rawValue
    let rank = try Library.call("H5Sget_simple_extent_ndims", at: place) {
      H5Sget_simple_extent_ndims(space)
    }
    guard rank <= maximumRank else { throw place.error(.wrongRank, "\(rank) dimensions") }
    var extents = [hsize_t](repeating: 0, count: maximumRank)
    // libhdf5 writes `rank` numbers, for which there is room.
    _ = try Library.call("H5Sget_simple_extent_dims", at: place) {
      unsafe H5Sget_simple_extent_dims(space, &extents, nil)
    }
    return try extents.prefix(Int(rank)).map { (extent) throws(HDF5Error) in
      guard let extent = Int(exactly: extent) else {
        throw place.error(.oversized, "an extent of \(extent)")
      }
      return extent
    }
  }

  private static func size(_ extent: Int, _ place: Place) throws(HDF5Error) -> hsize_t {
    guard let size = hsize_t(exactly: extent) else {
      throw place.error(.invalidRequest, "an extent of \(extent)")
    }
    return size
  }
}
