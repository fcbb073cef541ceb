#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A key that a template names, as it is looked for among the keys of an object of the context.
///
/// A string of a parsed text stands behind its length. One of four bytes or more is told from another
/// by its length, its first four bytes and its last four; what lies between, in those of more than
/// eight, is compared then. Shorter keys, and those that mean more than a member, have no such form.
struct KeyForm: BitwiseCopyable, Sendable {
  /// The number of bytes; 0 for a key without a form.
  let byteCount: UInt32
  private let first: UInt32
  private let last: UInt32

  /// Makes the form of a key.
  init(_ key: String) {
    let bytes = Array(key.utf8)
    guard bytes.count >= 4, !AttributeName.isMappingMethod(key),
      key != ReasoningNames.content.description, key != ReasoningNames.thinking.description
    else {
      (byteCount, first, last) = (0, 0, 0)
      return
    }
    byteCount = UInt32(clamping: bytes.count)
    // Safe: there are four bytes at either end.
    (first, last) = unsafe bytes.withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
      )
    }
  }

  /// Where a key is looked for first among others.
  var place: UInt32 { Self.place(first, byteCount) }

  /// The same of the string at `entry`, behind its length; of one that is too short to be a key it
  /// says nothing.
  // Safe for an entry of a parsed text, which ends with a zero.
  @inline(__always)
  static func place(of entry: UnsafeRawPointer) -> UInt32 {
    let count = unsafe entry.loadUnaligned(as: UInt32.self)
    if count < 4 { return 0 }
    return place(unsafe entry.loadUnaligned(fromByteOffset: 4, as: UInt32.self), count)
  }

  @inline(__always)
  private static func place(_ first: UInt32, _ count: UInt32) -> UInt32 {
    let product = (first ^ count) &* 0x9E37_79B1
    return product >> 16
  }

  /// Whether the string at `entry`, behind its length, is the key; `bytes` are the key's own.
  // Safe for an entry of a parsed text: the four bytes at either end are read only where the length is
  // the key's.
  @inline(__always)
  func isEqual(_ entry: UnsafeRawPointer, _ bytes: UnsafePointer<UInt8>) -> Bool {
    guard unsafe entry.loadUnaligned(as: UInt32.self) == byteCount,
      unsafe entry.loadUnaligned(fromByteOffset: 4, as: UInt32.self) == first
    else { return false }
    let count = Int(byteCount)
    guard unsafe entry.loadUnaligned(fromByteOffset: count, as: UInt32.self) == last
    else { return false }
    return count <= 8 || (unsafe memcmp(entry + 8, bytes + 4, count - 8)) == 0
  }
}

/// The numbers of a program's names that objects of the context are asked for, by their forms.
struct KeyNumbers: Sendable {
  /// The number of a name or -1, in the order of what its form gives; some stand behind their place.
  private let places: Table<Int32>
  private let mask: UInt32

  /// Takes the forms of names in the order of their numbers.
  init(_ forms: [KeyForm]) {
    var count = 4
    while count < 2 * forms.count { count *= 2 }
    var places = [Int32](repeating: -1, count: count)
    mask = UInt32(truncatingIfNeeded: count - 1)
    for (number, form) in forms.enumerated() where form.byteCount > 0 {
      var place = Int(form.place & mask)
      while places[place] >= 0 { place = (place + 1) % count }
      places[place] = Int32(truncatingIfNeeded: number)
    }
    self.places = Table(places)
  }

  /// The number of the name that stands at `entry`, behind its length; -1 if it is none of them.
  // Safe for an entry of a parsed text.
  @inline(__always)
  func number(of entry: UnsafeRawPointer, in program: TemplateProgram) -> Int32 {
    var place = unsafe KeyForm.place(of: entry) & mask
    // Half of the places are free.
    while true {
      let number = places[Int(place)]
      guard number >= 0 else { return -1 }
      let key = program.keys[number]
      if unsafe key.form.isEqual(entry, program.literals.base + Int(key.literal.start)) {
        return number
      }
      place = (place + 1) & mask
    }
  }
}
