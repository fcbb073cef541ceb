/// What a validation found.
public struct ValidationReport: Sendable, Equatable {
  /// One file that was looked at.
  public struct File: Sendable, Equatable {
    /// The path.
    public var path: String
    /// `train`, `dev` or `test` where the file's name or its folder says so.
    public var split: String?
    /// Rows; nil where the file could not be read.
    public var rowCount: Int?
    /// Tokens in a row; nil where the file could not be read.
    public var maximumSequenceLength: Int?
    /// Tokens by type; empty where there are none to count.
    public var tokenCounts: [TokenType: Int]
  }

  /// The files, in the order in which they are read.
  public var files: [File]
  /// The findings that are listed: the worst first, then by file, row and column.
  public var findings: [ValidationFinding]
  /// All findings by severity, those too that are not listed.
  public var counts: [ValidationFinding.Severity: Int]
  /// All findings by kind.
  public var countsByCode: [FindingCode: Int]
  /// Files that were named more than once, and read once.
  public var repeatedFiles: [String] = []

  /// Whether nothing worse than a warning was found, or with `strict` nothing worse than a note.
  public func isSound(strict: Bool = false) -> Bool {
    counts[.error, default: 0] == 0 && (!strict || counts[.warning, default: 0] == 0)
  }

  /// Findings that are counted and not listed.
  public var unlistedCount: Int { counts.values.reduce(0, +) - findings.count }
}

extension ValidationReport {
  /// Chooses the findings to list: of every kind the first, then whatever there is room for.
  init(files: [File], tally: FindingTally, limit: Int) {
    self.files = files
    counts = [:]
    countsByCode = [:]
    for entry in tally.entries {
      counts[entry.severity, default: 0] += entry.count
      countsByCode[entry.code, default: 0] += entry.count
    }
    let entries = tally.entries.sorted { $0.severity < $1.severity }
    let firsts = entries.compactMap(\.findings.first)
    let others = entries.flatMap { $0.findings.dropFirst() }
    let chosen = (firsts + others).prefix(limit)
    let order = Dictionary(
      files.enumerated().map { ($0.element.path, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
    findings = chosen.enumerated().sorted { first, second in
      let keys = [first, second].map { offset, finding in
        [
          ValidationFinding.Severity.allCases.firstIndex(of: finding.severity) ?? 0,
          order[finding.file] ?? -1, finding.row ?? -1, finding.column ?? -1, offset,
        ]
      }
      return keys[0].lexicographicallyPrecedes(keys[1])
    }
    .map(\.element)
  }
}
