/// Colours for one stream; without them every text comes out as it went in.
struct Colours {
  /// What a colour stands for.
  enum Role: String {
    case error = "1;31"
    case warning = "1;33"
    case hint = "36"
    case heading = "1"
    case faint = "2"
    case prompt = "34"
    case completion = "32"
    case separator = "35"
    case promptCell = "30;44"
    case completionCell = "30;42"
    case separatorCell = "30;45"
    case paddingCell = "2;7"
    case unknownCell = "30;41"
  }

  let areUsed: Bool

  init(_ choice: ColourChoice, on stream: Terminal.Stream) {
    switch choice {
    case .always: areUsed = true
    case .never: areUsed = false
    case .auto:
      areUsed =
        Terminal(stream: stream).isInteractive && Terminal.environmentValue("NO_COLOR") == nil
    }
  }

  /// The text in a colour.
  func paint(_ text: String, _ role: Role) -> String {
    guard areUsed, !text.isEmpty else { return text }
    return "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m"
  }

  /// A heading with lines below it, a line end after each.
  func section(_ title: String, _ lines: [String]) -> String {
    ([paint(title, .heading)] + lines).map { $0 + "\n" }.joined()
  }
}
