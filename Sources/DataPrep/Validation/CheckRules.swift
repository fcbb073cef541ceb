/// What the rows of one file are held against, from its attributes and from what the caller knows.
struct CheckRules: Sendable {
  typealias Severity = ValidationFinding.Severity

  let path: String
  let width: Int
  let description: FileDescription
  /// Ids lie below it; nil where nobody knows.
  let vocabularySize: Int?
  /// The ids that a separator can have; nil where nobody knows.
  let separatorIDs: [Int32]?
  /// Whether the file itself names its separators.
  let namesSeparators: Bool
  /// The token that begins a text; nil where nobody knows, or where it does other things too.
  let beginningOfSequenceID: Int32?
  let promptLossWeight: Double?
  /// Whether articles are digested, because files of several splits are compared.
  let digestsArticles: Bool
  /// The most findings of a kind that are kept.
  let findingLimit: Int

  init(file: TrainingFile, task: FileTask) {
    path = file.path
    width = file.width
    description = file.description
    // Special tokens that a run added are in the file's own number only.
    let known = [task.tokenizerVocabularySize, file.description.vocabularySize]
    vocabularySize = task.vocabularySize ?? known.compactMap(\.self).max()
    let endID = file.description.endOfSequenceID ?? task.endOfSequenceID
    // An empty list names none; what it disagrees with is said once.
    let named = file.description.separatorIDs.flatMap { $0.isEmpty ? nil : $0 }
    separatorIDs = named ?? endID.map { [$0] }
    namesSeparators = named != nil || file.description.endOfSequenceID != nil
    let beginningID = file.description.beginningOfSequenceID ?? task.beginningOfSequenceID
    let paddingID = file.description.paddingID ?? task.paddingID
    let others = (separatorIDs ?? []) + [endID, paddingID].compactMap(\.self)
    beginningOfSequenceID = beginningID.flatMap { others.contains($0) ? nil : $0 }
    promptLossWeight = task.promptLossWeight
    digestsArticles = task.digestsArticles
    findingLimit = task.findingLimit
  }

  /// The first id that is too large: the vocabulary's size, as far as Int32 goes.
  var idLimit: Int32 { Int32(clamping: max(1, vocabularySize ?? Int(Int32.max))) }

  /// Whether articles are kept whole in rows; nil where the file does not say.
  var keepsArticlesWhole: Bool? { description.packing.map { $0 != .full } }

  /// Whether separators stand at the end of only some of the units that packing places.
  private var leavesUnitsOpen: Bool {
    description.packingBoundary == .pair && description.attentionBoundary == .record
  }

  /// Whether the file says that articles were cut before they came into it.
  var holdsCutArticles: Bool { description.cutArticleCount ?? 0 > 0 }

  /// What it means that an article is not whole where it should be.
  var severityOfCutArticle: Severity { holdsCutArticles ? .note : .error }

  /// What it means that the last token before padding is no separator; nil where that is right.
  var severityOfOpenPaddedRow: Severity? {
    guard description.packing != nil else { return .note }
    return leavesUnitsOpen ? nil : severityOfCutArticle
  }

  /// What it means that a full row does not end in a separator; nil where that is right.
  ///
  /// - Parameter holdsSeparator: Whether the row has a separator at all. An article that was cut on
  ///   its right fills its row alone.
  /// - Returns: The severity of the finding.
  func severityOfOpenFullRow(holdsSeparator: Bool) -> Severity? {
    guard let packing = description.packing, packing != .full, !leavesUnitsOpen else { return nil }
    guard let overflow = description.overflow else { return .note }
    guard overflow == .truncateRight else { return severityOfCutArticle }
    let isOneUnit = description.packingBoundary == description.attentionBoundary
    return holdsSeparator && isOneUnit ? severityOfCutArticle : nil
  }

  /// Whether an article whose row it fills may have lost its start.
  var cutsStarts: Bool {
    switch description.overflow {
    case .drop, .truncateRight: false
    case .truncateLeft, .truncatePrompt, .dropTurns, .split: true
    case nil: description.packing != .full
    }
  }

  /// What it means that no token of a row is trained, where no weight was given.
  ///
  /// - Parameter holdsCompletion: Whether the row has a completion token at all.
  /// - Returns: The severity of the finding.
  func severityOfUntrainedRow(holdsCompletion: Bool) -> Severity {
    if promptLossWeight != nil {
      return description.keepsPromptOnly == true ? .warning : .error
    }
    let isWrong = description.keepsPromptOnly == false && !holdsCompletion && !holdsCutArticles
    return isWrong ? .error : .note
  }
}
