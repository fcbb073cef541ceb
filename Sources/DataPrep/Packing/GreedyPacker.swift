/// Articles in order; a row closes at the first article that does not fit.
///
///     width 8, articles of 3, 4, 2 tokens:   a a a b b b b ·   |   c c · · · · · ·
///
/// An article that is longer than a row first closes the open row, even when the policy then drops
/// it: the next article starts a new one.
struct GreedyPacker {
  var overflow: OverflowHandler

  mutating func place(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    in rows: inout RowAssembler
  ) {
    if article.count <= rows.freeCount {
      rows.append(article, of: batch, record: record)
      return
    }
    rows.closeRow()
    overflow.append(article, of: batch, record: record, to: &rows)
  }
}
