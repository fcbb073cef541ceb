/// The JSON summary of a conversion, of which a test says what is not as usual.
enum ExpectedSummary {
  /// The keys in order, each with what it has where nothing is lost and nothing odd; empty where
  /// there is no usual value.
  private static let usual = [
    ("records", #""#),
    (
      "schemas",
      #"{"pair": 0, "turns": 0, "messages": 0, "chat-pair": 0, "sharegpt": 0, "alpaca": 0, "text": 0}"#
    ),
    (
      "dropped_records",
      #"{"bad_record": 0, "no_tokens": 0, "empty_completion": 0, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 0}"#
    ),
    ("rows", #""#),
    ("max_seq_length", #""#),
    ("tokens", #""#),
    (
      "dropped_tokens",
      #"{"bad_record": 0, "no_tokens": 0, "empty_completion": 0, "overflow": 0, "prompt_only_row": 0, "nothing_trained": 0}"#
    ),
    ("utilisation", #""#),
    ("truncated_articles", #"0"#),
    ("dropped_articles", #"0"#),
    ("articles_without_end", #"0"#),
    ("blank_lines", #"0"#),
    ("byte_order_marks", #"0"#),
    ("skipped_pairs", #"0"#),
    ("records_without_separator", #"0"#),
    ("chats", #"null"#),
    ("peer_metrics", #""#),
    ("input_bytes", #""#),
    ("seconds", #"SECONDS"#),
    ("start_seconds", #"SECONDS"#),
    ("files", #""#),
    ("quarantine_file", #"null"#),
    ("faults", #"[]"#),
    ("warnings", #"[]"#),
  ]

  /// The summary.
  ///
  /// - Parameter changes: Members as they stand in it, `"key": value` from the first column on and
  ///   without the commas between them; further lines of a value are indented.
  /// - Returns: The whole text.
  static func text(_ changes: String) -> String {
    var values: [String: String] = [:]
    var last = ""
    for line in changes.split(separator: "\n") {
      if line.hasPrefix("\""), let colon = line.firstRange(of: "\": ") {
        last = String(line[line.index(after: line.startIndex)..<colon.lowerBound])
        values[last] = String(line[colon.upperBound...])
      } else {
        values[last, default: ""] += "\n  " + line
      }
    }
    let members = usual.map { "  \"\($0.0)\": " + (values.removeValue(forKey: $0.0) ?? $0.1) }
    return "{\n" + members.joined(separator: ",\n") + "\n}\n"
      + values.keys.sorted().map { "unknown: \($0)\n" }.joined()
  }
}
