/// What went wrong with an HDF5 file: the kind, the place, HDF5's own words and the system's.
///
/// Data only. ``description`` makes one sentence of it; a caller that has better words for its reader
/// composes them from ``code``, ``path`` and ``object``.
package struct HDF5Error: Error, Hashable, Sendable {
  /// The kind of the failure.
  package let code: Code

  /// The file, as the caller named it; empty where bytes were processed that belong to no file yet.
  package let path: String

  /// The dataset, attribute or group inside the file; nil where the file itself is at fault.
  package let object: String?

  /// The C function that failed; nil where a check of our own refused.
  package let operation: String?

  /// HDF5's innermost message, or what was found and what was expected.
  package let detail: String

  /// The `errno` of the system call that failed below HDF5; nil where there was none.
  package let systemError: Int32?

  /// Makes an error; what is left out did not play a part.
  package init(
    _ code: Code,
    path: String = "",
    object: String? = nil,
    operation: String? = nil,
    detail: String,
    systemError: Int32? = nil
  ) {
    self.code = code
    self.path = path
    self.object = object
    self.operation = operation
    self.detail = detail
    self.systemError = systemError
  }
}

extension HDF5Error {
  /// The kinds of failure, a list that can grow.
  package struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The kind's name, stable across versions.
    package let name: String

    private init(_ name: String) { self.name = name }

    package var description: String { name }

    // The file as the system sees it.
    /// There is no file at the path.
    package static let fileMissing = Self("fileMissing")
    /// The file to create is there already.
    package static let fileExists = Self("fileExists")
    /// The system refused access to the file.
    package static let accessDenied = Self("accessDenied")
    /// The path names a folder, a device or a pipe.
    package static let notRegularFile = Self("notRegularFile")
    /// The file system has no room left, or the user's quota has none.
    package static let diskFull = Self("diskFull")
    /// Another system call failed; ``HDF5Error/systemError`` says which way.
    package static let systemFailure = Self("systemFailure")

    // The file as HDF5 sees it.
    /// The bytes do not begin as an HDF5 file does.
    package static let notHDF5 = Self("notHDF5")
    /// The file is shorter than its header says.
    package static let truncated = Self("truncated")
    /// The file uses a format newer than this library reads (h5py: `libver="latest"`).
    package static let newerFormat = Self("newerFormat")
    /// A structure of the file contradicts itself or leads nowhere.
    package static let damagedFile = Self("damagedFile")
    /// The library failed for another reason, most often because the file is damaged.
    package static let libraryFailure = Self("libraryFailure")

    // What the file holds.
    /// There is no dataset or attribute of the name.
    package static let missing = Self("missing")
    /// The name leads through a soft, external or user-defined link.
    package static let unsupportedLink = Self("unsupportedLink")
    /// The name belongs to a group or a named type.
    package static let notDataset = Self("notDataset")
    /// The data is external, virtual, or laid out in a way that is not read.
    package static let unsupportedLayout = Self("unsupportedLayout")
    /// The data goes through a filter other than shuffle, deflate and fletcher32.
    package static let unsupportedFilter = Self("unsupportedFilter")
    /// The dataset has another number of dimensions.
    package static let wrongRank = Self("wrongRank")
    /// The extents are not those that were expected.
    package static let wrongShape = Self("wrongShape")
    /// The elements or the attribute's value are of another type.
    package static let wrongType = Self("wrongType")
    /// A number of the file does not fit the type it is read as.
    package static let valueOutOfRange = Self("valueOutOfRange")
    /// The dataset claims more than the file can hold.
    package static let oversized = Self("oversized")
    /// A chunk or the data lies outside the file.
    package static let outsideFile = Self("outsideFile")
    /// A chunk does not decode to its size, or its checksum is wrong.
    package static let damagedChunk = Self("damagedChunk")

    // The call.
    /// The caller asked for what the type does not offer.
    package static let invalidRequest = Self("invalidRequest")
    /// The file was closed.
    package static let closed = Self("closed")
    /// No memory could be had.
    package static let outOfMemory = Self("outOfMemory")
  }
}

extension HDF5Error: CustomStringConvertible {
  /// One sentence: the place, what failed and why.
  package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

  /// The sentence without the file's path, for a caller that names the file itself.
  package var reason: String {
    let sentence = operation.map { "\($0) failed: \(detail)" } ?? detail
    return object.map { "\($0): \(sentence)" } ?? sentence
  }
}

/// Where a call works: the file, and the object inside it.
struct Place: Sendable {
  let path: String
  let object: String?

  init(_ path: String, _ object: String? = nil) {
    self.path = path
    self.object = object
  }

  func error(_ code: HDF5Error.Code, _ detail: String) -> HDF5Error {
    HDF5Error(code, path: path, object: object, detail: detail)
  }
}
