/// Why a call into HDF5 failed, or a file was refused: data only.
package struct HDF5Error: Error, Sendable, Equatable {
  /// What kind of failure it is. More may come.
  package struct Code: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// libhdf5 refused a call.
    package static let callFailed = Code(rawValue: "call-failed")
    /// The file system has no room left.
    package static let diskFull = Code(rawValue: "disk-full")
    /// An earlier failure has made the writer unusable.
    package static let poisoned = Code(rawValue: "poisoned")
    /// The file is not HDF5.
    package static let notHDF5 = Code(rawValue: "not-hdf5")
    /// The file cannot be read.
    package static let unreadable = Code(rawValue: "unreadable")
    /// A dataset is missing.
    package static let missing = Code(rawValue: "missing")
    /// Something in the file is not accepted: a link, a layout, a filter, a type, a shape.
    package static let refused = Code(rawValue: "refused")
    /// Stored data does not decode to what it must.
    package static let damaged = Code(rawValue: "damaged")
  }

  package var code: Code
  /// The C function, or the part of the file, that the failure is about.
  package var subject: String
  /// What libhdf5 said, or what was found.
  package var detail: String

  package init(_ code: Code, _ subject: String, _ detail: String) {
    self.code = code
    self.subject = subject
    self.detail = detail
  }
}

extension HDF5Error: CustomStringConvertible {
  package var description: String {
    switch code {
    case .callFailed: "\(subject) failed: \(detail)"
    case .diskFull: "the disk is full (\(subject))"
    case .poisoned: "the file is unusable after an earlier failure"
    case .notHDF5: "not an HDF5 file"
    default: "\(subject): \(detail)"
    }
  }
}
