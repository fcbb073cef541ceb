import DataPrep
import Testing

@testable import dataprep_cli

@Suite struct EncodedLineJSONTests {
  @Test func writesNumbersDigitByDigit() {
    let line = TokenizerLines.EncodedLine.encoded(
      ids: [0, 7, 10, 100, 128_000, .max],
      offsets: [0..<0, 9..<10, 99..<101, 1000..<12_345]
    )
    #expect(
      text(line) == """
        {"ids": [0, 7, 10, 100, 128000, 2147483647], \
        "offsets": [[0, 0], [9, 10], [99, 101], [1000, 12345]]}

        """
    )
  }

  @Test func quotesMessages() {
    #expect(
      text(.failed(message: "\"a\\\" \u{1B}\u{9B}\n")) == #"{"error": "\"a\\\" \u001b\u009b\n"}"#
        + "\n"
    )
  }

  private func text(_ line: TokenizerLines.EncodedLine) -> String {
    var bytes: [UInt8] = []
    EncodedLineJSON.append(line, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
