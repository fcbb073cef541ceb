import CHDF5

/// An identifier of an open object: valid, or never made. It is released when it goes away.
struct Identifier: ~Copyable {
  let raw: hid_t

  /// Takes over what a call returns.
  ///
  /// - Throws: ``HDF5Error`` with code `callFailed` or `diskFull`.
  init(_ function: String, _ body: () -> hid_t) throws(HDF5Error) {
    raw = try Library.value(function) { body() }
  }

  /// Takes over an identifier that is known to be valid.
  init(adopting raw: hid_t) {
    self.raw = raw
  }

  /// Gives the identifier away without releasing it.
  consuming func take() -> hid_t {
    let raw = raw
    discard self
    return raw
  }

  /// Releases the identifier and reports a failure.
  ///
  /// - Parameters:
  ///   - function: The name of the closing function.
  ///   - body: Calls it.
  consuming func close(_ function: String, _ body: (hid_t) -> herr_t) throws(HDF5Error) {
    let raw = raw
    discard self
    try Library.call(function) { body(raw) }
  }

  deinit {
    Library.release(raw)
  }
}
