import JSON

/// Small files of one JSON value, read whole.
enum JSONFile {
  /// The value in a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - origin: Whether the user names it.
  ///   - code: The code of the error where the file is not JSON.
  /// - Returns: The value.
  /// - Throws: ``DataPrepError``: `inputNotFound`, `unreadable`, or with that code.
  static func read(
    _ path: String,
    _ origin: FileBytes.Origin = .named,
    else code: DataPrepError.Code
  ) throws(DataPrepError) -> JSONValue {
    let bytes = try FileBytes.read(path, origin)
    do throws(JSONError) {
      return try JSONParser().parse(copying: bytes).value
    } catch {
      throw DataPrepError(code, path, found: error.faultOfText)
    }
  }
}

extension JSONError {
  /// What is wrong with a text that is meant to be JSON, with the byte.
  var faultOfText: String { "not valid JSON at byte \(byteOffset): \(sentence)" }
}
