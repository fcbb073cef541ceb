import Testing

@testable import dataprep_cli

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("a\u{1B}[31mb", "a␛[31mb"),
    ("a\nb\tc\r\n", "a⏎b␉c␍⏎"),
    ("\u{7F}\u{9B}31m", "␡⟨U+9B⟩31m"),
    ("\u{202E}evil\u{2066}", "⟨U+202E⟩evil⟨U+2066⟩"),
    ("a\u{2028}b\u{200B}c\u{FEFF}", "a⟨U+2028⟩b⟨U+200B⟩c⟨U+FEFF⟩"),
    ("👩‍👩‍👧 日本語", "👩‍👩‍👧 日本語"),
  ])
  func showsWhatWouldDriveTheTerminal(text: String, shown: String) {
    #expect(VisibleText.inOneLine(text) == shown)
  }

  @Test func keepsLineEndsInMessages() {
    #expect(VisibleText.keepingLines("a\n\u{1B}b") == "a\n␛b")
  }
}
