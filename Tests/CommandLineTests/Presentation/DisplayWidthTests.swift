import Testing

@testable import dataprep_cli

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한", 2), ("Ａ", 2), ("🙂", 2),
    ("👩‍👩‍👧", 2), ("❤\u{FE0F}", 2), ("·…│", 3), ("\u{200B}", 0), ("नि", 1),
  ])
  func countsColumns(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }
}
