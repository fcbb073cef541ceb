import Tokenization

/// The validation of finished files, ours or anyone's.
///
/// ```swift
/// let report = try Validation(paths: ["out"]).run()
/// for finding in report.findings { print(finding.file, finding.message) }
/// ```
///
/// Every file is opened and read here, in this process, with all the guards of the reader: what a
/// file claims is checked before it is believed. The command does the same in a child process with
/// limits of memory and time, for files that nobody vouches for. Memory: a few slices of 2^17 tokens
/// for each thread, and 24 bytes for each row, and each article where several splits are compared,
/// up to 2^21 of them; beyond, a share of them is compared.
public struct Validation: Sendable {
  /// Files, or folders of shards.
  public var paths: [String]
  /// A folder or `tokenizer.json`, whose vocabulary and special tokens the files are held against.
  public var tokenizer: String?
  /// Special tokens that were added to that tokenizer.
  public var specialTokens = SpecialTokenNames()
  /// The size of the model's vocabulary; goes before the tokenizer's and the files' own.
  public var vocabularySize: Int?
  /// How the files are going to be trained on; nil checks nothing of it.
  public var training: TrainingSettings?
  /// The most findings that are listed; all are counted.
  public var maximumFindingCount = 100
  var findingLimit: Int { max(0, maximumFindingCount) }
  /// Threads to work with; nil takes the processors that there are.
  public var threadCount: Int?

  /// Creates a validation of files; nothing is read before ``run(cancellation:)``.
  public init(paths: [String]) {
    self.paths = paths
  }

  /// Runs to the end, in this process.
  ///
  /// - Parameter cancellation: Stops it when it is cancelled.
  /// - Returns: What was found; a file that cannot be read is a finding.
  /// - Throws: ``DataPrepError``: `inputNotFound`, `noInputFiles`, `unreadable` for a folder, a fault
  ///   of the tokenizer, `interrupted`.
  public func run(
    cancellation: Cancellation = Cancellation()
  ) throws(DataPrepError) -> ValidationReport {
    try run(cancellation: cancellation) { tasks, take throws(DataPrepError) in
      for task in tasks {
        try cancellation.check()
        take(try FileValidation(task).run(cancellation: cancellation))
      }
    }
  }

  /// Runs to the end, with another way to validate the files one by one.
  ///
  /// - Parameters:
  ///   - cancellation: Stops it when it is cancelled.
  ///   - validateFiles: Gets all tasks, and hands the outcome of each to its second argument, in order.
  /// - Returns: What was found.
  /// - Throws: ``DataPrepError``, as ``run(cancellation:)``, and what `validateFiles` throws.
  package func run(
    cancellation: Cancellation,
    validateFiles: ([FileTask], (FileOutcome) -> Void) throws(DataPrepError) -> Void
  ) throws(DataPrepError) -> ValidationReport {
    let set = try TrainingSet(paths: paths)
    let (template, grown) = try template(for: set)
    let judgement = SetJudgement(set: set, validation: self)
    let tasks = set.files.map { file in
      var task = template
      task.path = file.path
      task.tokenizerVocabularySize = grown?.vocabularySize(forFileAt: file.path)
      return task
    }
    try validateFiles(tasks) { outcome in judgement.take(outcome) }
    try judgement.checkFolders(threadCount: threadCount, cancellation)
    return judgement.finish()
  }

  /// The task of every file, but for its path and its vocabulary.
  private func template(
    for set: TrainingSet
  ) throws(DataPrepError) -> (task: FileTask, grown: GrownVocabularies?) {
    var task = FileTask(path: "")
    var grown: GrownVocabularies?
    if let tokenizer {
      let folder = try TokenizerFolder(path: tokenizer, names: specialTokens)
      grown = GrownVocabularies(of: folder, besideFilesAt: set.files.map(\.path))
      task.endOfSequenceID = folder.endOfSequenceID
      task.beginningOfSequenceID = folder.beginningOfSequenceID
      task.paddingID = folder.paddingID
      task.tokenizerDigest = try Checksum.hexadecimal(ofFilesAt: folder.vocabularyPaths)
    }
    task.vocabularySize = vocabularySize
    task.promptLossWeight = training?.promptLossWeight
    task.digestsArticles = Set(set.files.compactMap(\.split)).count > 1
    task.findingLimit = findingLimit
    task.threadCount = threadCount
    return (task, grown)
  }
}
