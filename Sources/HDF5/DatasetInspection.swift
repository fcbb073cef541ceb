import CHDF5

/// What a file says of a dataset, checked before anything is read by it.
///
/// The order matters: links before the object is opened, the type before the fill value, the layout
/// before the extents, since asking a virtual dataset for its extents opens other files.
struct DatasetInspection {
  let format: NumberFormat
  let layout: DatasetLayout
  let extents: [Int]
  /// The bytes of a number that was never written.
  let fillValue: [UInt8]
  /// Where the chunks are; nil for other layouts, and where only libhdf5 knows.
  let index: ChunkIndex?

  /// The most bytes of a chunk that is read at all.
  private static let maximumChunkByteCount = 1 << 28
  /// The most bytes that extents may promise beside one that is 0.
  private static let maximumEmptyByteCount = 1 << 40

  /// Looks at an open dataset whose object header has the address `header`.
  init(
    _ dataset: hid_t,
    header: UInt64,
    in file: FileHandle,
    at place: Place
  ) throws(HDF5Error) {
    let fileByteCount = file.byteCount
    let type = try Identifier(.datatype, from: "H5Dget_type", at: place) {
      H5Dget_type(dataset)
    }
    format = try Datatype.format(of: type, at: place)
    let creation = try Identifier(.propertyList, from: "H5Dget_create_plist", at: place) {
      H5Dget_create_plist(dataset)
    }
    let properties = CreationProperties(list: creation.rawValue, place: place)
    try properties.refuseOtherFiles()
    let space = try Identifier(.dataspace, from: "H5Dget_space", at: place) {
      H5Dget_space(dataset)
    }
    extents = try Dataspace.extents(of: space, at: place)
    let byteCount = try Self.byteCount(extents, format, fileByteCount, at: place)
    try DatasetBounds.check(extents, fileByteCount, at: place)
    layout = try properties.layout(
      rank: extents.count,
      elementSize: format.byteCount,
      dataset: dataset
    )
    fillValue = try properties.fillValue(of: type.rawValue, elementSize: format.byteCount)
    try Self.check(
      layout,
      byteCount: byteCount,
      elementSize: format.byteCount,
      fileByteCount,
      dataset,
      at: place
    )
    index =
      if case .chunked(let chunkExtents, _) = layout, let structure = file.structure {
        try ChunkIndex(
          ofHeader: header,
          in: structure,
          extents: extents,
          chunkExtents: chunkExtents,
          at: place
        )
      } else {
        nil
      }
    guard let index, case .chunked(let chunkExtents, _) = layout else { return }
    try DatasetBounds.check(
      chunks: chunkExtents,
      index.count,
      for: byteCount,
      elementSize: format.byteCount,
      at: place
    )
  }

  /// The bytes that the extents promise, at most 1100 times the file's.
  ///
  /// An extent of 0 makes them nothing; the others must not be beyond all bounds even so, since rows
  /// and widths are counted with.
  private static func byteCount(
    _ extents: [Int],
    _ format: NumberFormat,
    _ fileByteCount: Int,
    at place: Place
  ) throws(HDF5Error) -> Int {
    var byteCount = format.byteCount
    for extent in extents {
      let (product, overflows) = byteCount.multipliedReportingOverflow(by: max(1, extent))
      byteCount = overflows ? Int.max : product
    }
    if extents.contains(0), byteCount <= maximumEmptyByteCount { return 0 }
    guard byteCount / ChunkFilterDecoder.maximumExpansion <= fileByteCount else {
      let shape = extents.map { "\($0)" }.joined(separator: " × ")
      throw place.error(
        .oversized,
        "declares \(shape) \(format) in a file of \(fileByteCount) bytes; at most "
          + "\(ChunkFilterDecoder.maximumExpansion) times its bytes are read"
      )
    }
    return byteCount
  }

  private static func check(
    _ layout: DatasetLayout,
    byteCount: Int,
    elementSize: Int,
    _ fileByteCount: Int,
    _ dataset: hid_t,
    at place: Place
  ) throws(HDF5Error) {
    switch layout {
    case .chunked(let extents, _):
      var chunkByteCount = elementSize
      for extent in extents {
        let (product, overflows) = chunkByteCount.multipliedReportingOverflow(by: extent)
        chunkByteCount = overflows ? Int.max : product
      }
      guard (1...maximumChunkByteCount).contains(chunkByteCount) else {
        let shape = extents.map { "\($0)" }.joined(separator: " × ")
        throw place.error(.oversized, "chunks of \(shape) numbers")
      }
    case .contiguous(let offset):
      guard let offset else { return }
      guard offset >= 0, offset <= fileByteCount, byteCount <= fileByteCount - offset else {
        throw place.error(
          .outsideFile,
          "\(byteCount) bytes at byte \(offset) of a file of \(fileByteCount)"
        )
      }
    case .compact:
      let stored = try Library.call("H5Dget_storage_size", at: place) {
        Int64(clamping: H5Dget_storage_size(dataset))
      }
      // libhdf5 copies what the extents say out of a buffer of this size.
      guard stored == byteCount else {
        throw place.error(.oversized, "\(byteCount) bytes in \(stored) bytes of a header")
      }
    }
  }
}
