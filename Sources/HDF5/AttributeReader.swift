extension HDF5File {
  /// Reads the attributes of the root group, in the order of their names.
  ///
  /// Text, numbers, booleans and lists of numbers or booleans are read, up to 64 KiB each; whatever else there is, is named
  /// and not read. libhdf5 takes no part: 1.10 crashes on damaged attributes, and reads text of
  /// variable length into a buffer whose size it takes from the file. Later formats keep many
  /// attributes outside the object's header, where they are not found.
  ///
  /// - Throws: `damagedFile`, `closed`, `invalidRequest` for a file that is being written.
  package borrowing func attributes() throws(HDF5Error) -> [Attribute] {
    let place = Place(path, "attributes")
    try handle.checkIsOpen()
    guard let structure = handle.structure else {
      throw place.error(.invalidRequest, "a file that is being written is not read")
    }
    var attributes: [Attribute] = []
    let header = structure.superblock.rootHeader
    for message in try structure.messages(ofHeader: header, at: place)
    where message.kind == .attribute {
      let reader = AttributeReader(structure: structure, place: place)
      attributes.append(try reader.read(message.bytes))
    }
    return attributes.sorted { $0.name < $1.name }
  }

  /// Whether the root group has attributes outside its header, which ``attributes()`` does not find.
  ///
  /// - Throws: as ``attributes()``.
  package borrowing func hasAttributesElsewhere() throws(HDF5Error) -> Bool {
    let place = Place(path, "attributes")
    try handle.checkIsOpen()
    guard let structure = handle.structure else { return false }
    let header = structure.superblock.rootHeader
    for message in try structure.messages(ofHeader: header, at: place)
    where message.kind == .attributeInfo {
      // Version, flags, maybe a count of two bytes, and the address of a heap: all ones for none.
      var cursor = ByteCursor(message.bytes, at: place)
      try cursor.take(1)
      if try cursor.smallNumber(1) & 1 == 1 { try cursor.take(2) }
      let address = try cursor.take(structure.superblock.addressSize)
      if address.contains(where: { $0 != 0xFF }) { return true }
    }
    return false
  }

  /// Reads one attribute of the root group; nil where there is none of the name.
  ///
  /// - Throws: as ``attributes()``.
  package borrowing func attribute(named name: String) throws(HDF5Error) -> AttributeValue? {
    try attributes().first { $0.name == name }?.value
  }
}

/// Reads attribute messages, versions 1 to 3.
private struct AttributeReader {
  let structure: FileStructure
  let place: Place

  private static let maximumByteCount = 1 << 16

  func read(_ message: [UInt8]) throws(HDF5Error) -> Attribute {
    var cursor = ByteCursor(message, at: place)
    let version = try cursor.smallNumber(1)
    guard (1...3).contains(version) else {
      throw place.damaged("an attribute of version \(version)")
    }
    let isShared = try cursor.smallNumber(1) != 0 && version > 1
    let sizes = (
      try cursor.smallNumber(2), try cursor.smallNumber(2), try cursor.smallNumber(2)
    )
    if version == 3 { try cursor.take(1) }
    func part(_ byteCount: Int) throws(HDF5Error) -> [UInt8] {
      let bytes = Array(try cursor.take(byteCount))
      if version == 1 { try cursor.take((8 - byteCount % 8) % 8) }
      return bytes
    }
    let name = String(decoding: try part(sizes.0).prefix { $0 != 0 }, as: UTF8.self)
    let (type, space) = (try part(sizes.1), try part(sizes.2))
    guard !isShared else { return Attribute(name: name, value: .unread("a named type")) }
    let data = try cursor.take(cursor.remainingCount)
    return Attribute(name: name, value: try value(of: data, type, space))
  }

  private func value(
    of data: ArraySlice<UInt8>,
    _ type: [UInt8],
    _ space: [UInt8]
  ) throws(HDF5Error) -> AttributeValue {
    let type = try AttributeType(type, at: place)
    let extents = try self.extents(space)
    // One value is one value, however many dimensions it is given.
    let isOne = extents.allSatisfy { $0 == 1 }
    guard isOne || extents.count <= 1 else { return .unread("\(extents.count) dimensions") }
    let count = isOne ? 1 : extents.first ?? 1
    guard type.byteCount > 0, count <= UInt64(Self.maximumByteCount / type.byteCount) else {
      return .unread("\(count) values of \(type.byteCount) bytes")
    }
    var cursor = ByteCursor(Array(data), at: place)
    let bytes = try cursor.take(Int(count) * type.byteCount)
    switch type.kind {
    case .number(let format):
      return numbers(Array(bytes), format, isList: !extents.isEmpty)
    case .boolean(let yes, let no):
      let values = bytes.map { $0 == yes ? true : $0 == no ? false : nil }
      guard !values.contains(nil) else { return .unread("enumerations") }
      let booleans = values.compactMap(\.self)
      return extents.isEmpty ? .boolean(booleans.first ?? false) : .booleans(booleans)
    case .other(let words):
      return .unread(words)
    case .text, .variableText:
      guard isOne else { return .unread("a list of texts") }
      let text = if let text = type.text(bytes) { text } else { try variableText(bytes) }
      guard let text = String(validating: text, as: UTF8.self) else {
        return .unread("text that is not UTF-8")
      }
      guard !text.utf8.contains(0) else { return .unread("text with a zero byte") }
      return .text(text)
    }
  }

  /// Reads the extents of a dataspace message, versions 1 and 2; none for a single value.
  private func extents(_ message: [UInt8]) throws(HDF5Error) -> [UInt64] {
    var cursor = ByteCursor(message, at: place)
    let version = try cursor.smallNumber(1)
    let rank = try cursor.smallNumber(1)
    try cursor.take(1)
    let isNull = version == 2 ? try cursor.smallNumber(1) == 2 : false
    if version == 1 { try cursor.take(5) }
    guard !isNull else { return [0] }
    var extents: [UInt64] = []
    for _ in 0..<rank { extents.append(try cursor.number(structure.superblock.lengthSize)) }
    return extents
  }

  /// Reads text of variable length: its size, and its place in a global heap.
  private func variableText(_ reference: ArraySlice<UInt8>) throws(HDF5Error) -> [UInt8] {
    var cursor = ByteCursor(Array(reference), at: place)
    let byteCount = try cursor.number(4)
    let address = try cursor.number(structure.superblock.addressSize)
    let object = try cursor.number(4)
    guard byteCount > 0, byteCount <= UInt64(Self.maximumByteCount) else { return [] }
    let bytes = try structure.globalHeapObject(object, at: address, place)
    return Array(bytes.prefix(Int(byteCount)).prefix { $0 != 0 })
  }

  private func numbers(
    _ bytes: [UInt8],
    _ format: NumberFormat,
    isList: Bool
  ) -> AttributeValue {
    let bits = stride(from: 0, to: bytes.count, by: format.byteCount).map { start in
      format.bits(of: bytes[start..<start + format.byteCount])
    }
    if format.kind == .float {
      let numbers = bits.map { Double(bits: $0, byteCount: format.byteCount) }
      return isList ? .doubles(numbers) : .double(numbers.first ?? 0)
    }
    var numbers: [Int64] = []
    for bits in bits {
      guard let number = Int64(bits: bits, format: format) else {
        return .unread("a number beyond int64")
      }
      numbers.append(number)
    }
    return isList ? .integers(numbers) : .integer(numbers.first ?? 0)
  }
}
