import DataPrep

/// A row's token types as one line of letters.
///
/// 1. A row that fits has one cell a token; else each cell stands for the same number of tokens
///    (the last for the rest).
/// 2. A cell shows the type that most of its tokens have, the lower number where two have as many;
///    padding only where there is nothing else.
/// 3. In a cell of several tokens, an upper-case letter says that a separator is among them.
///
/// ```
/// types 0 0 0 1 1 1 3, 7 columns: pppcccs
///                      4 columns: ppcS   (two tokens a cell; the last holds the rest)
/// ```
struct LayoutStrip {
  /// Tokens a cell stands for.
  let tokensPerCell: Int
  private let runs: [LayoutView.Run]
  private let count: Int

  init(_ row: LayoutView.Row, columns: Int) {
    runs = row.runs
    count = row.runs.last?.range.upperBound ?? 0
    let columns = max(1, columns)
    tokensPerCell = max(1, (count &+ columns &- 1) / columns)
  }

  /// The cells, runs of equal ones painted together.
  func text(_ colours: Colours) -> String {
    var result = ""
    var pending = (letters: "", type: Int32(0))
    for cell in cells {
      if cell.type != pending.type {
        result += colours.paint(pending.letters, TokenTypeStyle(pending.type).cell)
        pending = ("", cell.type)
      }
      pending.letters.append(cell.letter)
    }
    return result + colours.paint(pending.letters, TokenTypeStyle(pending.type).cell)
  }

  private var cells: [(type: Int32, letter: Character)] {
    var cells: [(type: Int32, letter: Character)] = []
    var firstRun = 0
    for start in stride(from: 0, to: count, by: tokensPerCell) {
      let end = min(count, start &+ tokensPerCell)
      while firstRun < runs.count, runs[firstRun].range.upperBound <= start { firstRun &+= 1 }
      var counts: [Int32: Int] = [:]
      for run in runs[firstRun...] {
        guard run.range.lowerBound < end else { break }
        counts[run.tokenType, default: 0] &+= run.range.clamped(to: start..<end).count
      }
      if counts.count > 1 { counts[Self.padding] = nil }
      let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
      let letter = TokenTypeStyle(most).letter
      let hidesSeparator = tokensPerCell > 1 && counts[Self.separator] != nil
      cells.append((most, hidesSeparator ? Character(letter.uppercased()) : letter))
    }
    return cells
  }

  private static let separator = Int32(TokenType.separator.rawValue)
  private static let padding = Int32(TokenType.padding.rawValue)
}
