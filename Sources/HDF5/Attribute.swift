import CHDF5

extension HDF5File {
  /// Writes a text attribute of the root group, UTF-8 of a fixed size (H5Awrite).
  package borrowing func setAttribute(_ name: String, _ text: String) throws(HDF5Error) {
    var bytes = Array(text.utf8)
    let count = max(1, bytes.count)
    if bytes.isEmpty { bytes = [0] }
    let type = try Identifier("H5Tcopy") { H5Tcopy(dp_H5T_C_S1()) }
    try Library.call("H5Tset_size") { H5Tset_size(type.raw, count) }
    try Library.call("H5Tset_cset") { H5Tset_cset(type.raw, H5T_CSET_UTF8) }
    try Library.call("H5Tset_strpad") { H5Tset_strpad(type.raw, H5T_STR_NULLPAD) }
    let space = try Identifier("H5Screate") { H5Screate(H5S_SCALAR) }
    try write(name, fileType: type.raw, memoryType: type.raw, space.raw, bytes)
  }

  /// Writes an integer attribute of the root group (H5Awrite).
  package borrowing func setAttribute(_ name: String, _ number: Int64) throws(HDF5Error) {
    let space = try Identifier("H5Screate") { H5Screate(H5S_SCALAR) }
    try write(
      name, fileType: dp_H5T_STD_I64LE(), memoryType: dp_H5T_NATIVE_INT64(), space.raw, [number])
  }

  /// Writes an attribute of the root group with a list of integers (H5Awrite).
  package borrowing func setAttribute(_ name: String, _ numbers: [Int64]) throws(HDF5Error) {
    var extent = hsize_t(numbers.count)
    let space = try Identifier("H5Screate_simple") {
      unsafe H5Screate_simple(1, &extent, nil)
    }
    try write(
      name, fileType: dp_H5T_STD_I64LE(), memoryType: dp_H5T_NATIVE_INT64(), space.raw, numbers)
  }

  private borrowing func write<Element>(
    _ name: String, fileType: hid_t, memoryType: hid_t, _ space: hid_t, _ values: [Element]
  ) throws(HDF5Error) {
    let file = identifier.raw
    let attribute = try Identifier("H5Acreate2") {
      unsafe H5Acreate2(file, name, fileType, space, dp_H5P_DEFAULT(), dp_H5P_DEFAULT())
    }
    // The attribute takes as many elements as its dataspace says: those of `values`.
    try Library.call("H5Awrite") {
      unsafe values.withUnsafeBytes { unsafe H5Awrite(attribute.raw, memoryType, $0.baseAddress) }
    }
  }
}
