#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A key that a template names, as it is looked for among the keys of an object of the context.
///
/// A string of a parsed text stands behind its length. One of four bytes or more is told from another
/// by its head, which is its length and its first four bytes, and by its last four; what lies between, in
/// those of more than eight, is compared then. Shorter keys, and those that mean more than a member, have
/// no such form.
struct KeyForm: BitwiseCopyable, Sendable {
  /// The length and the first four bytes, as they stand in memory; 0 for a key without a form.
  let head: UInt64
  private let last: UInt32

  /// Makes the form of a key.
  init(_ key: String) {
    let bytes = Array(key.utf8)
    guard bytes.count >= 4, !AttributeName.isMappingMethod(key),
      key != ReasoningNames.content.description, key != ReasoningNames.thinking.description
    else {
      (head, last) = (0, 0)
      return
    }
    // Safe: there are four bytes at either end.
    let (first, last) = unsafe bytes.withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
      )
    }
    let length = UInt32(clamping: bytes.count)
    head = UInt64(UInt32(littleEndian: length)) | UInt64(UInt32(littleEndian: first)) << 32
    self.last = last
  }

  /// Whether there is none.
  var isAbsent: Bool { head == 0 }

  /// The length and the first four bytes of the string at `entry`; of a shorter one, what stands behind.
  // Safe for an entry of a parsed text, behind which eight bytes can be read.
  @inline(__always)
  static func head(of entry: UnsafeRawPointer) -> UInt64 {
    unsafe UInt64(littleEndian: entry.loadUnaligned(as: UInt64.self))
  }

  /// Whether the string at `entry`, whose head is given, is the key; `bytes` are the key's own.
  // Safe for an entry of a parsed text: its last bytes are read only where the length is the key's.
  @inline(__always)
  func isEqual(
    _ entry: UnsafeRawPointer,
    _ entryHead: UInt64,
    _ bytes: UnsafePointer<UInt8>
  ) -> Bool {
    guard entryHead == head else { return false }
    let count = Int(UInt32(truncatingIfNeeded: head))
    guard unsafe entry.loadUnaligned(fromByteOffset: count, as: UInt32.self) == last
    else { return false }
    return count <= 8 || (unsafe memcmp(entry + 8, bytes + 4, count - 8)) == 0
  }
}

/// The numbers of a program's names that objects of the context are asked for, by their forms.
struct KeyNumbers: Sendable {
  /// A name in its place; most places are free.
  private struct Entry: BitwiseCopyable, Sendable {
    var form: KeyForm
    /// Where its bytes stand among the program's literals.
    var start: Int32
    var number: Int32
  }

  /// In the order of what their heads give; some stand behind their place.
  private let entries: Table<Entry>
  private let mask: Int

  /// Takes the keys of names in the order of their numbers.
  init(_ keys: some Collection<TemplateProgram.Attribute.Key>) {
    var count = 4
    while count < 2 * keys.count { count *= 2 }
    mask = count - 1
    let free = Entry(form: KeyForm(""), start: 0, number: -1)
    var entries = [Entry](repeating: free, count: count)
    for (number, key) in keys.enumerated() where !key.form.isAbsent {
      var place = Self.place(key.form.head) & mask
      while entries[place].number >= 0 { place = (place + 1) & mask }
      entries[place] = Entry(
        form: key.form,
        start: key.literal.start,
        number: Int32(truncatingIfNeeded: number)
      )
    }
    self.entries = Table(entries)
  }

  /// Where a key is looked for first.
  @inline(__always)
  private static func place(_ head: UInt64) -> Int {
    Int(truncatingIfNeeded: (head &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }

  /// The number of the name that stands at `entry`, behind its length; -1 if it is none of them.
  ///
  /// `literals`: the program's.
  // Safe for an entry of a parsed text.
  @inline(__always)
  func number(of entry: UnsafeRawPointer, _ literals: UnsafePointer<UInt8>) -> Int32 {
    let head = unsafe KeyForm.head(of: entry)
    var place = Self.place(head) & mask
    // Half of the places are free.
    while true {
      let candidate = entries[place]
      if candidate.number < 0 { return -1 }
      if unsafe candidate.form.isEqual(entry, head, literals + Int(candidate.start)) {
        return candidate.number
      }
      place = (place &+ 1) & mask
    }
  }
}
