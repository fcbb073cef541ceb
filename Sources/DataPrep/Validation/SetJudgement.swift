/// Takes what the files of a set gave, in their order, and judges the set as a whole.
final class SetJudgement {
  typealias Severity = ValidationFinding.Severity

  /// A file with what is known of it.
  struct Member {
    let file: TrainingSet.File
    /// Nil where the file could not be read.
    let content: FileOutcome.Content?
  }

  let set: TrainingSet
  let validation: Validation
  private(set) var members: [Member] = []
  private(set) var tally: FindingTally
  private var repetition = Repetition()

  init(set: TrainingSet, validation: Validation) {
    self.set = set
    self.validation = validation
    tally = FindingTally(limit: validation.findingLimit)
  }

  /// Takes the next file's outcome.
  func take(_ outcome: FileOutcome) {
    guard members.count < self.set.files.count else { return }
    let file = self.set.files[members.count]
    tally.add(outcome.tally)
    members.append(Member(file: file, content: outcome.content))
    repetition.take(outcome.digests, of: file, into: &tally)
  }

  /// Judges the whole.
  func finish() -> ValidationReport {
    repetition.finish(at: location, into: &tally)
    checkWidths()
    checkShards()
    checkTypes()
    checkTraining()
    checkVocabulary()
    let files = members.map { member in
      let counts = member.content?.tokenCounts ?? []
      return ValidationReport.File(
        path: member.file.path,
        split: member.file.split?.name,
        rowCount: member.content?.rowCount,
        maximumSequenceLength: member.content?.width,
        tokenCounts: Dictionary(
          uniqueKeysWithValues: zip(TokenType.allCases, counts).map { ($0, $1) }
        )
      )
    }
    var report = ValidationReport(
      files: files,
      tally: tally,
      limit: validation.findingLimit
    )
    report.repeatedFiles = set.repeatedFiles
    return report
  }

  /// What a finding is about that is about the whole set: the folder, or the first file.
  var location: String { self.set.folders.first ?? self.set.files.first?.path ?? "" }

  /// Files that are trained on: those of no other split.
  var trainingMembers: [Member] {
    members.filter { $0.file.split == .train || $0.file.split == nil }
  }

  func add(
    _ code: FindingCode,
    _ severity: Severity,
    in file: String,
    found: String = "",
    expected: String = ""
  ) {
    tally.add(code, severity, in: file, found: found, expected: expected)
  }

  /// The rows of all files have one width.
  private func checkWidths() {
    let known = members.compactMap { member in member.content.map { (member.file, $0.width) } }
    guard let (first, width) = known.first else { return }
    for (file, other) in known.dropFirst() where other != width {
      add(
        .widthsUnequal,
        .error,
        in: file.path,
        found: "\(other)",
        expected: "\(first.path) have \(width)"
      )
    }
  }

  /// Shards of a split are all there, and of one size.
  private func checkShards() {
    for split in TrainingSet.Split.allCases {
      let shards = members.filter { $0.file.split == split && $0.file.shard != nil }
      let rowCounts = shards.compactMap { $0.content?.rowCount }
      if let least = rowCounts.min(), let most = rowCounts.max(), most - least > 1 {
        add(
          .shardSizesUnequal,
          (validation.training?.workerCount ?? 1) > 1 ? .warning : .note,
          in: location,
          found: split.name,
          expected: "\(least) to \(most)"
        )
      }
      checkNumbers(of: shards, split)
    }
  }

  /// In a folder, the shards that the names count are there.
  private func checkNumbers(of shards: [Member], _ split: TrainingSet.Split) {
    guard !set.folders.isEmpty else { return }
    for count in Set(shards.compactMap { $0.file.shard?.count }).sorted() {
      let numbers = Set(
        shards.compactMap { $0.file.shard }.filter { $0.count == count }.map(\.number)
      )
      // Some programs count from 0: then the last number is one less than how many there are.
      let first = numbers.contains(0) && !numbers.contains(count) ? 0 : 1
      let last = first == 0 ? count - 1 : count
      // A name may count more files than any folder can have.
      let missing = (first...last).lazy.filter { !numbers.contains($0) }.prefix(
        validation.findingLimit
      )
      for number in missing {
        add(
          .shardMissing,
          .error,
          in: location,
          found: "\(split.name)_\(number)_of_\(count).hdf5"
        )
      }
    }
  }
}
