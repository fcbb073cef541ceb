/// The messages that libhdf5 left for one failed call, innermost first.
struct ErrorStack {
  var messages: [String] = []

  /// Makes one error of the stack: the innermost message, and the system's reason where it has one.
  ///
  /// The drivers write the system's reason into their message: `file write failed: time = …,
  /// errno = 28, error message = 'No space left on device', buf = …`. The number is read from there;
  /// times and addresses are left out, so that the same failure reads the same.
  func error(operation: String, place: Place) -> HDF5Error {
    let innermost = messages.first ?? "libhdf5 gives no reason"
    let systemError = messages.lazy.compactMap(Self.systemError).first
    return HDF5Error(
      code(systemError),
      path: place.path,
      object: place.object,
      operation: operation,
      detail: Self.detail(innermost),
      systemError: systemError
    )
  }

  private func code(_ systemError: Int32?) -> HDF5Error.Code {
    if let systemError { return HDF5Error.Code(systemError: systemError) }
    func says(_ text: String) -> Bool { messages.contains { $0.contains(text) } }
    if says("file exists") { return .fileExists }
    if says("file signature not found") { return .notHDF5 }
    if says("truncated file") { return .truncated }
    return .libraryFailure
  }

  /// The number behind `errno = ` in a driver's message.
  private static func systemError(in message: String) -> Int32? {
    guard let label = message.firstRange(of: "errno = ") else { return nil }
    return Int32(message[label.upperBound...].prefix { $0.isNumber || $0 == "-" })
  }

  /// The message up to its variable part, and the system's words.
  private static func detail(_ message: String) -> String {
    let cuts = [": time = ", ": name = ", ": filename = "]
      .compactMap { message.firstRange(of: $0)?.lowerBound }
    guard let cut = cuts.min() else { return message }
    guard
      let start = message.firstRange(of: "error message = '")?.upperBound,
      let end = message[start...].firstIndex(of: "'")
    else { return String(message[..<cut]) }
    return "\(message[..<cut]): \(message[start..<end])"
  }
}
