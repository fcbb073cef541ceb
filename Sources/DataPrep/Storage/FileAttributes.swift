import HDF5
import JSON

/// What the root attributes of a file say about how it was made.
struct FileAttributes {
  /// The attributes in the order in which they are written.
  let values: [Attribute]

  /// - Parameters:
  ///   - plan: The plan.
  ///   - tokenizer: Its tokenizer.
  ///   - tokenizerDigest: The tokenizer's digest.
  ///   - report: What the run did: its templates, and the rows that were left out.
  ///   - separatorIDs: The ids that close rendered chats.
  ///   - categories: The plan's categories.
  ///   - hasLossWeights: Whether the file has factors of the loss.
  init(
    plan: PreparationPlan,
    tokenizer: TokenizerFolder,
    tokenizerDigest: String,
    report: PreparationReport,
    separatorIDs: Set<Int32>,
    categories: CategoryList?,
    hasLossWeights: Bool
  ) {
    typealias Name = FileLayout.Attribute
    let deletedRowCount =
      report.peerMetrics.tokensDroppedFromAllPrompt / max(1, report.maximumSequenceLength)
    var values: [(String, AttributeValue)] = [
      (Name.formatVersion, .integer(FileLayout.formatVersion)),
      (Name.toolVersion, .text(ToolVersion.current)),
      (Name.tokenizerName, .text(tokenizer.name)),
      (Name.tokenizerDigest, .text(tokenizerDigest)),
      (Name.vocabularySize, .integer(Int64(tokenizer.vocabularySize))),
    ]
    let ids = [
      (Name.endOfSequenceID, tokenizer.endOfSequenceID),
      (Name.beginningOfSequenceID, tokenizer.beginningOfSequenceID),
      (Name.paddingID, tokenizer.paddingID ?? tokenizer.endOfSequenceID),
    ]
    for (name, id) in ids {
      if let id { values.append((name, .integer(Int64(id)))) }
    }
    let ends = tokenizer.endOfSequenceID.map { [$0] } ?? []
    let separators = separatorIDs.union(ends).sorted()
    if !separators.isEmpty {
      values.append((Name.separatorIDs, .integers(separators.map { Int64($0) })))
    }
    if let template = report.chatTemplates.first {
      values.append((Name.chatTemplateDigest, .text(template.sha256)))
      if let date = template.date { values.append((Name.chatTemplateDate, .text(date))) }
    }
    if let names = categories.flatMap({ Self.text(of: $0.names) }) {
      values.append((Name.categoryNames, .text(names)))
    }
    if hasLossWeights { values.append((Name.lossWeightKind, .text(FileLayout.factorKind))) }
    values += [
      (Name.packing, .text(plan.packing.rawValue)),
      (Name.overflow, .text(plan.packing == .full ? "none" : plan.overflow.rawValue)),
      (Name.packingBoundary, .text(plan.packingBoundary.rawValue)),
      (Name.attentionBoundary, .text(plan.attentionBoundary.rawValue)),
      (Name.keepsPromptOnly, .integer(plan.promptOnly == .keep ? 1 : 0)),
      (Name.deletedRows, .integer(Int64(deletedRowCount))),
      (Name.seed, .integer(Int64(bitPattern: plan.seed))),
    ]
    self.values = values.map { Attribute(name: $0.0, value: $0.1) }
  }

  /// An attribute holds 64 KiB with all that describes it.
  private static let longestText = 60_000

  /// A list as JSON; nil where that is too long.
  private static func text(of names: [String]) -> String? {
    let text = JSONSerializer(ensureASCII: false).string(.array(names.map { .string($0) }))
    return text.utf8.count <= longestText ? text : nil
  }
}
