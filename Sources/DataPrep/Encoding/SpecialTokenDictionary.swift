import JSON

/// Special tokens that a user adds as JSON, in the order of its keys, lists in place.
struct SpecialTokenDictionary {
  /// The tokens to add, in order.
  let tokens: [String]
  /// Those that have a part, such as `pad_token`.
  let named: [String: String]

  /// Reads an object whose values are strings, objects with a `content`, or lists of either.
  ///
  /// Where the text is not JSON, single quotes are read as double ones, as the peer does.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPlan`.
  init(json: String) throws(DataPrepError) {
    guard let object = Self.object(json) else {
      throw DataPrepError(
        .invalidPlan,
        found: "--special-tokens-dict must be a JSON object of special tokens"
      )
    }
    var tokens: [String] = []
    var named: [String: String] = [:]
    for (key, value) in object {
      let contents = (value.array ?? [value]).map { $0.string ?? $0["content"]?.string }
      for content in contents {
        guard let content else {
          throw DataPrepError(
            .invalidPlan,
            found: "--special-tokens-dict: \"\(key)\" must be a string or a list"
          )
        }
        tokens.append(content)
      }
      if value.array == nil { named[key] = tokens.last }
    }
    self.tokens = tokens
    self.named = named
  }

  private static func object(_ json: String) -> JSONObject? {
    let doubled = String(json.map { $0 == "'" ? "\"" : $0 })
    for text in [json, doubled] {
      if let object = try? JSONParser().parse(copying: text).value.object { return object }
    }
    return nil
  }
}
