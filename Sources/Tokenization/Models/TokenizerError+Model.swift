extension TokenizerError.Code {
  /// A text needs the unknown token, and the vocabulary does not have it.
  package static let unknownTokenMissing = Self(rawValue: "unknownTokenMissing")
  /// A text is longer than offsets can tell.
  package static let textTooLong = Self(rawValue: "textTooLong")
}

extension TokenizerError {
  /// `$.model.unk_token: found "<unk>", expected a token of the vocabulary`.
  static func unknownTokenMissing(_ token: String) -> Self {
    Self(
      .unknownTokenMissing,
      path: "$.model.unk_token",
      found: "\"\(token)\"",
      expected: "a token of the vocabulary"
    )
  }

  /// `$.model.unk_id: found null, expected an id for characters that are in no token`.
  static var unknownIDMissing: Self {
    Self(
      .unknownTokenMissing,
      path: "$.model.unk_id",
      found: "null",
      expected: "an id for characters that are in no token"
    )
  }
}
