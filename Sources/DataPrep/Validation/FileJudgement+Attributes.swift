extension FileJudgement {
  /// Attributes have values that they can have, and those of a given tokenizer.
  func checkAttributes() {
    let description = file.description
    for (name, found) in description.malformed {
      add(.attributeMalformed, .warning, found: "\(name), \"\(found)\",")
    }
    if let version = description.formatVersion, version > Int(FileLayout.formatVersion) {
      add(
        .attributeDisagrees,
        .note,
        found: "format_version is \(version), this tool knows \(FileLayout.formatVersion)"
      )
    }
    checkNamedIDs()
    if let expected = task.tokenizerDigest, let digest = description.tokenizerDigest,
      digest != expected
    {
      add(
        .tokenizerDisagrees,
        .warning,
        found: "its digest begins with \(digest.prefix(12)), that of the given one with "
          + "\(expected.prefix(12))"
      )
    }
    if let size = description.vocabularySize, let given = task.tokenizerVocabularySize,
      size != given
    {
      add(
        .attributeDisagrees,
        description.tokenizerDigest == task.tokenizerDigest ? .note : .warning,
        found: "vocab_size is \(size), the given tokenizer has \(given)"
      )
    }
    if description.packing == .full, description.overflow != nil {
      add(
        .attributeDisagrees,
        .warning,
        found: "packing is full, where nothing overflows, and overflow is "
          + "\(description.overflow?.rawValue ?? "none")"
      )
    }
  }

  /// The special tokens are among the tokens of the vocabulary.
  private func checkNamedIDs() {
    let description = file.description
    guard let size = description.vocabularySize else { return }
    typealias Name = FileLayout.Attribute
    var ids = [
      (Name.endOfSequenceID, description.endOfSequenceID),
      (Name.beginningOfSequenceID, description.beginningOfSequenceID),
      (Name.paddingID, description.paddingID),
    ]
    ids += (description.separatorIDs ?? []).filter { $0 >= size }.prefix(1).map {
      (Name.separatorIDs, $0)
    }
    for (name, id) in ids {
      guard let id, id >= size else { continue }
      add(
        .attributeDisagrees,
        .warning,
        found: name == Name.separatorIDs
          ? "\(name) has \(id), which is not below vocab_size, \(size)"
          : "\(name) is \(id), which is not below vocab_size, \(size)"
      )
    }
  }

  /// What the rows show is what the attributes say.
  func checkAttributesAgainstData() {
    let description = file.description
    if let id = description.paddingID, let place = padding.example(id), place.number != id {
      add(
        .attributeDisagrees,
        .warning,
        row: place.row,
        column: place.column,
        found: "pad_token_id is \(id), the id under padding is \(place.number)"
      )
    }
    if description.packing == .single, let place = rowWithSeveralArticles,
      description.attentionBoundary == description.packingBoundary
        || description.attentionBoundary == .record
    {
      add(
        .attributeDisagrees,
        .error,
        row: place.row,
        column: place.column,
        found: "packing is single, and the row holds more than one article"
      )
    }
    if description.packing == .full, paddedRows.count > 1 {
      add(
        .attributeDisagrees,
        .warning,
        row: paddedRows[1],
        found: "packing is full, and rows \(paddedRows[0]) and \(paddedRows[1]) have padding"
      )
    }
    if let place = firstUnnamedCategory {
      add(
        .attributeDisagrees,
        .warning,
        row: place.row,
        column: place.column,
        found: "the category id is \(place.number), and category_names has "
          + "\(description.categoryNames?.count ?? 0) names"
      )
    }
    if description.separatorIDs?.isEmpty == true, let place = firstSeparator {
      add(
        .attributeDisagrees,
        .warning,
        row: place.row,
        column: place.column,
        found: "separator_ids is empty, and there is a separator with the id \(place.number)"
      )
    }
    let cutCount = cutRowCount
    if let named = description.cutArticleCount, named > 0, cutCount > named {
      add(
        .attributeDisagrees,
        .error,
        found: "cut_articles is \(named), and \(cutCount) rows begin or end inside an article"
      )
    }
  }

  /// Rows that were found to begin or end inside an article, as far as no packing explains it.
  private var cutRowCount: Int {
    outcome.tally.count(of: .articleUnterminated) + outcome.tally.count(of: .startsMidArticle)
  }
}
