extension FileStructure {
  /// A message of an object header, as far as messages are looked at here.
  struct Message {
    enum Kind: Int {
      case layout = 0x08
      case attribute = 0x0C
      case continuation = 0x10
      case symbolTable = 0x11
      case attributeInfo = 0x15
    }

    let kind: Kind
    let bytes: [UInt8]
  }

  /// The most bytes of one piece of a header that are read, and of all its pieces together.
  private static var maximumByteCount: UInt64 { 1 << 24 }

  /// Reads the messages of an object that are looked at here, in order, from all pieces of its header.
  func messages(ofHeader address: UInt64, at place: Place) throws(HDF5Error) -> [Message] {
    let start = try read(8, at: address, place)
    let isLater = start.starts(with: "OHDR".utf8)
    var piece = try isLater ? laterPiece(address, place) : earlyPiece(address, place)
    var found: [Message] = []
    var known: Set<UInt64> = [address]
    var waiting: [(address: UInt64, byteCount: UInt64)] = []
    var byteCount = UInt64(piece.bytes.count)
    while true {
      for message in try piece.messages(at: place) {
        guard message.kind == .continuation else {
          found.append(message)
          continue
        }
        var cursor = ByteCursor(message.bytes, at: place)
        let address = try cursor.number(superblock.addressSize)
        waiting.append((address, try cursor.number(superblock.lengthSize)))
      }
      guard !waiting.isEmpty else { return found }
      let next = waiting.removeFirst()
      guard known.insert(next.address).inserted, next.byteCount <= Self.maximumByteCount else {
        throw place.damaged("an object's header has no end")
      }
      // Pieces may lie over each other, so that they are more together than the file has.
      byteCount += next.byteCount
      guard byteCount <= Self.maximumByteCount else { throw place.damaged("a header too long") }
      let bytes = try read(Int(next.byteCount), at: next.address, place)
      piece.bytes = isLater ? Array(bytes.dropFirst(4).dropLast(4)) : bytes
    }
  }

  /// Reads the first piece of a header of version 1.
  private func earlyPiece(_ address: UInt64, _ place: Place) throws(HDF5Error) -> HeaderPiece {
    var prefix = ByteCursor(try read(16, at: address, place), at: place)
    guard try prefix.smallNumber(1) == 1 else {
      throw place.damaged("there is no object where one should be")
    }
    try prefix.take(7)
    let byteCount = try prefix.number(4)
    guard byteCount <= Self.maximumByteCount else { throw place.damaged("a header too long") }
    return HeaderPiece(
      bytes: try read(Int(byteCount), at: address &+ 16, place),
      isLater: false,
      hasCreationOrder: false
    )
  }

  /// Reads the first piece of a header of version 2.
  private func laterPiece(_ address: UInt64, _ place: Place) throws(HDF5Error) -> HeaderPiece {
    var prefix = ByteCursor(try read(6, at: address, place), at: place)
    try prefix.take(5)
    let flags = try prefix.smallNumber(1)
    let start = 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let sizeOfSize = 1 << (flags & 3)
    var size = ByteCursor(
      try read(sizeOfSize, at: address &+ UInt64(start), place),
      at: place
    )
    let byteCount = try size.number(sizeOfSize)
    guard byteCount <= Self.maximumByteCount else { throw place.damaged("a header too long") }
    let bytes = try read(
      Int(byteCount),
      at: address &+ UInt64(start + sizeOfSize),
      place
    )
    return HeaderPiece(bytes: bytes, isLater: true, hasCreationOrder: flags & 4 != 0)
  }
}

/// One run of messages of an object header.
private struct HeaderPiece {
  var bytes: [UInt8]
  let isLater: Bool
  let hasCreationOrder: Bool

  func messages(at place: Place) throws(HDF5Error) -> [FileStructure.Message] {
    var cursor = ByteCursor(bytes, at: place)
    var messages: [FileStructure.Message] = []
    let headSize = isLater ? (hasCreationOrder ? 6 : 4) : 8
    // A rest too small for a message is a gap.
    while cursor.remainingCount >= headSize {
      let kind = try cursor.smallNumber(isLater ? 1 : 2)
      let byteCount = try cursor.smallNumber(2)
      try cursor.take(headSize - (isLater ? 3 : 4))
      let bytes = try cursor.take(byteCount)
      guard let kind = FileStructure.Message.Kind(rawValue: kind) else { continue }
      messages.append(FileStructure.Message(kind: kind, bytes: Array(bytes)))
    }
    return messages
  }
}
