#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// write(2), until everything is written.
enum FileDescriptorWriter {
  /// Writes all bytes; returns `errno` of the call that failed, or `nil`.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    // Safe: the pointer is used inside the closure only, and never beyond `count` bytes.
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let written = unsafe writeOnce(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written < 0 {
          guard errno == EINTR else { return errno }
          continue
        }
        unsafe rest = rest.dropFirst(written)
      }
      return nil
    }
  }

  /// The system's words for an `errno`.
  static func reason(_ code: Int32) -> String {
    // Safe: strerror returns a string that stays valid until the thread's next call of it.
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  private static func writeOnce(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
    unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count)
    #else
    unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }
}
