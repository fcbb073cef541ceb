import CHDF5
import Synchronization

/// Whether the handles of a file are left alone from now on.
///
/// After a failed write libhdf5 1.10 must not be asked to close what was open: it frees the structure,
/// reports a failure, keeps the handle, and crashes when it meets the handle again.
final class Abandonment: Sendable {
  private let flag = Atomic<Bool>(false)

  var isAbandoned: Bool { flag.load(ordering: .acquiring) }

  func abandon() { flag.store(true, ordering: .releasing) }
}

/// A handle of libhdf5: valid, or never made.
///
/// The end of its life releases it; ``close(at:)`` does so earlier and reports the failure.
struct Identifier: ~Copyable, Sendable {
  /// What the handle stands for, and so which function releases it.
  enum Kind: Sendable {
    case file
    case object
    case attribute
    case dataspace
    case datatype
    case propertyList
  }

  /// The number by which libhdf5 knows the handle; borrowed, never closed by the borrower.
  let rawValue: hid_t

  private let kind: Kind
  private let abandonment: Abandonment?
  private var isOpen = true

  /// Takes ownership of what `open` returns; throws where it returns a failure.
  ///
  /// The handle is never closed once `abandonment` says so.
  init(
    _ kind: Kind,
    from operation: StaticString,
    at place: Place,
    of abandonment: Abandonment? = nil,
    _ open: () -> hid_t
  ) throws(HDF5Error) {
    rawValue = try Library.call(operation, at: place, open)
    self.kind = kind
    self.abandonment = abandonment
  }

  /// Releases the handle; throws where libhdf5 reports a failure.
  ///
  /// The handle is gone either way.
  consuming func close(at place: Place) throws(HDF5Error) {
    isOpen = false
    guard abandonment?.isAbandoned != true else { return }
    let (rawValue, kind) = (rawValue, kind)
    _ = try Library.call(kind.closingOperation, at: place) { kind.close(rawValue) }
  }

  deinit {
    guard isOpen, abandonment?.isAbandoned != true else { return }
    let (rawValue, kind) = (rawValue, kind)
    Library.release { kind.close(rawValue) }
  }
}

extension Identifier.Kind {
  fileprivate func close(_ rawValue: hid_t) -> herr_t {
    switch self {
    case .file: H5Fclose(rawValue)
    case .object: H5Oclose(rawValue)
    case .attribute: H5Aclose(rawValue)
    case .dataspace: H5Sclose(rawValue)
    case .datatype: H5Tclose(rawValue)
    case .propertyList: H5Pclose(rawValue)
    }
  }

  fileprivate var closingOperation: StaticString {
    switch self {
    case .file: "H5Fclose"
    case .object: "H5Oclose"
    case .attribute: "H5Aclose"
    case .dataspace: "H5Sclose"
    case .datatype: "H5Tclose"
    case .propertyList: "H5Pclose"
    }
  }
}
