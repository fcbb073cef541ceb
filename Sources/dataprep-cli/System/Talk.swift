import DataPrep

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the program says on standard error; a failure to write there is passed over.
enum Talk {
  /// `error: …`, and after a blank line `hint: …`.
  static func error(_ message: String, hint: String?) {
    say("error", message, hint: hint)
  }

  /// `warning: …`, and in the next line `hint: …`, for warnings come in numbers.
  static func warning(_ message: String, hint: String?) {
    say("warning", message, hint: hint)
  }

  /// Every warning of a reader of files.
  static func warnings(_ warnings: [ReadingWarning]) {
    for reason in warnings { warning(reason.message, hint: reason.hint) }
  }

  /// Writes bytes as they are, for the progress line.
  static func raw(_ text: String) {
    _ = FileDescriptorWriter.write([UInt8](text.utf8), to: STDERR_FILENO)
  }

  private static func say(_ word: String, _ message: String, hint: String?) {
    let colours = Colours(.auto, on: .standardError)
    let label = colours.paint(word + ":", word == "error" ? .error : .warning)
    // File names and file attributes come from outside; they must not drive the terminal.
    var text = "\(label) \(VisibleText.keepingLines(message))\n"
    if let hint {
      if word == "error" { text += "\n" }
      text += "\(colours.paint("hint:", .hint)) \(VisibleText.keepingLines(hint))\n"
    }
    raw(text)
  }
}
