import CHDF5

extension HDF5File {
  /// Writes an attribute of the root group, as the other calls do by the kind of its value.
  ///
  /// - Throws: `invalidRequest` where it cannot be written (``Attribute/isWritable``), what the others
  ///   throw.
  package borrowing func setAttribute(_ attribute: Attribute) throws(HDF5Error) {
    let name = attribute.name
    switch attribute.value {
    case .text(let text): try setAttribute(name, text)
    case .integer(let number): try setAttribute(name, number)
    case .integers(let numbers): try setAttribute(name, numbers)
    case .double(let number): try setAttribute(name, number)
    case .doubles(let numbers): try setAttribute(name, numbers)
    case .boolean(let value): try setAttribute(name, [value], isList: false)
    case .booleans(let values): try setAttribute(name, values, isList: true)
    case .unread(let reason):
      throw Place(path, "attribute \(name)").error(.invalidRequest, "\(reason) are not written")
    }
  }

  /// Writes a text attribute of the root group, UTF-8 of a fixed size (H5Awrite).
  ///
  /// h5py shows it as `bytes`. Text of variable length, which it would show as `str`, is a trap for
  /// readers: libhdf5 1.10 takes the size of its buffer from the file.
  ///
  /// - Throws: `libraryFailure` where the attribute is there already or has more than 64 KiB,
  ///   `invalidRequest` for text with a zero byte, `diskFull`.
  package borrowing func setAttribute(_ name: String, _ text: String) throws(HDF5Error) {
    let place = Place(path, "attribute \(name)")
    guard !text.utf8.contains(0) else {
      throw place.error(.invalidRequest, "text with a zero byte")
    }
    try place.checkName(name)
    let bytes = text.isEmpty ? [0] : Array(text.utf8)
    try handle.write { (file) throws(HDF5Error) in
      let type = try Datatype.makeText(byteCount: bytes.count, at: place)
      let typeID = type.rawValue
      let space = try Dataspace.makeScalar(at: place)
      try Self.write(bytes, named: name, in: space, to: file, at: place) { typeID }
    }
  }

  /// Writes an integer attribute of the root group, int64 (H5Awrite).
  ///
  /// - Throws: `libraryFailure` where the attribute is there already, `diskFull`.
  package borrowing func setAttribute(_ name: String, _ number: Int64) throws(HDF5Error) {
    try setAttribute(name, [number], isList: false) { chdf5_int64_little_endian() }
  }

  /// Writes an attribute of the root group that is a list of int64 (H5Awrite).
  ///
  /// - Throws: `libraryFailure` where the attribute is there already, `diskFull`.
  package borrowing func setAttribute(_ name: String, _ numbers: [Int64]) throws(HDF5Error) {
    try setAttribute(name, numbers, isList: true) { chdf5_int64_little_endian() }
  }

  /// Writes a floating-point attribute of the root group, float64 (H5Awrite).
  ///
  /// - Throws: `libraryFailure` where the attribute is there already, `diskFull`.
  package borrowing func setAttribute(_ name: String, _ number: Double) throws(HDF5Error) {
    try setAttribute(name, [number], isList: false) { chdf5_float64_little_endian() }
  }

  /// Writes an attribute of the root group that is a list of float64 (H5Awrite).
  private borrowing func setAttribute(_ name: String, _ numbers: [Double]) throws(HDF5Error) {
    try setAttribute(name, numbers, isList: true) { chdf5_float64_little_endian() }
  }

  /// Writes one boolean or a list of them, as h5py has booleans (H5Awrite).
  private borrowing func setAttribute(
    _ name: String,
    _ values: [Bool],
    isList: Bool
  ) throws(HDF5Error) {
    let type = try Datatype.makeBoolean(at: Place(path, "attribute \(name)"))
    let typeID = type.rawValue
    try setAttribute(name, values.map { $0 ? 1 : 0 as Int8 }, isList: isList) { typeID }
  }

  private borrowing func setAttribute<Number: BitwiseCopyable & Sendable>(
    _ name: String,
    _ numbers: [Number],
    isList: Bool,
    type: () -> hid_t
  ) throws(HDF5Error) {
    let place = Place(path, "attribute \(name)")
    try place.checkName(name)
    try handle.write { (file) throws(HDF5Error) in
      let space =
        if isList {
          try Dataspace.make(extents: [numbers.count], at: place)
        } else {
          try Dataspace.makeScalar(at: place)
        }
      try Self.write(numbers, named: name, in: space, to: file, at: place, type: type)
    }
  }

  /// Writes numbers, as many as the space has, whose memory is laid out as the `type` of the file.
  private static func write<Number: BitwiseCopyable>(
    _ numbers: [Number],
    named name: String,
    in space: borrowing Identifier,
    to file: hid_t,
    at place: Place,
    type: () -> hid_t
  ) throws(HDF5Error) {
    let space = space.rawValue
    // The string is a C string until the call returns.
    let attribute = try Identifier(.attribute, from: "H5Acreate2", at: place) {
      unsafe H5Acreate2(file, name, type(), space, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
    let attributeID = attribute.rawValue
    // libhdf5 reads as many numbers as the space has.
    _ = try Library.call("H5Awrite", at: place) {
      unsafe H5Awrite(attributeID, type(), numbers)
    }
    try attribute.close(at: place)
  }
}
