/// Where the chunks come together in order: faults are dealt with, articles placed, rows made.
///
/// This is the only place that knows line numbers of whole files, the order of records, and what
/// the error policy does.
final class RowMaking {
  private let inputs: InputSet
  private let onError: ErrorPolicy
  private let quarantine: QuarantineFile?
  private var packer: Packer
  private var rows: RowAssembler
  private var fileIndex = -1
  private var linesBefore = 0
  private var badRecordCount = 0
  private var goodRecordCount = 0
  private var report = PreparationReport()
  /// The ids that close articles of rendered chats.
  private(set) var separatorIDs: Set<Int32> = []
  /// Tokens that were made so far.
  private(set) var tokenCount = 0

  /// How many faults the report keeps.
  private static let keptFaultCount = 10

  init(
    inputs: InputSet,
    onError: ErrorPolicy,
    quarantine: QuarantineFile?,
    packer: Packer,
    rows: RowAssembler
  ) {
    self.inputs = inputs
    self.onError = onError
    self.quarantine = quarantine
    self.packer = packer
    self.rows = rows
  }

  /// Places a batch; full blocks go to `emit`.
  ///
  /// - Throws: The first fault of the batch under the policy `fail`; `unwritable` and `diskFull` for
  ///   the quarantine file.
  func take(_ batch: EncodedBatch, _ emit: (RowBlock) -> Void) throws(DataPrepError) {
    if batch.fileIndex != fileIndex {
      fileIndex = batch.fileIndex
      linesBefore = 0
    }
    for fault in batch.faults { try take(fault) }
    place(batch)
    linesBefore += batch.lineCount
    tokenCount += batch.tokenIDs.count
    goodRecordCount += batch.records.count
    report.blankLines += batch.blankLineCount
    report.byteOrderMarks += batch.hasByteOrderMark ? 1 : 0
    report.recordsWithoutSeparator += batch.recordsWithoutSeparator
    report.inputByteCount += batch.byteCount
    report.chats += batch.chats
    report.jsonTextLines += batch.jsonTextLineCount
    report.hasPromptKey = report.hasPromptKey || batch.hasPromptKey
    report.recordsBySchema.merge(batch.recordsBySchema, uniquingKeysWith: +)
    separatorIDs.formUnion(batch.separatorIDs)
    report.skippedPairs += batch.records.reduce(0) { $0 + $1.skippedPairCount }
    handOut(emit)
  }

  /// Goes on with what the packer holds back; false when nothing is left.
  func finish(_ emit: (RowBlock) -> Void) -> Bool {
    let goesOn = packer.drain(into: &rows)
    handOut(emit)
    return goesOn
  }

  /// The report of records and tokens; complete when ``finish(_:)`` has returned false.
  func finishedReport() -> PreparationReport {
    var report = report
    let overflow = packer.overflow
    report.rowCount = rows.rowCount
    report.maximumSequenceLength = rows.width
    report.records.written = rows.ledger.written
    report.records.truncated = rows.ledger.truncated
    report.droppedRecords = rows.ledger.dropped
    report.records.dropped = rows.ledger.dropped.values.reduce(0, +)
    report.records.read = recordCount
    report.droppedTokens = rows.ledger.droppedTokens
    report.tokens.dropped = rows.ledger.droppedTokens.values.reduce(0, +)
    report.articlesWithoutEnd = overflow.articlesWithoutEnd
    report.truncatedArticles = overflow.truncatedArticles
    report.droppedArticles = overflow.droppedArticles
    report.chats.lostTokensByRole.merge(overflow.lostTokensByRole, uniquingKeysWith: +)
    report.peerMetrics.inputTokens = tokenCount
    report.peerMetrics.articles = goodRecordCount
    report.peerMetrics.sequences = rows.rowCount
    report.peerMetrics.tokensDroppedFromPacking = overflow.lostTokens
    report.peerMetrics.tokensDroppedFromAllPrompt = rows.deletedPositionCount
    return report
  }

  /// Records that were read so far, good and bad.
  var recordCount: Int { goodRecordCount + badRecordCount }

  /// Bytes of text that were read so far.
  var byteCount: Int { report.inputByteCount }

  private func take(_ fault: EncodedBatch.Fault) throws(DataPrepError) {
    var error = fault.error
    error.place?.file = inputs.files[fileIndex].name
    error.place?.line += linesBefore
    // Without a template no chat can be read: that is no fault of the record.
    guard onError != .fail, error.code != .noChatTemplate else { throw error }
    badRecordCount += 1
    if report.faults.count < Self.keptFaultCount { report.faults.append(error) }
    if let quarantine {
      try quarantine.append(fault.line, fault.spooledLine)
      report.records.quarantined += 1
    } else {
      rows.ledger.dropBadRecord()
    }
  }

  private func place(_ batch: EncodedBatch) {
    var articleIndex = 0
    for (index, record) in batch.records.enumerated() {
      let number = rows.ledger.add(record)
      while articleIndex < batch.articles.count, batch.articles[articleIndex].record == index {
        let article = batch.articles[articleIndex]
        packer.place(article.tokens, of: batch, record: number, in: &rows)
        articleIndex += 1
      }
    }
  }

  private func handOut(_ emit: (RowBlock) -> Void) {
    for block in rows.finishedBlocks { emit(block) }
    rows.finishedBlocks.removeAll(keepingCapacity: true)
  }
}
