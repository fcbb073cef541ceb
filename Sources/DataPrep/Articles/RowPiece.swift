/// A stretch of a row that belongs to one article, and how it ends.
struct RowPiece: Sendable, Equatable {
  /// What stands where the stretch ends.
  enum Ending: Sendable, Equatable {
    /// Its last token is a separator.
    case separator
    /// Padding follows.
    case padding
    /// The row is full.
    case rowEnd
  }

  /// The positions in the row; never empty.
  var columns: Range<Int>
  var ending: Ending
  /// Tokens of type 0.
  var promptCount: Int
  /// Tokens of type 1.
  var completionCount: Int

  /// Cuts a row at separators and padding, in order.
  ///
  /// ```
  /// types 0 0 1 3 1 1 2 2   →   0..<4 ends in a separator, 4..<6 before padding
  /// ```
  /// Numbers that are no token type belong to the article that they stand in.
  ///
  /// - Parameters:
  ///   - types: The row's token types.
  ///   - body: Receives each piece.
  static func cut(_ types: UnsafeBufferPointer<Int32>, _ body: (RowPiece) -> Void) {
    var runs: [TypeRun] = []
    _ = unsafe TypeRun.append(of: types, to: &runs)
    cut(runs, body)
  }

  /// Cuts a row, of which the runs are known.
  static func cut(_ runs: [TypeRun], _ body: (RowPiece) -> Void) {
    var piece = RowPiece(columns: 0..<0, ending: .rowEnd, promptCount: 0, completionCount: 0)
    var start = 0
    for run in runs {
      switch run.type {
      case 0: piece.promptCount += run.range.count
      case 1: piece.completionCount += run.range.count
      case 2:
        if start < run.range.lowerBound {
          close(&piece, start..<run.range.lowerBound, .padding, body)
        }
        start = run.range.upperBound
      case 3:
        // Each separator closes what stands before it, and itself where nothing does.
        for index in run.range {
          close(&piece, start..<index + 1, .separator, body)
          start = index + 1
        }
      default: break
      }
    }
    let width = runs.last?.range.upperBound ?? 0
    if start < width { close(&piece, start..<width, .rowEnd, body) }
  }

  private static func close(
    _ piece: inout RowPiece,
    _ columns: Range<Int>,
    _ ending: Ending,
    _ body: (RowPiece) -> Void
  ) {
    piece.columns = columns
    piece.ending = ending
    body(piece)
    piece.promptCount = 0
    piece.completionCount = 0
  }
}
