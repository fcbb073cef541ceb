import CHDF5

/// Reads how a dataset was created: its layout, filters and fill value.
struct CreationProperties {
  let list: hid_t
  let place: Place

  /// Throws where the data lies in another file: external storage, or a virtual dataset.
  func refuseOtherFiles() throws(HDF5Error) {
    let layout = try Library.call("H5Pget_layout", at: place) { H5Pget_layout(list).rawValue }
    guard layout != H5D_VIRTUAL.rawValue else {
      throw place.error(
        .unsupportedLayout,
        "found a virtual dataset, expected data in the file itself"
      )
    }
    let count = try Library.call("H5Pget_external_count", at: place) {
      H5Pget_external_count(list)
    }
    guard count == 0 else {
      throw place.error(
        .unsupportedLayout,
        "found data in an external file, expected it in the file itself"
      )
    }
  }

  /// Reads the layout of a dataset of `rank` dimensions.
  func layout(
    rank: Int,
    elementSize: Int,
    dataset: hid_t
  ) throws(HDF5Error) -> DatasetLayout {
    let layout = try Library.call("H5Pget_layout", at: place) { H5Pget_layout(list).rawValue }
    switch H5D_layout_t(layout) {
    case H5D_CHUNKED:
      let filters = try filters(elementSize: elementSize)
      return .chunked(extents: try chunkExtents(rank: rank), filters: filters)
    case H5D_CONTIGUOUS:
      var status = H5D_SPACE_STATUS_ERROR
      // `status` outlives the call.
      _ = try Library.call("H5Dget_space_status", at: place) {
        unsafe H5Dget_space_status(dataset, &status)
      }
      guard status != H5D_SPACE_STATUS_NOT_ALLOCATED else { return .contiguous(offset: nil) }
      // All ones is how this function fails, which lies outside of every file.
      let offset = try Library.call("H5Dget_offset", at: place) {
        Int64(clamping: H5Dget_offset(dataset))
      }
      return .contiguous(offset: Int(clamping: offset))
    case H5D_COMPACT:
      return .compact
    default:
      throw place.error(.unsupportedLayout, "found layout \(layout)")
    }
  }

  /// Reads the bytes of a number that was never written; zeros where the file defines none.
  func fillValue(of type: hid_t, elementSize: Int) throws(HDF5Error) -> [UInt8] {
    var status = H5D_FILL_VALUE_UNDEFINED
    // `status` outlives the call.
    _ = try Library.call("H5Pfill_value_defined", at: place) {
      unsafe H5Pfill_value_defined(list, &status)
    }
    var bytes = [UInt8](repeating: 0, count: max(elementSize, 16))
    if status == H5D_FILL_VALUE_USER_DEFINED {
      // libhdf5 writes one element of `type`, for which there is room.
      _ = try Library.call("H5Pget_fill_value", at: place) {
        unsafe H5Pget_fill_value(list, type, &bytes)
      }
    }
    return Array(bytes.prefix(elementSize))
  }

  private func chunkExtents(rank: Int) throws(HDF5Error) -> [Int] {
    var options: CUnsignedInt = 0
    // `options` outlives the call.
    _ = try Library.call("H5Pget_chunk_opts", at: place) {
      unsafe H5Pget_chunk_opts(list, &options)
    }
    guard options == 0 else {
      throw place.error(.unsupportedLayout, "found chunks that are filtered only in part")
    }
    var extents = [hsize_t](repeating: 0, count: Dataspace.maximumRank)
    // libhdf5 writes at most as many numbers as it is told there is room for.
    let chunkRank = try Library.call("H5Pget_chunk", at: place) {
      unsafe H5Pget_chunk(list, CInt(Dataspace.maximumRank), &extents)
    }
    guard Int(chunkRank) == rank else {
      throw place.error(.wrongRank, "found chunks of \(chunkRank) dimensions, expected \(rank)")
    }
    return extents.prefix(rank).map { Int(clamping: $0) }
  }

  private func filters(elementSize: Int) throws(HDF5Error) -> FilterPipeline {
    let count = try Library.call("H5Pget_nfilters", at: place) { H5Pget_nfilters(list) }
    var filters: [FilterPipeline.Filter] = []
    for index in 0..<max(0, count) {
      let filter = try filter(CUnsignedInt(index), elementSize: elementSize)
      guard !filters.contains(where: { $0.isSameKind(as: filter) }) else {
        throw place.error(.unsupportedFilter, "found the same filter twice")
      }
      filters.append(filter)
    }
    return FilterPipeline(filters)
  }

  private func filter(
    _ index: CUnsignedInt,
    elementSize: Int
  ) throws(HDF5Error) -> FilterPipeline.Filter {
    var flags: CUnsignedInt = 0
    var configuration: CUnsignedInt = 0
    var valueCount = 8
    var values = [CUnsignedInt](repeating: 0, count: valueCount)
    // libhdf5 writes at most `valueCount` values, and no name.
    let filter = try Library.call("H5Pget_filter2", at: place) {
      unsafe H5Pget_filter2(
        list,
        index,
        &flags,
        &valueCount,
        &values,
        0,
        nil,
        &configuration
      )
    }
    switch filter {
    case H5Z_FILTER_SHUFFLE:
      guard valueCount > 0, values[0] == elementSize else {
        throw place.error(
          .unsupportedFilter,
          "found a shuffle of \(values[0]) bytes, expected \(elementSize)"
        )
      }
      return .shuffle(elementSize: elementSize)
    case H5Z_FILTER_DEFLATE:
      return .deflate(level: Int(values[0]))
    case H5Z_FILTER_FLETCHER32:
      return .fletcher32
    default:
      throw place.error(
        .unsupportedFilter,
        "found filter \(filter)\(Self.name(of: filter)), expected shuffle, deflate or fletcher32"
      )
    }
  }

  private static func name(of filter: H5Z_filter_t) -> String {
    switch filter {
    case H5Z_FILTER_SZIP: " (szip)"
    case H5Z_FILTER_NBIT: " (nbit)"
    case H5Z_FILTER_SCALEOFFSET: " (scaleoffset)"
    case 32_000: " (lzf)"
    case 32_001: " (blosc)"
    case 32_004: " (lz4)"
    case 32_015: " (zstd)"
    default: ""
    }
  }
}

extension FilterPipeline.Filter {
  fileprivate func isSameKind(as other: Self) -> Bool {
    switch (self, other) {
    case (.shuffle, .shuffle), (.deflate, .deflate), (.fletcher32, .fletcher32): true
    default: false
    }
  }
}
