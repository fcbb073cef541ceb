extension FileStructure {
  /// What a version 1 B-tree leads to.
  enum TreeKind: Int {
    case group = 0
    case chunks = 1
  }

  /// Walks a version 1 B-tree from left to right and calls `leaf` with each key and address.
  ///
  /// Levels go down one by one, no node is met twice, and each node's right neighbour is the next of
  /// its level: so every walk that libhdf5 makes comes to an end.
  func walkTree(
    _ root: UInt64,
    ofKind kind: TreeKind,
    keySize: Int,
    at place: Place,
    leaf: (ArraySlice<UInt8>, UInt64) throws(HDF5Error) -> Void
  ) throws(HDF5Error) {
    var walk = TreeWalk(structure: self, kind: kind, keySize: keySize, place: place)
    try walk.visit(root, level: nil, leaf)
    try walk.finish()
  }
}

/// One walk over a B-tree.
private struct TreeWalk {
  let structure: FileStructure
  let kind: FileStructure.TreeKind
  let keySize: Int
  let place: Place

  private var known: Set<UInt64> = []
  /// The right neighbour that the last node of each level named.
  private var neighbours: [Int: UInt64] = [:]

  init(
    structure: FileStructure,
    kind: FileStructure.TreeKind,
    keySize: Int,
    place: Place
  ) {
    self.structure = structure
    self.kind = kind
    self.keySize = keySize
    self.place = place
  }

  /// Visits a node and what is below; a level is one byte, so that this goes 256 deep at most.
  mutating func visit(
    _ address: UInt64,
    level expected: Int?,
    _ leaf: (ArraySlice<UInt8>, UInt64) throws(HDF5Error) -> Void
  ) throws(HDF5Error) {
    guard known.insert(address).inserted else { throw place.damaged("a B-tree has no end") }
    let addressSize = structure.superblock.addressSize
    let headSize = 8 + 2 * addressSize
    var head = ByteCursor(try structure.read(headSize, at: address, place), at: place)
    guard
      try head.take(4).elementsEqual("TREE".utf8), try head.smallNumber(1) == kind.rawValue
    else { throw place.damaged("there is no B-tree where one should be") }
    let level = try head.smallNumber(1)
    guard level == expected ?? level else { throw place.damaged("a B-tree's levels are mixed") }
    let count = try head.smallNumber(2)
    try head.take(addressSize)
    try pass(address, level: level, neighbour: try head.number(addressSize))
    let bodySize = count * (keySize + addressSize) + keySize
    var body = ByteCursor(
      try structure.read(bodySize, at: address &+ UInt64(headSize), place),
      at: place
    )
    for _ in 0..<count {
      let key = try body.take(keySize)
      let child = try body.number(addressSize)
      if level == 0 {
        try leaf(key, child)
      } else {
        try visit(child, level: level - 1, leaf)
      }
    }
  }

  /// Throws where the last node of a level names a neighbour that was not met.
  func finish() throws(HDF5Error) {
    guard neighbours.values.allSatisfy(structure.isUndefined) else {
      throw place.damaged("a B-tree's nodes are not in line")
    }
  }

  private mutating func pass(
    _ address: UInt64,
    level: Int,
    neighbour: UInt64
  ) throws(HDF5Error) {
    if let expected = neighbours[level], expected != address {
      throw place.damaged("a B-tree's nodes are not in line")
    }
    neighbours[level] = neighbour
  }
}
