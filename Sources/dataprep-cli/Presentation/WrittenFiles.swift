import DataPrep

/// The files that a command wrote, with what a reader can check them by.
struct WrittenFiles {
  let files: [PreparationReport.File]
  /// What stands in a row of them: the word for it is a heading and a key.
  var unit = "rows"

  /// A table with a line for each.
  var lines: [String] {
    guard !files.isEmpty else { return [] }
    var table = Table([.left, .right, .right, .left])
    table.add("file", unit, "bytes", "SHA-256")
    for file in files {
      table.add(
        VisibleText.inOneLine(file.path),
        Numbers.grouped(file.rowCount),
        Numbers.grouped(file.byteCount),
        file.sha256
      )
    }
    return table.lines
  }

  /// An object for each: `path`, `rows` or what the unit is, `bytes`, `sha256`.
  var json: [JSONText] {
    files.map { file in
      .object([
        ("path", .string(file.path)), (unit, .integer(file.rowCount)),
        ("bytes", .integer(file.byteCount)), ("sha256", .string(file.sha256)),
      ])
    }
  }
}
