/// Places articles in rows, by the plan's packing.
///
/// Each variant is one file; all of them take articles in the order of the input and hand rows to
/// the ``RowAssembler``.
enum Packer {
  case single(SinglePacker)
  case greedy(GreedyPacker)
  case full(FullPacker)
  case bestFit(BestFitPacker)

  /// Creates the packer that a plan asks for.
  init(plan: PreparationPlan, beginningOfSequenceID: Int32?) {
    let overflow = OverflowHandler(
      policy: plan.overflow,
      width: plan.maximumSequenceLength,
      beginningOfSequenceID: beginningOfSequenceID
    )
    switch plan.packing {
    case .single: self = .single(SinglePacker(overflow: overflow))
    case .greedy: self = .greedy(GreedyPacker(overflow: overflow))
    case .full: self = .full(FullPacker())
    case .bestFit:
      self = .bestFit(
        BestFitPacker(overflow: overflow, window: plan.packingWindow, seed: plan.seed)
      )
    }
  }

  /// Places one article.
  mutating func place(
    _ article: Range<Int>,
    of batch: EncodedBatch,
    record: Int,
    in rows: inout RowAssembler
  ) {
    switch self {
    case .single(var packer):
      packer.place(article, of: batch, record: record, in: &rows)
      self = .single(packer)
    case .greedy(var packer):
      packer.place(article, of: batch, record: record, in: &rows)
      self = .greedy(packer)
    case .full(let packer):
      packer.place(article, of: batch, record: record, in: &rows)
    case .bestFit(let packer):
      packer.place(article, of: batch, record: record, in: &rows)
    }
  }

  /// Goes on with what is still held back; false when nothing is.
  mutating func drain(into rows: inout RowAssembler) -> Bool {
    if case .bestFit(let packer) = self, packer.drain(into: &rows) { return true }
    rows.finish()
    return false
  }

  /// What happened to articles that were longer than a row.
  var overflow: OverflowCounts {
    switch self {
    case .single(let packer): packer.overflow.counts
    case .greedy(let packer): packer.overflow.counts
    case .full: OverflowCounts()
    case .bestFit(let packer): packer.overflow.counts
    }
  }
}
