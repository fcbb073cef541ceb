import CHDF5

extension HDF5File {
  /// The most attributes that are listed; what comes after them is not looked at.
  package static var maximumAttributeCount: Int { 1_000 }

  /// Reads the attributes of the root group in the order of their names (H5Aiterate2, H5Aread).
  ///
  /// Text of a fixed size, numbers and lists of numbers are read, up to 64 KiB each; whatever else
  /// there is, is named and not read.
  ///
  /// - Throws: `libraryFailure` where the attributes are damaged, `closed`.
  package borrowing func attributes() throws(HDF5Error) -> [Attribute] {
    let path = path
    do throws(HDF5Error) {
      return try handle.read { (file) throws(HDF5Error) in
        try AttributeNames.read(of: file, at: Place(path, "attributes")).map {
          (name) throws(HDF5Error) in
          let reader = AttributeReader(location: file, place: Place(path, "attribute \(name)"))
          return Attribute(name: name, value: try reader.read(name))
        }
      }
    } catch {
      throw handle.translate(error)
    }
  }

  /// Reads one attribute of the root group; nil where there is none of the name.
  ///
  /// - Throws: as ``attributes()``.
  package borrowing func attribute(named name: String) throws(HDF5Error) -> AttributeValue? {
    let place = Place(path, "attribute \(name)")
    try place.checkName(name)
    return try handle.read { (file) throws(HDF5Error) in
      // The string is a C string until the call returns.
      let exists = try Library.call("H5Aexists", at: place) { unsafe H5Aexists(file, name) }
      guard exists > 0 else { return nil }
      return try AttributeReader(location: file, place: place).read(name)
    }
  }
}

/// Lists the names of attributes.
private struct AttributeNames {
  private var names: [String] = []

  static func read(of location: hid_t, at place: Place) throws(HDF5Error) -> [String] {
    var list = AttributeNames()
    var position: hsize_t = 0
    // `list` and `position` outlive the call, which keeps neither pointer.
    _ = unsafe try withUnsafeMutablePointer(to: &list) { (list) throws(HDF5Error) in
      try Library.call("H5Aiterate2", at: place) {
        unsafe H5Aiterate2(
          location,
          H5_INDEX_NAME,
          H5_ITER_INC,
          &position,
          { _, name, _, list in
            // The pointer is the one above; the name is a C string while the function runs.
            guard let name = unsafe name, let list = unsafe list else { return -1 }
            let names = unsafe list.assumingMemoryBound(to: AttributeNames.self)
            unsafe names.pointee.names.append(String(cString: name))
            return unsafe names.pointee.names.count < HDF5File.maximumAttributeCount ? 0 : 1
          },
          list
        )
      }
    }
    return list.names
  }
}

/// Reads attributes of the file or object of the number `location`.
private struct AttributeReader {
  let location: hid_t
  let place: Place

  private static let maximumByteCount = 1 << 16

  func read(_ name: String) throws(HDF5Error) -> AttributeValue {
    // The string is a C string until the call returns.
    let attribute = try Identifier(.attribute, from: "H5Aopen", at: place) {
      unsafe H5Aopen(location, name, hid_t(H5P_DEFAULT))
    }
    let attributeID = attribute.rawValue
    let type = try Identifier(.datatype, from: "H5Aget_type", at: place) {
      H5Aget_type(attributeID)
    }
    let space = try Identifier(.dataspace, from: "H5Aget_space", at: place) {
      H5Aget_space(attributeID)
    }
    let extents = try Dataspace.extents(of: space, at: place)
    let elementSize = try Datatype.byteCount(of: type.rawValue, at: place)
    guard extents.count <= 1 else { return .unread("\(extents.count) dimensions") }
    let count = extents.first ?? 1
    guard count <= Self.maximumByteCount / elementSize else {
      return .unread("\(count) values of \(elementSize) bytes")
    }
    if try isText(type) {
      return try readText(attributeID, type, byteCount: elementSize, isList: !extents.isEmpty)
    }
    let format: NumberFormat
    do throws(HDF5Error) {
      format = try Datatype.format(of: type, at: place)
    } catch {
      guard error.code == .wrongType else { throw error }
      return .unread(error.detail)
    }
    let bytes = try readBytes(attributeID, type, count: count * elementSize)
    return try numbers(bytes, format, isList: !extents.isEmpty)
  }

  private func isText(_ type: borrowing Identifier) throws(HDF5Error) -> Bool {
    let type = type.rawValue
    return try Library.call("H5Tget_class", at: place) { H5Tget_class(type).rawValue }
      == H5T_STRING.rawValue
  }

  /// Variable-length text is not read: libhdf5 1.10 trusts the file for the size of its buffer.
  private func readText(
    _ attribute: hid_t,
    _ type: borrowing Identifier,
    byteCount: Int,
    isList: Bool
  ) throws(HDF5Error) -> AttributeValue {
    let typeID = type.rawValue
    let isVariable = try Library.call("H5Tis_variable_str", at: place) {
      H5Tis_variable_str(typeID)
    }
    guard isVariable == 0 else { return .unread("text of variable length") }
    guard !isList else { return .unread("a list of texts") }
    let padding = try Library.call("H5Tget_strpad", at: place) { H5Tget_strpad(typeID).rawValue }
    var bytes = try readBytes(attribute, type, count: byteCount)[...]
    if padding == H5T_STR_NULLTERM.rawValue {
      bytes = bytes.prefix { $0 != 0 }
    } else {
      let filler = UInt8(padding == H5T_STR_SPACEPAD.rawValue ? 0x20 : 0)
      while bytes.last == filler { bytes.removeLast() }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .unread("text that is not UTF-8")
    }
    return .text(text)
  }

  private func readBytes(
    _ attribute: hid_t,
    _ type: borrowing Identifier,
    count: Int
  ) throws(HDF5Error) -> [UInt8] {
    let typeID = type.rawValue
    let stored = try Library.call("H5Aget_storage_size", at: place) {
      Int64(clamping: H5Aget_storage_size(attribute))
    }
    guard stored == count else {
      throw place.error(.oversized, "\(count) bytes in \(stored) bytes of a header")
    }
    var bytes = [UInt8](repeating: 0, count: max(count, 1))
    // The file's own type makes libhdf5 copy the value as it is: `count` bytes.
    _ = try Library.call("H5Aread", at: place) { unsafe H5Aread(attribute, typeID, &bytes) }
    return Array(bytes.prefix(count))
  }

  private func numbers(
    _ bytes: [UInt8],
    _ format: NumberFormat,
    isList: Bool
  ) throws(HDF5Error) -> AttributeValue {
    if format.kind == .float {
      let numbers = Self.bits(bytes, format).map { bits in
        format.byteCount == 4
          ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
          : Double(bitPattern: bits)
      }
      return isList ? .doubles(numbers) : .double(numbers.first ?? 0)
    }
    var numbers: [Int64] = []
    for bits in Self.bits(bytes, format) {
      guard let number = Int64(bits: bits, format: format) else {
        return .unread("a number beyond int64")
      }
      numbers.append(number)
    }
    return isList ? .integers(numbers) : .integer(numbers.first ?? 0)
  }

  /// The bytes of each number, the highest first, as a whole number.
  private static func bits(_ bytes: [UInt8], _ format: NumberFormat) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: format.byteCount).map { start in
      let number = bytes[start..<start + format.byteCount]
      return format.byteOrder == .littleEndian
        ? number.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        : number.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
