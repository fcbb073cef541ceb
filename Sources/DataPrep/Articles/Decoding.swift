import JSON
import Tokenization

/// Decodes the articles or rows of training files, in their order.
public struct Decoding: Sendable {
  /// What is decoded as one.
  public enum Unit: String, Sendable, CaseIterable {
    /// Each article, as ``Unpacking`` cuts it out.
    case article
    /// Each row, padding and all.
    case row
  }

  /// Files and folders to read; a folder's files are read in its order.
  public var paths: [String]
  /// What is decoded as one.
  public var unit: Unit = .article
  /// Rows to read of each file; cut to those that exist.
  public var rows = 0..<Int.max
  /// The tokenizer to decode with; nil means the one that the files name.
  public var tokenizer: String?
  /// How the rows were packed, where the files do not say it.
  public var packing: Packing?
  /// Whether the ids stand beside the texts of a line.
  public var ids: IDsInRecords = .left
  /// How many threads work; nil means the cores that the process may use.
  public var threadCount: Int?

  /// Creates a task; nothing is read before it runs.
  public init(paths: [String]) {
    self.paths = paths
  }

  /// Decodes everything to JSONL: records that `convert` reads, or `{"row", "text"}` with ids and
  /// types for rows.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the work when it is cancelled.
  ///   - body: Receives whole lines in order, on any thread, one call at a time.
  /// - Returns: What its reader should know.
  /// - Throws: ``DataPrepError``; what `body` throws.
  public func lines(
    cancellation: Cancellation = Cancellation(),
    _ body: @escaping ([UInt8]) throws -> Void
  ) throws -> DecodingReport {
    var openPairCount = 0
    var report = try run(
      cancellation,
      articles: { decoding, batch throws(DataPrepError) in try decoding.lines(of: batch) },
      row: { [ids] decoding, text, tokens throws(DataPrepError) in
        ArticleDecoding.Lines(bytes: RowLine(ids: ids).bytes(text, tokens))
      },
      { lines in
        openPairCount += lines.openPairCount
        try body(lines.bytes)
      }
    )
    report.openPairCount = openPairCount
    return report
  }

  /// Decodes everything to texts by type.
  ///
  /// - Parameters:
  ///   - cancellation: Stops the work when it is cancelled.
  ///   - body: Receives the texts in order, on any thread, one call at a time.
  /// - Returns: What its reader should know.
  /// - Throws: ``DataPrepError``; what `body` throws.
  public func texts(
    cancellation: Cancellation = Cancellation(),
    _ body: @escaping (DecodedText) throws -> Void
  ) throws -> DecodingReport {
    try run(
      cancellation,
      articles: { decoding, batch throws(DataPrepError) in try decoding.texts(of: batch) },
      row: { _, text, _ throws(DataPrepError) in [text] },
      { texts in for text in texts { try body(text) } }
    )
  }

  private func run<Output: Sendable>(
    _ cancellation: Cancellation,
    articles: @escaping @Sendable (ArticleDecoding, ArticleBatch) throws(DataPrepError) -> Output,
    row:
      @escaping @Sendable (ArticleDecoding, DecodedText, TokenColumns) throws(DataPrepError)
      -> Output,
    _ body: @escaping (Output) throws -> Void
  ) throws -> DecodingReport {
    var report = DecodingReport()
    // What the caller throws stops the scan and comes out of it as it was.
    var failure: (any Error)?
    func handOver(_ output: Output) throws(DataPrepError) {
      do {
        try body(output)
      } catch {
        failure = error
        throw DataPrepError(.interrupted)
      }
    }
    do throws(DataPrepError) {
      let set = try TrainingSet(paths: paths)
      report.repeatedFiles = set.repeatedFiles
      for entry in set.files {
        let file = try TrainingFile(path: entry.path)
        let decoding = try ArticleDecoding(file, tokenizer: tokenizer, ids: ids)
        if decoding.usesAnotherTokenizer { report.filesOfOtherTokenizers.append(file.path) }
        report.greatestRowCount = max(report.greatestRowCount, file.rowCount)
        report.readRowCount += rows.clamped(to: 0..<file.rowCount).count
        switch unit {
        case .article:
          var scan = try ArticleScan(
            file,
            facts: PackingFacts(file, packing: packing),
            threadCount: threadCount
          )
          scan.rows = rows.clamped(to: 0..<file.rowCount)
          try scan.run(
            cancellation: cancellation,
            makeWork: {
              { batch throws(DataPrepError) in
                (try articles(decoding, batch), decoding.unknownIDCount(in: batch.tokens))
              }
            },
            take: { output throws(DataPrepError) in
              report.unknownIDCount += output.1
              try handOver(output.0)
            }
          )
          report.labels.add(scan.labels.counted)
        case .row:
          let types = try TypeSource(file)
          let budget = SharedContentBudget(file)
          var scan = RowScan(file, rows: rows, threadCount: threadCount)
          // What is decoded takes several times the memory of its tokens.
          (scan.maximumTokensPerSlice, scan.resultsHoldRows) = (1 << 17, true)
          try scan.run(
            cancellation: cancellation,
            makeTransform: {
              { slice throws(DataPrepError) in
                let tokens = types.columns(of: slice)
                try budget.take(types: tokens.tokenTypes)
                var outputs: [Output] = []
                for (offset, number) in slice.rows.enumerated() {
                  let rowTokens = tokens.slice(
                    offset * slice.width..<(offset + 1) * slice.width
                  )
                  let text = try decoding.text(ofRow: number, rowTokens)
                  outputs.append(try row(decoding, text, rowTokens))
                }
                return (
                  outputs, decoding.unknownIDCount(in: tokens), LabelDifferences(of: slice)
                )
              }
            },
            fold: { result throws(DataPrepError) in
              report.unknownIDCount += result.1
              report.labels.add(result.2)
              for output in result.0 { try handOver(output) }
            }
          )
        }
      }
    } catch {
      throw failure ?? error
    }
    return report
  }
}

/// What a reader of decoded texts should know.
public struct DecodingReport: Sendable, Equatable {
  /// Files that were decoded with another tokenizer than their attributes name.
  public var filesOfOtherTokenizers: [String] = []
  /// Ids that the tokenizer does not know; they have no text.
  public var unknownIDCount = 0
  /// Pairs in lines whose completion ends without EOS, which `convert` puts behind it.
  public var openPairCount = 0
  /// Labels of Cerebras files that have no place in types.
  public var labels = LabelDifferences()
  /// The rows of the longest file.
  public var greatestRowCount = 0
  /// Rows that were read: those of them that were asked for.
  public var readRowCount = 0
  /// Files that were named more than once, and read once.
  public var repeatedFiles: [String] = []
}

/// An article or a row as texts by type.
public struct DecodedText: Sendable, Equatable {
  /// A run of tokens of one type.
  public struct Run: Sendable, Equatable {
    /// The type's number as the file has it.
    public var tokenType: Int32
    /// How many tokens it has.
    public var tokenCount: Int
    /// The text; empty for padding.
    public var text: String
  }

  /// The file.
  public var file: String
  /// The row of the first token, counted from 0.
  public var row: Int
  /// The column of the first token, counted from 0.
  public var column: Int
  /// All tokens.
  public var tokenCount: Int
  /// What is not as it should be.
  public var marks: ArticleMarks
  /// The names of the tokens' categories, each once; empty where the file has none.
  public var categories: [String]
  /// The runs in order.
  public var runs: [Run]
}

/// A row as a line: `{"row": 0, "text": "…"}`, and with ids `input_ids` and `token_type_ids`.
private struct RowLine {
  let ids: IDsInRecords

  func bytes(_ text: DecodedText, _ tokens: TokenColumns) -> [UInt8] {
    var line = Array(#"{"row": \#(text.row), "text": "#.utf8)
    JSONSerializer(ensureASCII: false)
      .write(.string(text.runs.map(\.text).joined()), to: &line)
    if ids == .included {
      line += #", "input_ids": "#.utf8
      RecordLine.append(tokens.tokenIDs[...], to: &line)
      line += #", "token_type_ids": "#.utf8
      RecordLine.append(tokens.tokenTypes[...], to: &line)
    }
    line += "}\n".utf8
    return line
  }
}
