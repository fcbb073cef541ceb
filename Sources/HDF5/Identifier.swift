import CHDF5

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

  /// Takes ownership of what `open` returns; throws where it returns a failure.
  init(
    _ kind: Kind,
    from operation: StaticString,
    at place: Place,
    _ open: () -> hid_t
  ) throws(HDF5Error) {
    rawValue = try Library.call(operation, at: place, open)
    self.kind = kind
  }

  /// Releases the handle; throws where libhdf5 reports a failure.
  ///
  /// The handle is gone either way.
  consuming func close(at place: Place) throws(HDF5Error) {
    let (rawValue, kind) = (rawValue, kind)
    discard self
    do {
      _ = try Library.call(kind.closingOperation, at: place) { kind.close(rawValue) }
    } catch {
      // A close that could not flush keeps the handle, and the file's descriptor with it: a full
      // disk would stay full. Dropping the reference tears it down whatever the flush says.
      Library.release { H5Iis_valid(rawValue) > 0 && H5Idec_ref(rawValue) < 0 ? -1 : 0 }
      throw error
    }
  }

  deinit {
    let (rawValue, kind) = (rawValue, kind)
    Library.release {
      guard kind.close(rawValue) < 0 else { return 0 }
      return H5Iis_valid(rawValue) > 0 && H5Idec_ref(rawValue) < 0 ? -1 : 0
    }
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
