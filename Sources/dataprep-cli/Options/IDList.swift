import ArgumentParser

/// Token ids separated by commas or spaces, such as `15496,995`; brackets around them may stay.
struct IDList: ExpressibleByArgument {
  let ids: [Int32]

  init?(argument: String) {
    var text = argument[...]
    if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
    let parts = text.split { $0 == "," || $0.isWhitespace }
    ids = parts.compactMap { Int32($0) }.filter { $0 >= 0 }
    guard ids.count == parts.count else { return nil }
  }
}
