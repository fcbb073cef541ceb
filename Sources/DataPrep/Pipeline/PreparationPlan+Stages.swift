// What each stage needs of a plan.

extension ExampleEncoder.Settings {
  /// - Throws: ``DataPrepError`` with code `noEndOfSequence`.
  init(plan: PreparationPlan, tokenizer: TokenizerFolder) throws(DataPrepError) {
    guard let endOfSequenceID = tokenizer.endOfSequenceID else {
      throw DataPrepError(.noEndOfSequence, tokenizer.path)
    }
    self.init(
      endOfSequenceID: endOfSequenceID,
      beginningOfSequenceID: tokenizer.beginningOfSequenceID,
      spaceSeparator: plan.spaceSeparator,
      promptPrefix: Array(plan.promptPrefix.utf8),
      promptSuffix: Array(plan.promptSuffix.utf8),
      promptOnly: plan.promptOnly,
      packingBoundary: plan.packingBoundary,
      attentionBoundary: plan.attentionBoundary,
      hasCategories: plan.categoriesFile != nil,
      specialTokensInContent: plan.specialTokensInContent ?? .allow
    )
  }
}

extension ChatEncoder.Settings {
  init(plan: PreparationPlan, tokenizer: TokenizerFolder, labels: ExampleEncoder.Settings) {
    self.init(
      endOfSequenceID: labels.endOfSequenceID,
      addedBeginningID: plan.addsBeginningOfSequence ? labels.beginningOfSequenceID : nil,
      trainedText: plan.trainedText,
      turns: plan.turns,
      specialTokensInContent: plan.specialTokensInContent ?? .text,
      promptOnly: plan.promptOnly,
      packingBoundary: plan.packingBoundary,
      attentionBoundary: plan.attentionBoundary,
      hasCategories: labels.hasCategories,
      width: plan.packing == .full ? nil : plan.maximumSequenceLength,
      overflow: plan.overflow
    )
  }
}

extension RecordEncoder.Rendering {
  init(plan: PreparationPlan, labels: ExampleEncoder.Settings) {
    let includesPairs =
      switch plan.chatTemplate {
      case .automatic, .none: false
      case .tokenizer, .file: true
      }
    self.init(
      includesPairs: includesPairs,
      promptPrefix: labels.promptPrefix,
      promptSuffix: labels.promptSuffix,
      promptOnly: plan.promptOnly,
      hasCategories: labels.hasCategories
    )
  }
}

extension RowAssembler {
  init(plan: PreparationPlan, labels: ExampleEncoder.Settings, tokenizer: TokenizerFolder) {
    self.init(
      width: plan.maximumSequenceLength,
      rowsPerBlock: FileLayout.rowsPerChunk(width: plan.maximumSequenceLength),
      paddingID: tokenizer.paddingID ?? labels.endOfSequenceID,
      hasCategories: labels.hasCategories,
      promptOnly: plan.promptOnly
    )
  }
}

extension PreparationReport {
  /// Takes over what the written file holds, by type.
  mutating func count(_ byType: [Int]) {
    func count(_ type: TokenType) -> Int { byType[Int(type.rawValue)] }
    tokens.prompt = count(.prompt)
    tokens.completion = count(.completion)
    tokens.padding = count(.padding)
    tokens.separator = count(.separator)
    peerMetrics.promptTokens = tokens.prompt
    peerMetrics.completionTokens = tokens.completion + tokens.separator
    peerMetrics.paddingTokens = tokens.padding
    peerMetrics.outputTokens = byType.reduce(0, +)
  }
}

extension PreparationWarning {
  /// What a user should know about a finished run.
  static func all(
    for report: PreparationReport,
    plan: PreparationPlan,
    tokenizer: TokenizerFolder
  ) -> [PreparationWarning] {
    var warnings: [PreparationWarning] = []
    let badRecords =
      report.records.quarantined + report.droppedRecords[.badRecord, default: 0]
    if badRecords > 0, let place = report.faults.first?.place {
      warnings.append(.badRecords(count: badRecords, firstPlace: place))
    }
    let overflow = report.peerMetrics.tokensDroppedFromPacking
    if overflow > 0 {
      warnings.append(
        .overflow(
          policy: plan.overflow,
          truncated: report.truncatedArticles,
          dropped: report.droppedArticles,
          tokenCount: overflow
        )
      )
    }
    if report.articlesWithoutEnd > 0 {
      warnings.append(.articlesWithoutEnd(count: report.articlesWithoutEnd))
    }
    if report.skippedPairs > 0 {
      warnings.append(
        .skippedPairs(
          count: report.skippedPairs,
          tokenCount: report.droppedTokens[.emptyCompletion, default: 0]
        )
      )
    }
    if let lost = report.droppedTokens[.promptOnlyRow], lost > 0 {
      warnings.append(.promptOnlyRows(tokenCount: lost))
    }
    let chats = report.chats
    if chats.recordsWithDroppedTurns + chats.splitRecords > 0 {
      warnings.append(
        .shortenedChats(
          losing: chats.recordsWithDroppedTurns,
          exchanges: chats.droppedTurns,
          split: chats.splitRecords
        )
      )
    }
    if chats.specialTokensInContent > 0 {
      warnings.append(
        .specialTokensInContent(
          count: chats.specialTokensInContent,
          records: chats.recordsWithSpecialTokens
        )
      )
    }
    if chats.differentPrompts > 0 {
      warnings.append(
        .differentPrompts(checked: chats.checkedPrompts, different: chats.differentPrompts)
      )
    }
    if chats.differentGenerations > 0 {
      warnings.append(
        .differentGenerations(
          checked: chats.checkedGenerations,
          different: chats.differentGenerations
        )
      )
    }
    if chats.unwrittenMessages > 0 {
      warnings.append(
        .unwrittenMessages(
          count: chats.unwrittenMessages,
          answers: chats.unwrittenAnswers,
          records: chats.recordsWithUnwrittenMessages
        )
      )
    }
    if let lost = report.droppedTokens[.nothingTrained], lost > 0 {
      warnings.append(.nothingTrained(tokenCount: lost))
    }
    if report.recordsWithoutSeparator > 0 {
      warnings.append(.recordsWithoutSeparator(count: report.recordsWithoutSeparator))
    }
    // Text about JSON may hold such lines too.
    if report.jsonTextLines * 2 > report.recordsBySchema[.text, default: 0] {
      warnings.append(.jsonInText(count: report.jsonTextLines))
    }
    if plan.fieldNames.prompt != FieldNames().prompt, !report.hasPromptKey, report.records.read > 0
    {
      warnings.append(.unusedPromptKey(plan.fieldNames.prompt))
    }
    if report.rowCount == 0 { warnings.append(.noRows) }
    if report.tokens.padding > 0, tokenizer.paddingID == nil {
      warnings.append(.paddingIsEndOfSequence)
    }
    return warnings
  }
}
