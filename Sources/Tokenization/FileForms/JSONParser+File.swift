internal import JSON

extension JSONParser {
  /// Parses one of a tokenizer's files.
  ///
  /// - Throws: ``TokenizerError`` with code `invalidJSON`, and line and column in its path.
  func parse(_ bytes: [UInt8], ofFile name: String) throws(TokenizerError) -> JSONNode {
    do throws(JSONError) {
      return try parse(copying: bytes)
    } catch {
      throw TokenizerError(
        .invalidJSON,
        path: "\(name), \(TextPlace(ofByte: error.byteOffset, in: bytes))",
        found: error.found,
        expected: error.expected
      )
    }
  }
}
