import HDF5

/// The first pass over the files: what the articles are, and what the output needs to know of them.
final class UnpackingLedger {
  var report = UnpackingReport()
  /// The columns that any of the files has.
  private(set) var columns: RowFileWriter.OptionalColumns = []
  /// What the output's attributes are made of: those of the first file, with its own packing.
  private var firstAttributes: [Attribute] = []
  /// Articles that are not whole, or may not be, by their marks and by what the files say.
  private var cutArticleCount = 0
  private var cutArticleCountOfFiles = 0
  private(set) var hasEffectiveWeights = false
  /// The first padding position of a file, by its path.
  private var paddingPlaces: [String: (row: Int, column: Int)] = [:]

  /// What the first pass keeps of a slice of rows.
  private struct Survey: Sendable {
    var firstRow: Int
    /// A row's pieces, one row after the other.
    var pieces: [RowPiece] = []
    var lastIDs: [Int32] = []
    /// How many pieces each row has.
    var pieceCounts: [Int] = []
    var firstPadding: (row: Int, column: Int)?
    var labels = LabelDifferences()
  }

  /// Counts the articles of a file.
  ///
  /// - Throws: ``DataPrepError``: `noTokenTypes`, `badDataset`, `oversized`, `interrupted`.
  func survey(
    _ file: TrainingFile,
    _ packing: Packing?,
    _ threadCount: Int?,
    _ cancellation: Cancellation
  ) throws(DataPrepError) {
    let facts = PackingFacts(file, packing: packing)
    let types = try TypeSource(file)
    note(file, facts)
    var cutter = ArticleCutter(facts: facts, width: file.width)
    var open: (place: UnpackingReport.Place, count: Int, rows: Int)?
    let (width, path) = (file.width, file.path)
    var budget = ContentBudget(file)
    let scan = RowScan(
      file,
      columns: types.columns.union(.tokenIDs),
      threadCount: threadCount
    )
    try scan.run(
      cancellation: cancellation,
      makeTransform: {
        { slice throws(DataPrepError) in Self.survey(slice, types.types(of: slice)) }
      },
      fold: { [self] survey throws(DataPrepError) in
        try budget.take(articles: survey.pieces.count)
        report.labels.add(survey.labels)
        if let padding = survey.firstPadding, paddingPlaces[path] == nil {
          paddingPlaces[path] = padding
        }
        var next = 0
        for (offset, count) in survey.pieceCounts.enumerated() {
          if count == 0, let marks = cutter.skipEmptyRow() { end(&open, marks) }
          for index in next..<next + count {
            let piece = survey.pieces[index]
            let placement = cutter.place(piece, lastTokenID: survey.lastIDs[index])
            if let marks = placement.endsEarlier { end(&open, marks) }
            if placement.joins {
              open?.count += piece.columns.count
              open?.rows += 1
            } else {
              let place = UnpackingReport.Place(
                file: path,
                row: survey.firstRow + offset,
                column: piece.columns.lowerBound,
                marks: []
              )
              open = (place, piece.columns.count, 1)
              // A separator that closes nothing has lost what stood before it.
              if piece.columns.count == 1, piece.ending == .separator { cutArticleCount += 1 }
            }
            if let marks = placement.ends { end(&open, marks) }
          }
          next += count
        }
      }
    )
    if let marks = cutter.finish() { end(&open, marks) }
    report.inputFileCount += 1
    report.rowCount += width > 0 ? file.rowCount : 0
  }

  /// The output's attributes: those of the first file, its own packing, and what was cut before.
  var attributes: [Attribute] {
    let count = max(cutArticleCount, cutArticleCountOfFiles)
    guard count > 0 else { return firstAttributes }
    let name = FileLayout.Attribute.cutArticles
    return firstAttributes + [Attribute(name: name, value: .integer(Int64(count)))]
  }

  /// The id that fills rows: that of the attributes, else that under the file's first padding.
  func paddingID(of file: TrainingFile) throws(DataPrepError) -> Int32 {
    if let id = file.description.paddingID { return id }
    if let place = paddingPlaces[file.path] {
      let slice = RowSlice(of: file, columns: .tokenIDs)
      try slice.fill(place.row..<place.row + 1)
      return slice.tokenIDs[place.column]
    }
    return file.description.endOfSequenceID ?? 0
  }

  private func note(_ file: TrainingFile, _ facts: PackingFacts) {
    if file.categoryIDs != nil { columns.insert(.categoryIDs) }
    if file.lossWeights != nil { columns.insert(.lossWeights) }
    if facts.packing == nil { report.filesWithoutPacking.append(file.path) }
    cutArticleCountOfFiles += min(file.description.cutArticleCount ?? 0, file.rowCount)
    guard report.inputFileCount == 0 else { return }
    hasEffectiveWeights = file.description.lossWeightKind == .effective
    firstAttributes = Self.attributes(file.attributes)
  }

  /// The attributes with what unpacking changes: each article has a row, and none was cut.
  private static func attributes(_ source: [Attribute]) -> [Attribute] {
    typealias Name = FileLayout.Attribute
    var changed: [(String, AttributeValue)] = [
      (Name.formatVersion, .integer(FileLayout.formatVersion)),
      (Name.toolVersion, .text(ToolVersion.current)),
      (Name.packing, .text(Packing.single.rawValue)),
      (Name.overflow, .text("none")),
    ]
    let left = [Name.deletedRows, Name.cutArticles]
    var attributes = source.filter { !left.contains($0.name) }.map { attribute in
      guard let index = changed.firstIndex(where: { $0.0 == attribute.name }) else {
        return attribute
      }
      return Attribute(name: attribute.name, value: changed.remove(at: index).1)
    }
    attributes += changed.map { Attribute(name: $0.0, value: $0.1) }
    return attributes
  }

  private func end(
    _ open: inout (place: UnpackingReport.Place, count: Int, rows: Int)?,
    _ marks: ArticleMarks
  ) {
    guard var article = open else { return }
    open = nil
    report.articleCount += 1
    if !marks.isEmpty { cutArticleCount += 1 }
    report.tokenCount += article.count
    report.longestArticle = max(report.longestArticle, article.count)
    if article.rows > 1 { report.joinedArticleCount += 1 }
    for (index, named) in ArticleMarks.named.enumerated() where marks.contains(named.mark) {
      report.markCounts[index] += 1
    }
    if !marks.isEmpty, report.places.count < UnpackingReport.namedPlaceCount {
      article.place.marks = marks
      report.places.append(article.place)
    }
  }

  private static func survey(_ slice: RowSlice, _ types: [Int32]) -> Survey {
    var survey = Survey(firstRow: slice.rows.lowerBound)
    let width = slice.width
    guard width > 0 else { return survey }
    survey.labels = LabelDifferences(of: slice)
    for (offset, row) in slice.rows.enumerated() {
      let start = offset * width
      let before = survey.pieces.count
      // Safe: the range is a row's, and the pointer stays in the closure.
      unsafe types.withUnsafeBufferPointer { types in
        let rowTypes = unsafe UnsafeBufferPointer(rebasing: types[start..<start + width])
        unsafe RowPiece.cut(rowTypes) { survey.pieces.append($0) }
      }
      for piece in survey.pieces[before...] {
        survey.lastIDs.append(slice.tokenIDs[start + piece.columns.upperBound - 1])
      }
      survey.pieceCounts.append(survey.pieces.count - before)
      if survey.firstPadding == nil,
        let column = types[start..<start + width].firstIndex(of: Int32(TokenType.padding.rawValue))
      {
        survey.firstPadding = (row, column - start)
      }
    }
    return survey
  }
}
