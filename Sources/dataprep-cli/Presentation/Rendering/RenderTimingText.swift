import DataPrep

/// What `render --timing` prints.
struct RenderTimingText {
  let timing: RenderTiming
  let format: OutputFormat

  /// A table, or `{"records": …, "failed": …, "bytes": …, "seconds": […]}`.
  var text: String {
    guard format == .json else { return table.lines.joined(separator: "\n") + "\n" }
    let object = JSONText.object([
      ("records", .integer(timing.recordCount)),
      ("failed", .integer(timing.failureCount)),
      ("bytes", .integer(timing.byteCount)),
      ("seconds", .array(timing.seconds.map { .number($0) })),
    ])
    return object.text + "\n"
  }

  private var table: Table {
    var table = Table([.left, .right], indentation: 0)
    table.add("records", Numbers.grouped(timing.recordCount))
    table.add("failed", Numbers.grouped(timing.failureCount))
    table.add("bytes", Numbers.grouped(timing.byteCount))
    for (index, seconds) in timing.seconds.enumerated() {
      table.add("round \(index + 1)", Numbers.fixed(seconds, 6) + " s")
    }
    return table
  }
}
