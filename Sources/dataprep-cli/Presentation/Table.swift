/// Rows of cells in columns; numbers stand to the right, texts to the left.
struct Table {
  /// How a column's cells stand.
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private let indentation: String
  private var rows: [[String]] = []

  /// An empty table with a column for each alignment.
  init(_ alignments: [Alignment], indentation: Int = 2) {
    self.alignments = alignments
    self.indentation = String(repeating: " ", count: indentation)
  }

  /// Adds a row; cells that are missing are empty.
  mutating func add(_ cells: String...) {
    add(cells)
  }

  /// Adds a row; cells that are missing are empty.
  mutating func add(_ cells: [String]) {
    rows.append(cells)
  }

  /// The lines, each column as wide as its widest cell, two spaces apart.
  var lines: [String] {
    var widths = [Int](repeating: 0, count: alignments.count)
    for row in rows {
      for (column, cell) in zip(widths.indices, row) {
        widths[column] = max(widths[column], DisplayWidth.of(cell))
      }
    }
    return rows.map { row in
      let cells = zip(row, zip(widths, alignments)).map { cell, column in
        Self.pad(cell, to: column.0, column.1)
      }
      let line = indentation + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The text filled with spaces to a width.
  static func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width &- DisplayWidth.of(text)))
    return alignment == .left ? text + space : space + text
  }
}
