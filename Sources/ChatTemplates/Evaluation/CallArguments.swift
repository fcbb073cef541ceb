/// The values that something is called with.
struct CallArguments {
  var positional: [Value] = []
  var keywords: [(name: String, value: Value)] = []

  var isEmpty: Bool { positional.isEmpty && keywords.isEmpty }

  func keyword(_ name: String) -> Value? {
    keywords.first { $0.name == name }?.value
  }

  /// Removes a keyword and gives its value.
  mutating func takeKeyword(_ name: String) -> Value? {
    guard let place = keywords.firstIndex(where: { $0.name == name }) else { return nil }
    return keywords.remove(at: place).value
  }

  /// The values of the parameters, nil where none is given, as Python binds them.
  ///
  /// - Parameters:
  ///   - function: the name for messages.
  ///   - parameters: the names of all parameters.
  ///   - required: how many of them must be given.
  ///   - positionalOnly: how many of them have no keyword.
  /// - Returns: a value or nil for each parameter.
  /// - Throws: Python's `TypeError` where the arguments do not fit.
  func bound(
    _ function: String,
    _ parameters: [String],
    required: Int = 0,
    positionalOnly: Int = 0
  ) throws(TemplateError) -> [Value?] {
    var values: [Value?] = Array(repeating: nil, count: parameters.count)
    if isEmpty, required == 0 { return values }
    guard positional.count <= parameters.count else {
      throw TemplateError(
        .type,
        "\(function)() takes at most \(parameters.count) arguments (\(positional.count) given)"
      )
    }
    for (index, value) in positional.enumerated() { values[index] = value }
    for (name, value) in keywords {
      guard let place = parameters.firstIndex(of: name), place >= positionalOnly else {
        throw TemplateError(
          .type,
          "\(function)() got an unexpected keyword argument '\(name)'"
        )
      }
      guard values[place] == nil else {
        throw TemplateError(.type, "\(function)() got multiple values for argument '\(name)'")
      }
      values[place] = value
    }
    for index in 0..<required where values[index] == nil {
      throw TemplateError(
        .type,
        "\(function)() missing 1 required positional argument: '\(parameters[index])'"
      )
    }
    return values
  }
}
