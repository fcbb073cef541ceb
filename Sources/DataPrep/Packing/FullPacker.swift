/// A continuous stream of tokens, cut at every full row; articles go on in the next row.
struct FullPacker {
  func place(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    in rows: inout RowAssembler
  ) {
    var rest = article
    while !rest.isEmpty {
      let count = min(rest.count, rows.freeCount)
      rows.append(rest.prefix(count), of: batch, record: record)
      rest = rest.dropFirst(count)
      if rows.freeCount == 0 { rows.closeRow() }
    }
  }
}
