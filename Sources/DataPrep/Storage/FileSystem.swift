import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The calls that make a file durable or remove it, each with its error.
enum FileSystem {
  /// Whether something stands at a path; a broken link counts.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Whether something stands at a path, behind links if it is one.
  static func leadsToSomething(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0
  }

  /// Whether a path is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path is a file, or a link to one, and no folder, pipe or device.
  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Checks that a file may take the place at a path: nothing stands there, or a file, behind links.
  ///
  /// A folder would not be replaced, but a device or a pipe would: `/dev/null` must stay what it is.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable`.
  static func checkMayBeFile(_ path: String) throws(DataPrepError) {
    guard leadsToSomething(path), !isRegularFile(path) else { return }
    let found =
      isFolder(path) ? "it is a folder" : "it is a device or a pipe, which no file replaces"
    throw DataPrepError(.unwritable, path, found: found)
  }

  /// Whether a path is a symbolic link, wherever it leads.
  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Gives a file the permissions of another; does nothing where that is no regular file.
  static func copyPermissions(ofFileAt path: String, to copy: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    _ = unsafe chmod(copy, status.st_mode & 0o777)
  }

  /// The size of a file in bytes.
  static func byteCount(_ path: String) throws(DataPrepError) -> Int {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw unreadable(path) }
    return Int(status.st_size)
  }

  /// The folder that a path lies in; `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// A path from the root, without `.`, `..` and links; the path itself where it does not exist.
  static func absolute(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    // realpath allocates its result; it is copied and freed here.
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// A path from the root, also where only the folder that it lies in exists.
  static func absolutePlace(_ path: String) -> String {
    guard !exists(path) || isLink(path) && absolute(path) == path else { return absolute(path) }
    let folder = absolute(folder(of: path))
    return folder == "/" ? "/\(name(of: path))" : "\(folder)/\(name(of: path))"
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(DataPrepError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw unwritable(path)
    }
  }

  /// Names in a folder, sorted.
  static func names(in folder: String) throws(DataPrepError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw unreadable(folder)
    }
  }

  /// Removes a file; it is no error where there is none.
  static func remove(_ path: String) {
    _ = unsafe unlink(path)
  }

  /// Removes an empty folder; does nothing where it is not empty.
  static func removeEmptyFolder(_ path: String) {
    _ = unsafe rmdir(path)
  }

  /// Puts a file in another's place in one step.
  static func rename(_ path: String, to target: String) throws(DataPrepError) {
    #if canImport(Glibc)
    let status = unsafe Glibc.rename(path, target)
    #else
    let status = unsafe Darwin.rename(path, target)
    #endif
    guard status == 0 else { throw unwritable(target) }
  }

  /// Writes a file's data, or a folder's entries, through to the disk.
  static func synchronize(_ path: String) throws(DataPrepError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(path) }
    defer { close(descriptor) }
    // Some file systems cannot synchronize a folder; they say EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw unwritable(path) }
  }

  /// Makes a new file and opens it for writing; what stands at the path, a link too, is an error.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - output: The name in errors, where `path` is a temporary one.
  /// - Returns: The descriptor, which the caller closes.
  /// - Throws: ``DataPrepError`` with code `unwritable` or `diskFull`.
  static func create(
    _ path: String,
    for output: String? = nil
  ) throws(DataPrepError) -> CInt {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = unsafe open(path, flags, 0o666)
    guard descriptor >= 0 else { throw unwritable(output ?? path) }
    return descriptor
  }

  /// Writes a new file and synchronizes it.
  static func write(_ bytes: [UInt8], to path: String) throws(DataPrepError) {
    let descriptor = try create(path)
    defer { close(descriptor) }
    unsafe try bytes.withUnsafeBufferPointer { buffer throws(DataPrepError) in
      unsafe try write(UnsafeRawBufferPointer(buffer), to: descriptor, path)
    }
    guard fsync(descriptor) == 0 else { throw unwritable(path) }
  }

  /// Writes all bytes to an open file.
  static func write(
    _ bytes: UnsafeRawBufferPointer,
    to descriptor: CInt,
    _ path: String
  ) throws(DataPrepError) {
    var written = 0
    while written < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
      // `rest` is readable for the length of the call.
      #if canImport(Glibc)
      let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      #else
      let count = unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if count > 0 {
        written += count
      } else if errno != EINTR {
        throw unwritable(path)
      }
    }
  }

  /// Bytes that an unprivileged user can still write where a folder lies, or `nil` if unknown.
  static func freeByteCount(at folder: String) -> Int? {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return nil }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize)
    )
    return overflow ? nil : Int(clamping: bytes)
  }

  /// `unwritable`, or `diskFull` where the system said so.
  static func unwritable(_ path: String) -> DataPrepError {
    let error = SystemError.current
    return error.isDiskFull
      ? DataPrepError(.diskFull, path)
      : DataPrepError(.unwritable, path, found: error.sentence)
  }

  private static func unreadable(_ path: String) -> DataPrepError {
    let error = SystemError.current
    return error.number == ENOENT
      ? DataPrepError(.inputNotFound, path)
      : DataPrepError(.unreadable, path, found: error.sentence)
  }
}
