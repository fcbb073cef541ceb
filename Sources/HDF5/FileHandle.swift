import CHDF5
import Synchronization

/// An open file that its datasets share: open or closed, and sound or failed.
///
/// After a write failed, libhdf5 1.10 reports success for later calls and leaves a file of zeros, or
/// crashes in the close. So the first failure is kept, every later write and the close throw it again,
/// and the library is not asked to do anything more with the file: what it holds of it stays held until
/// the process ends, except for the disk's space, which is given back at once.
final class FileHandle: Sendable {
  let path: String

  /// The file as it is read past libhdf5; nil for one that is being written.
  let structure: FileStructure?

  /// Whether the file's handles are left alone, because a write failed.
  let abandonment: Abandonment

  private let state: Mutex<State>

  private struct State: ~Copyable {
    var identifier: Identifier?
    var failure: HDF5Error?
  }

  init(
    _ identifier: consuming Identifier,
    path: String,
    abandonment: Abandonment = Abandonment(),
    structure: FileStructure? = nil
  ) {
    self.path = path
    self.structure = structure
    self.abandonment = abandonment
    state = Mutex(State(identifier: identifier))
  }

  /// Runs `body` with the file's number; throws `closed` after the close.
  func read<Result: ~Copyable>(
    _ body: (hid_t) throws(HDF5Error) -> sending Result
  ) throws(HDF5Error) -> sending Result {
    try state.withLock { (state) throws(HDF5Error) -> sending Result in
      guard let file = state.identifier?.rawValue else { throw closed }
      return try body(file)
    }
  }

  /// Throws `closed` after the close.
  func checkIsOpen() throws(HDF5Error) {
    try read { (_) throws(HDF5Error) in }
  }

  /// Runs `body`, which writes; its first failure is what every later call throws.
  func write<Result: ~Copyable>(
    _ body: (hid_t) throws(HDF5Error) -> sending Result
  ) throws(HDF5Error) -> sending Result {
    try state.withLock { (state) throws(HDF5Error) -> sending Result in
      guard let file = state.identifier?.rawValue else { throw closed }
      if let failure = state.failure { throw failure }
      do throws(HDF5Error) {
        return try body(file)
      } catch {
        fail(error, &state)
        throw error
      }
    }
  }

  /// Closes an object of the file that was written; a failure counts as one of the file.
  func close(_ object: consuming Identifier, at place: Place) throws(HDF5Error) {
    var failure: HDF5Error?
    do throws(HDF5Error) {
      try object.close(at: place)
    } catch {
      failure = error
    }
    try state.withLock { (state) throws(HDF5Error) in
      if let failure { fail(failure, &state) }
      if let failure = state.failure { throw failure }
    }
  }

  /// Flushes and closes; throws the first failure of the file's life.
  ///
  /// A second close does nothing.
  func close() throws(HDF5Error) {
    let isWritten = structure == nil
    try state.withLock { (state) throws(HDF5Error) in
      guard let file = state.identifier?.rawValue else { return }
      let place = Place(path)
      do throws(HDF5Error) {
        // H5Fclose flushes too, but does not always say that it failed.
        if isWritten, state.failure == nil {
          _ = try Library.call("H5Fflush", at: place) { H5Fflush(file, H5F_SCOPE_GLOBAL) }
        }
        try state.identifier.take()?.close(at: place)
      } catch {
        fail(error, &state)
      }
      state.identifier = nil
      if let failure = state.failure { throw failure }
    }
  }

  /// Keeps the first failure, leaves the handles alone and empties the file on disk.
  private func fail(_ error: HDF5Error, _ state: inout State) {
    guard state.failure == nil else { return }
    state.failure = error
    if let file = state.identifier?.rawValue { Library.truncate(file) }
    abandonment.abandon()
  }

  /// Gives a failure of libhdf5 its reason where the file's format is newer than the library's.
  func translate(_ error: HDF5Error) -> HDF5Error {
    guard error.code == .libraryFailure, structure?.superblock.isLaterFormat == true else {
      return error
    }
    return HDF5Error(
      .newerFormat,
      path: error.path,
      object: error.object,
      operation: error.operation,
      detail: error.detail
    )
  }

  /// The file's size when it was opened; zero for one that is being written.
  var byteCount: Int { structure?.file.byteCount ?? 0 }

  private var closed: HDF5Error { Place(path).error(.closed, "the file is closed") }
}
