import DataPrep

/// One line of `tokenizer --decode-lines`: the text as a JSON string, or `{"error": "…"}`.
struct DecodedLineJSON {
  let line: TokenizerLines.DecodedLine

  /// The line and its end.
  var text: String {
    var text = ""
    switch line {
    case .decoded(let decoded): JSONText.quote(decoded, to: &text)
    case .failed(let message):
      text += #"{"error": "#
      JSONText.quote(message, to: &text)
      text += "}"
    }
    return text + "\n"
  }
}
