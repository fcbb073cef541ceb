/// One article a row.
struct SinglePacker {
  var overflow: OverflowHandler

  mutating func place(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    in rows: inout RowAssembler
  ) {
    overflow.append(article, of: batch, record: record, to: &rows)
    rows.closeRow()
  }
}
