/// One article a row.
struct SinglePacker {
  var overflow: OverflowHandler

  mutating func place(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    in rows: inout RowAssembler
  ) {
    let stretches = overflow.stretches(
      of: article,
      in: batch,
      record: record,
      ledger: &rows.ledger
    )
    for stretch in stretches { rows.append(stretch, of: batch, record: record) }
    rows.closeRow()
  }
}
