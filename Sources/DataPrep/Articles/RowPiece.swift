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
    var cutting = Cutting()
    unsafe TypeRuns.visit(types) { cutting.take($0, $1, $2, body) }
    cutting.finish(at: types.count, body)
  }

  /// A row that is being cut, run by run.
  struct Cutting {
    private var start = 0
    private var promptCount = 0
    private var completionCount = 0

    /// Takes the next run.
    @inline(__always)
    mutating func take(_ type: Int32, _ lower: Int, _ upper: Int, _ body: (RowPiece) -> Void) {
      switch type {
      case 0: promptCount &+= upper &- lower
      case 1: completionCount &+= upper &- lower
      case 2:
        if start < lower { close(at: lower, .padding, body) }
        start = upper
      case 3:
        // Each separator closes what stands before it, and itself where nothing does.
        for index in lower..<upper { close(at: index &+ 1, .separator, body) }
      default: break
      }
    }

    /// Ends the row.
    @inline(__always)
    mutating func finish(at width: Int, _ body: (RowPiece) -> Void) {
      if start < width { close(at: width, .rowEnd, body) }
    }

    @inline(__always)
    private mutating func close(at end: Int, _ ending: Ending, _ body: (RowPiece) -> Void) {
      body(
        RowPiece(
          columns: start..<end,
          ending: ending,
          promptCount: promptCount,
          completionCount: completionCount
        )
      )
      (start, promptCount, completionCount) = (end, 0, 0)
    }
  }
}
