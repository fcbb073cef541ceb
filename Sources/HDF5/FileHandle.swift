import CHDF5
import Synchronization

/// An open file that its datasets share: open or closed, and sound or failed.
///
/// After a write failed, libhdf5 may report success for later calls and for the close, and leave a
/// file of zeros. So the first failure is kept, and every later write and the close throw it again.
final class FileHandle: Sendable {
  let path: String

  /// The file as it is read past libhdf5; nil for one that is being written.
  let source: RegularFile?

  /// The version of the superblock; nil for a file that is being written.
  private let formatVersion: UInt8?

  private let state: Mutex<State>

  private struct State: ~Copyable {
    var identifier: Identifier?
    var failure: HDF5Error?
  }

  init(
    _ identifier: consuming Identifier,
    path: String,
    source: RegularFile? = nil,
    formatVersion: UInt8? = nil
  ) {
    self.path = path
    self.formatVersion = formatVersion
    self.source = source
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
        state.failure = error
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
      state.failure = state.failure ?? failure
      if let failure = state.failure { throw failure }
    }
  }

  /// Flushes and closes; throws the first failure of the file's life.
  ///
  /// A second close does nothing.
  func close() throws(HDF5Error) {
    let isWritten = source == nil
    try state.withLock { (state) throws(HDF5Error) in
      guard let identifier = state.identifier.take() else { return }
      let place = Place(path)
      if isWritten, state.failure == nil {
        state.failure = Self.failure { () throws(HDF5Error) in
          let file = identifier.rawValue
          _ = try Library.call("H5Fflush", at: place) { H5Fflush(file, H5F_SCOPE_GLOBAL) }
        }
      }
      do throws(HDF5Error) {
        try identifier.close(at: place)
      } catch {
        state.failure = state.failure ?? error
      }
      if let failure = state.failure { throw failure }
    }
  }

  /// Gives a failure of libhdf5 its reason where the file's format is newer than the library's.
  func translate(_ error: HDF5Error) -> HDF5Error {
    guard error.code == .libraryFailure, let formatVersion else { return error }
    guard formatVersion > Superblock.earliestFormatVersion else { return error }
    return HDF5Error(
      .newerFormat,
      path: error.path,
      object: error.object,
      operation: error.operation,
      detail: error.detail
    )
  }

  private var closed: HDF5Error { Place(path).error(.closed, "the file is closed") }

  private static func failure(of body: () throws(HDF5Error) -> Void) -> HDF5Error? {
    do throws(HDF5Error) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
