import ArgumentParser

/// What the program knows of its subcommands' names, to say when one is not among them.
enum Subcommands {
  /// The names.
  static var names: [String?] {
    DataPrepCommand.configuration.subcommands.map { $0.configuration.commandName }
  }

  /// The sentence for arguments that begin with a subcommand that there is not; nil for others.
  static func sentence(for arguments: ArraySlice<String>) -> String? {
    let name = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
    guard let name, !name.hasPrefix("-"), name != "help", !names.contains(name) else { return nil }
    return "unknown subcommand '\(name)'"
  }

  /// Refuses `help NAME`, for which the parser prints the help of the whole program.
  ///
  /// - Throws: `ValidationError`.
  static func checkHelp(_ arguments: ArraySlice<String>) throws {
    guard arguments.first == "help", let sentence = sentence(for: arguments) else { return }
    throw ValidationError(sentence)
  }
}

/// A value such as `-1`, which the parser takes for an option.
enum NegativeValue {
  /// How to write it, where the parser misses the value of an option that a number stands behind.
  static func hint(for message: String, _ arguments: ArraySlice<String>) -> String? {
    let parts = message.split(separator: "'")
    guard message.lowercased().hasPrefix("missing value for '"), parts.count > 1,
      let option = parts[1].split(separator: " ").first,
      let place = arguments.firstIndex(of: String(option))
    else { return nil }
    guard let value = arguments[place...].dropFirst().first, value.hasPrefix("-"),
      value.dropFirst().first?.isNumber == true
    else { return nil }
    return option.hasPrefix("--")
      ? "a value that begins with - stands behind =: \(option)=\(value)" : nil
  }
}
