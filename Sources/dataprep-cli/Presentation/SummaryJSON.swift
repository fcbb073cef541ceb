import DataPrep

/// The summary of a conversion as JSON; keys are added, never renamed or removed.
///
/// | key | |
/// |---|---|
/// | `records` | `read`, and the fates that add up to it: `written`, `truncated`, `dropped`, `quarantined` |
/// | `schemas` | good records by their schema |
/// | `dropped_records` | dropped records by reason |
/// | `rows`, `max_seq_length` | the shape of the output |
/// | `tokens` | `prompt`, `completion`, `separator`, `padding` as written; `dropped` was not written |
/// | `dropped_tokens` | dropped tokens by reason |
/// | `utilisation` | the share of positions that are not padding, 0 to 1 |
/// | `truncated_articles`, `dropped_articles`, `articles_without_end` | what overflow did |
/// | `blank_lines`, `byte_order_marks`, `skipped_pairs`, `records_without_separator` | counts |
/// | `chats` | what was counted in rendered chats: ``ChatSummary``; null where nothing was rendered |
/// | `peer_metrics` | SambaNova's counters under their names |
/// | `input_bytes`, `seconds` | what was read, and how long it took |
/// | `start_seconds` | the part of `seconds` that went by before the first record was read |
/// | `files` | `path`, `rows`, `bytes`, `sha256` of each committed file |
/// | `quarantine_file` | a path or null |
/// | `faults` | `code`, `place`, `message` of the first records that could not be read |
/// | `warnings` | `code`, `message` |
struct SummaryJSON {
  let report: PreparationReport
  /// Warnings that came before the run.
  let earlierWarnings: [PreparationWarning]

  /// The object.
  var value: JSONText {
    let (records, tokens) = (report.records, report.tokens)
    return .object([
      (
        "records",
        Self.counts([
          ("read", records.read), ("written", records.written),
          ("truncated", records.truncated), ("dropped", records.dropped),
          ("quarantined", records.quarantined),
        ])
      ),
      ("schemas", ChatSummary(report: report).schemas),
      ("dropped_records", Self.reasons(report.droppedRecords)),
      ("rows", .integer(report.rowCount)),
      ("max_seq_length", .integer(report.maximumSequenceLength)),
      (
        "tokens",
        Self.counts([
          ("prompt", tokens.prompt), ("completion", tokens.completion),
          ("separator", tokens.separator), ("padding", tokens.padding),
          ("dropped", tokens.dropped),
        ])
      ),
      ("dropped_tokens", Self.reasons(report.droppedTokens)),
      ("utilisation", .number(report.utilisation)),
      ("truncated_articles", .integer(report.truncatedArticles)),
      ("dropped_articles", .integer(report.droppedArticles)),
      ("articles_without_end", .integer(report.articlesWithoutEnd)),
      ("blank_lines", .integer(report.blankLines)),
      ("byte_order_marks", .integer(report.byteOrderMarks)),
      ("skipped_pairs", .integer(report.skippedPairs)),
      ("records_without_separator", .integer(report.recordsWithoutSeparator)),
      ("chats", report.chats.records > 0 ? ChatSummary(report: report).json : .null),
      ("peer_metrics", Self.counts(report.peerMetrics.named)),
      ("input_bytes", .integer(report.inputByteCount)),
      ("seconds", Self.seconds(report.seconds)),
      ("start_seconds", Self.seconds(report.startSeconds)),
      ("files", .array(WrittenFiles(files: report.files).json)),
      ("quarantine_file", report.quarantineFile.map { .string($0) } ?? .null),
      ("faults", .array(report.faults.map(Self.fault))),
      ("warnings", .array((earlierWarnings + report.warnings).map(Self.warning))),
    ])
  }

  private static func seconds(_ seconds: Double) -> JSONText {
    .number((seconds * 1000).rounded() / 1000)
  }

  private static func counts(_ counts: [(String, Int)]) -> JSONText {
    .object(counts.map { ($0.0, .integer($0.1)) })
  }

  private static func reasons(_ counts: [PreparationReport.DropReason: Int]) -> JSONText {
    Self.counts(PreparationReport.DropReason.allCases.map { ($0.jsonKey, counts[$0] ?? 0) })
  }

  private static func fault(_ fault: DataPrepError) -> JSONText {
    .object([
      ("code", .string(fault.code.rawValue)),
      ("place", fault.place.map { .string($0.description) } ?? .null),
      ("message", .string(fault.message)),
    ])
  }

  private static func warning(_ warning: PreparationWarning) -> JSONText {
    .object([("code", .string(warning.code)), ("message", .string(warning.message))])
  }
}

extension PreparationReport.DropReason {
  /// `bad_record`, as JSON keys are spelled.
  fileprivate var jsonKey: String { rawValue.replacing("-", with: "_") }
}
