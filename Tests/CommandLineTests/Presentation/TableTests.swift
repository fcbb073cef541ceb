import Testing

@testable import dataprep_cli

@Suite struct TableTests {
  @Test func alignsByDisplayWidth() {
    var table = Table([.left, .right, .left])
    table.add("日本", "1", "x")
    table.add("abc", "1,234", "")
    table.add("e\u{301}")
    #expect(table.lines == ["  日本      1  x", "  abc   1,234", "  e\u{301}"])
  }
}
