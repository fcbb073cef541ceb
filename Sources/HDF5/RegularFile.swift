#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file read past libhdf5, by offset and from any thread.
final class RegularFile: Sendable {
  private let descriptor: CInt

  /// The size when the file was opened.
  let byteCount: Int

  /// Opens a file; a pipe or a device is refused, and not waited for.
  init(reading path: String) throws(HDF5Error) {
    let place = Place(path)
    // The string is a C string until the call returns.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, "open", at: place) }
    var status = stat()
    // `status` outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else {
      let number = errno
      Self.closeDescriptor(descriptor)
      throw .system(number, "fstat", at: place)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      Self.closeDescriptor(descriptor)
      throw place.error(.notRegularFile, "not a regular file")
    }
    self.descriptor = descriptor
    byteCount = Int(clamping: status.st_size)
  }

  /// Reads the bytes of a range; throws `outsideFile` where the file ends before the range does.
  func read(_ range: Range<Int>, at place: Place) throws(HDF5Error) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else {
      throw outside(range, at: place)
    }
    var bytes = [UInt8](repeating: 0, count: range.count)
    unsafe try bytes.withUnsafeMutableBufferPointer { (buffer) throws(HDF5Error) in
      unsafe try read(range, into: UnsafeMutableRawBufferPointer(buffer), at: place)
    }
    return bytes
  }

  /// Reads the bytes of a range into memory of the same size.
  func read(
    _ range: Range<Int>,
    into target: UnsafeMutableRawBufferPointer,
    at place: Place
  ) throws(HDF5Error) {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else {
      throw outside(range, at: place)
    }
    precondition(target.count == range.count)
    var end = 0
    while end < range.count {
      // The address and the count are those of the target's part behind `end`.
      let count = unsafe pread(
        descriptor,
        target.baseAddress?.advanced(by: end),
        range.count - end,
        off_t(range.lowerBound + end)
      )
      let number = errno
      if count < 0, number == EINTR { continue }
      guard count >= 0 else { throw .system(number, "pread", at: place) }
      guard count > 0 else {
        throw place.error(.outsideFile, "the file became shorter while it was read")
      }
      end += count
    }
  }

  private func outside(_ range: Range<Int>, at place: Place) -> HDF5Error {
    place.error(
      .outsideFile,
      "bytes \(range.lowerBound)..<\(range.upperBound) of a file of \(byteCount)"
    )
  }

  private static func closeDescriptor(_ descriptor: CInt) {
    // Nothing was written, so that the close has nothing to report.
    _ = close(descriptor)
  }

  deinit {
    Self.closeDescriptor(descriptor)
  }
}
