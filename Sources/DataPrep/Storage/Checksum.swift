import Crypto

/// SHA-256 of files, in hexadecimal.
enum Checksum {
  /// The digest of bytes.
  static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(data: bytes)
    return hexadecimal(hash.finalize())
  }

  /// The digest of a file, read in pieces.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  static func hexadecimal(ofFileAt path: String) throws(DataPrepError) -> String {
    try hexadecimal(ofFilesAt: [path])
  }

  /// The digest of files one after the other, as of `cat`, read in pieces.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  static func hexadecimal(ofFilesAt paths: [String]) throws(DataPrepError) -> String {
    var hash = SHA256()
    for path in paths { try update(&hash, withFileAt: path) }
    return hexadecimal(hash.finalize())
  }

  private static func update(
    _ hash: inout SHA256,
    withFileAt path: String
  ) throws(DataPrepError) {
    let source = try PlainSource(path: path)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe try buffer.withUnsafeMutableBufferPointer {
        target throws(DataPrepError) in
        let count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(target))
        let filled = unsafe UnsafeBufferPointer(rebasing: target[..<count])
        unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(filled))
        return count
      }
      guard count > 0 else { return }
    }
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
