import CHDF5

/// A root attribute, read as text.
package struct AttributeText: Sendable, Equatable {
  package let name: String
  /// Text, a number, or numbers separated by commas; what else there is, by its kind in brackets.
  package let text: String
}

extension HDF5File {
  /// Reads the root group's attributes in the order of their names (H5Aopen_by_idx).
  ///
  /// Values over 64 KiB, and types other than text and integers, are named and not read.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed`.
  package borrowing func attributes() throws(HDF5Error) -> [AttributeText] {
    let file = identifier.raw
    var information = H5O_info_t()
    try Library.call("H5Oget_info2") {
      unsafe H5Oget_info2(file, &information, UInt32(H5O_INFO_NUM_ATTRS))
    }
    var result: [AttributeText] = []
    for index in 0..<min(information.num_attrs, 1000) {
      let attribute = try Identifier("H5Aopen_by_idx") {
        unsafe H5Aopen_by_idx(
          file, ".", H5_INDEX_NAME, H5_ITER_INC, index, dp_H5P_DEFAULT(), dp_H5P_DEFAULT())
      }
      result.append(
        AttributeText(
          name: try Self.name(of: attribute.raw), text: try Self.text(of: attribute.raw)))
    }
    return result
  }

  private static func name(of attribute: hid_t) throws(HDF5Error) -> String {
    var bytes = [CChar](repeating: 0, count: 1024)
    _ = try Library.value("H5Aget_name") {
      // The function writes at most the given size, the final zero included.
      unsafe Int64(H5Aget_name(attribute, bytes.count, &bytes))
    }
    let end = bytes.firstIndex(of: 0) ?? bytes.count
    return String(decoding: bytes[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func text(of attribute: hid_t) throws(HDF5Error) -> String {
    let type = try Identifier("H5Aget_type") { H5Aget_type(attribute) }
    let size = H5Aget_storage_size(attribute)
    guard size <= 64 << 10 else { return "[\(size) bytes]" }
    let kind = try Library.value("H5Tget_class") { Int64(H5Tget_class(type.raw).rawValue) }
    switch kind {
    case Int64(H5T_STRING.rawValue): return try string(of: attribute, type.raw)
    case Int64(H5T_INTEGER.rawValue): return try integers(of: attribute)
    case Int64(H5T_FLOAT.rawValue): return "[floating point]"
    default: return "[another type]"
    }
  }

  private static func string(of attribute: hid_t, _ type: hid_t) throws(HDF5Error) -> String {
    let isVariable = try Library.value("H5Tis_variable_str") {
      Int64(H5Tis_variable_str(type))
    }
    let count = H5Aget_storage_size(attribute)
    guard isVariable == 0, H5Tget_size(type) == count else { return "[text]" }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    // The attribute is one string of `count` bytes.
    try Library.call("H5Aread") { unsafe H5Aread(attribute, type, &bytes) }
    while bytes.last == 0 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func integers(of attribute: hid_t) throws(HDF5Error) -> String {
    let space = try Identifier("H5Aget_space") { H5Aget_space(attribute) }
    let count = try Library.value("H5Sget_simple_extent_npoints") {
      H5Sget_simple_extent_npoints(space.raw)
    }
    guard count <= 8192 else { return "[\(count) numbers]" }
    var values = [Int64](repeating: 0, count: max(1, Int(count)))
    // The library converts to Int64 and writes `count` of them.
    try Library.call("H5Aread") { unsafe H5Aread(attribute, dp_H5T_NATIVE_INT64(), &values) }
    return values.prefix(Int(count)).map { String($0) }.joined(separator: ", ")
  }
}
