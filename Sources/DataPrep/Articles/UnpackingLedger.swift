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
    var pieceCount = 0
    /// The articles that begin and end in the slice.
    var articles = ArticleCount()
    var edges = SliceCutter.Edges()
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
    let (width, path) = (file.width, file.path)
    var join = SliceJoin(facts: facts)
    var budget = ContentBudget(file)
    let scan = RowScan(
      file,
      columns: types.columns.union(.tokenIDs),
      threadCount: threadCount
    )
    try scan.run(
      cancellation: cancellation,
      makeTransform: {
        { slice throws(DataPrepError) in Self.survey(slice, types.types(of: slice), facts, path) }
      },
      fold: { [self] survey throws(DataPrepError) in
        try budget.take(articles: survey.pieceCount)
        report.labels.add(survey.labels)
        if let padding = survey.firstPadding, paddingPlaces[path] == nil {
          paddingPlaces[path] = padding
        }
        var joined = ArticleCount()
        join.take(survey.edges) { joined.add($0, $1, of: path) }
        add(joined)
        add(survey.articles)
      }
    )
    var last = ArticleCount()
    join.finish { last.add($0, $1, of: path) }
    add(last)
    report.inputFileCount += 1
    report.rowCount += width > 0 ? file.rowCount : 0
  }

  private func add(_ articles: ArticleCount) {
    report.add(articles)
    cutArticleCount += articles.cutCount
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
    for name in file.whatIsNotCarriedOver where !report.leftOut.contains(name) {
      report.leftOut.append(name)
    }
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

  private static func survey(
    _ slice: RowSlice,
    _ types: [Int32],
    _ facts: PackingFacts,
    _ path: String
  ) -> Survey {
    var survey = Survey()
    let width = slice.width
    guard width > 0 else { return survey }
    survey.labels = LabelDifferences(of: slice)
    var cutter = SliceCutter(facts: facts, width: width)
    for (offset, row) in slice.rows.enumerated() {
      let start = offset * width
      let before = survey.pieceCount
      // Safe: the range is a row's, and the pointer stays in the closure.
      unsafe types.withUnsafeBufferPointer { types in
        let rowTypes = unsafe UnsafeBufferPointer(rebasing: types[start..<start + width])
        unsafe RowPiece.cut(rowTypes) { piece in
          survey.pieceCount += 1
          let last = slice.tokenIDs[start + piece.columns.upperBound - 1]
          cutter.take(piece, row: row, lastTokenID: last) {
            survey.articles.add($0, $1, of: path)
          }
        }
      }
      if survey.pieceCount == before {
        cutter.skipEmptyRow { survey.articles.add($0, $1, of: path) }
      }
      if survey.firstPadding == nil,
        let column = types[start..<start + width].firstIndex(of: Int32(TokenType.padding.rawValue))
      {
        survey.firstPadding = (row, column - start)
      }
    }
    survey.edges = cutter.finish()
    return survey
  }
}

/// Articles, counted.
private struct ArticleCount: Sendable {
  var count = 0
  var tokenCount = 0
  var longest = 0
  var joinedCount = 0
  /// Those that are not whole, or may not be.
  var cutCount = 0
  var markCounts = [Int](repeating: 0, count: ArticleMarks.named.count)
  /// The first with marks.
  var places: [UnpackingReport.Place] = []

  mutating func add(_ article: CountedArticle, _ marks: ArticleMarks, of path: String) {
    count += 1
    tokenCount += article.tokenCount
    longest = max(longest, article.tokenCount)
    if article.rowCount > 1 { joinedCount += 1 }
    // A separator that closes nothing has lost what stood before it.
    if article.tokenCount == 1, article.separatorCount == 1 { cutCount += 1 }
    guard !marks.isEmpty else { return }
    cutCount += 1
    for (index, named) in ArticleMarks.named.enumerated() where marks.contains(named.mark) {
      markCounts[index] += 1
    }
    guard places.count < UnpackingReport.namedPlaceCount else { return }
    places.append(
      UnpackingReport.Place(file: path, row: article.row, column: article.column, marks: marks)
    )
  }
}

extension UnpackingReport {
  fileprivate mutating func add(_ articles: ArticleCount) {
    articleCount += articles.count
    tokenCount += articles.tokenCount
    longestArticle = max(longestArticle, articles.longest)
    joinedArticleCount += articles.joinedCount
    for (index, count) in articles.markCounts.enumerated() { markCounts[index] += count }
    places += articles.places.prefix(max(0, Self.namedPlaceCount - places.count))
  }
}
