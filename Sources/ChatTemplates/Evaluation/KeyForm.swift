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
