import Testing

@testable import JSON

struct TextPlaceTests {
  @Test(arguments: [
    ("", 0, "line 1, column 1"), ("{\n  x", 4, "line 2, column 3"), ("é中x", 5, "line 1, column 3"),
    ("a\n\n", 3, "line 3, column 1"), ("a\r\nb", 3, "line 2, column 1"),
    ("ab", 9, "line 1, column 3"),
    ("ab", -1, "line 1, column 1"),
  ])
  func countsLinesAndCharacters(text: String, offset: Int, place: String) {
    #expect("\(TextPlace(ofByte: offset, in: Array(text.utf8)))" == place)
  }
}
