/// A key of an object with its value.
package struct JSONMember {
  let keyNode: JSONNode
  /// The value.
  package let node: JSONNode

  /// The key.
  package var key: String { keyNode.text }

  /// The key's UTF-8, not copied: it lives until the parser's next parse or the parser's end.
  package var keyUTF8: UnsafeBufferPointer<UInt8> { unsafe keyNode.stringBytes }
}

/// The members of an object in the text's order, duplicates and all.
package struct JSONMembers: Sequence, IteratorProtocol {
  private let object: JSONNode
  private var index: Int
  private let end: Int

  fileprivate init(of object: JSONNode) {
    self.object = object
    index = object.index + 1
    end = object.tag == JSONTape.object ? object.endIndex - 1 : index
  }

  package mutating func next() -> JSONMember? {
    guard index < end else { return nil }
    let member = JSONMember(keyNode: object.node(at: index), node: object.node(at: index + 1))
    index = member.node.endIndex
    return member
  }
}

/// The elements of an array in order.
package struct JSONElements: Sequence, IteratorProtocol {
  private let array: JSONNode
  private var index: Int
  private let end: Int

  fileprivate init(of array: JSONNode) {
    self.array = array
    index = array.index + 1
    end = array.tag == JSONTape.array ? array.endIndex - 1 : index
  }

  package mutating func next() -> JSONNode? {
    guard index < end else { return nil }
    let element = array.node(at: index)
    index = element.endIndex
    return element
  }
}

extension JSONNode {
  /// The members of an object, none if the value is no object.
  package var members: JSONMembers { JSONMembers(of: self) }

  /// The elements of an array, none if the value is no array.
  package var elements: JSONElements { JSONElements(of: self) }

  /// The number of elements of an array or members (duplicates too) of an object, else 0.
  package var count: Int {
    guard tag == JSONTape.array || tag == JSONTape.object else { return 0 }
    let count = JSONTape.count(of: word)
    if count < JSONTape.saturatedCount { return Int(count) }
    return tag == JSONTape.array
      ? elements.reduce(0) { count, _ in count + 1 } : members.reduce(0) { count, _ in count + 1 }
  }

  /// The value of `key`, or nil if there is none or the value is no object.
  ///
  /// If there are several members of that key, the last counts. Walks all members: for many look-ups
  /// in a large object take `value`.
  package subscript(key: String) -> JSONNode? {
    var key = key
    // Safe: the buffer is used only within the closure.
    return key.withUTF8 { unsafe self[utf8: $0] }
  }

  /// The value of the key with these UTF-8 bytes, as `subscript(_:)` gives it.
  package subscript(utf8 key: UnsafeBufferPointer<UInt8>) -> JSONNode? {
    guard tag == JSONTape.object else { return nil }
    let end = endIndex - 1
    var found: Int?
    var keyIndex = index + 1
    // Safe as described at `JSONNode`; no node per member, which would retain the parser for it.
    while keyIndex < end {
      let entry = unsafe JSONTape.string(at: keyIndex, in: tape, strings)
      if unsafe JSONTape.isEqual(entry, key) { found = keyIndex + 1 }
      keyIndex = unsafe JSONTape.index(behind: keyIndex + 1, in: tape)
    }
    return found.map(node(at:))
  }
}
