extension WholeFile {
  /// Makes sure that a file to be written is none of those that are read.
  ///
  /// - Parameters:
  ///   - path: The file that is to be written.
  ///   - inputs: Files, and folders of HDF5 files.
  /// - Throws: ``DataPrepError``: `outputIsInput`; `inputNotFound`, `unreadable` and `noInputFiles`
  ///   for the inputs.
  public static func check(_ path: String, isNoneOf inputs: [String]) throws(DataPrepError) {
    let files = try TrainingSet(paths: inputs).files.map(\.path)
    try OutputTarget.refuse([path], thatAreAmong: files)
  }
}
