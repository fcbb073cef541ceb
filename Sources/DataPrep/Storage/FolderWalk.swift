/// The files of a folder and of the folders in it, hidden ones left out.
///
/// The folder itself may be a symbolic link, and links to files are followed. Folders behind links
/// further down are not entered, because they may lead in a circle; they are named.
struct FolderWalk {
  /// A file that was found.
  struct File {
    /// The path below the folder.
    let name: String
    /// Whether it lies in a folder that was set apart.
    let isApart: Bool
  }

  /// Sorted by name.
  private(set) var files: [File] = []
  /// The paths below the folder of the links that were not followed, sorted.
  private(set) var linkedFolders: [String] = []

  /// Walks.
  ///
  /// - Parameters:
  ///   - folder: Where the walk begins; it is not set apart itself.
  ///   - isApart: Whether a folder, given by its path without links, and all in it is set apart.
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`.
  init(
    _ folder: String,
    isApart: (String) -> Bool = { _ in false }
  ) throws(DataPrepError) {
    let root = FileSystem.absolute(folder)
    var pending: [(prefix: String, isApart: Bool)] = [("", false)]
    while let next = pending.popLast() {
      // The folder's own name is the one that a message shows.
      let path = next.prefix.isEmpty ? folder : "\(folder)/\(next.prefix.dropLast())"
      for name in try FileSystem.names(in: path) where !name.hasPrefix(".") {
        let name = next.prefix + name
        guard FileSystem.isFolder("\(folder)/\(name)") else {
          files.append(File(name: name, isApart: next.isApart))
          continue
        }
        if FileSystem.isLink("\(folder)/\(name)") {
          linkedFolders.append(name)
        } else {
          pending.append((name + "/", next.isApart || isApart("\(root)/\(name)")))
        }
      }
    }
    files.sort { $0.name < $1.name }
    linkedFolders.sort()
  }
}
