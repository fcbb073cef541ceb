/// Why something could not be done: data only; ``message`` and ``hint`` put it into words.
public struct DataPrepError: Error, Sendable, Equatable {
  /// What went wrong; more codes may come.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The stable name, as in reports.
    public let rawValue: String
    /// Creates a code with a stable name.
    public init(rawValue: String) { self.rawValue = rawValue }
  }

  /// Whose fault it is; the command's exit status follows from it.
  public enum Kind: Sendable {
    /// The data has a fault: exit status 1.
    case data
    /// The world is not as the run needs it: exit status 2.
    case environment
    /// The request makes no sense: exit status 64.
    case usage
  }

  /// What went wrong.
  public var code: Code
  /// The record, where the fault is in one.
  public var place: RecordPlace?
  /// The file, folder, key or value that the fault is about.
  public var subject: String
  /// What was found, never a record's text.
  public var found: String
  /// What was expected.
  public var expected: String
  /// The pair of the record, counted from 1, where it is a list of pairs.
  public var turn: Int?

  init(
    _ code: Code,
    at place: RecordPlace? = nil,
    _ subject: String = "",
    found: String = "",
    expected: String = ""
  ) {
    self.code = code
    self.place = place
    self.subject = subject
    self.found = found
    self.expected = expected
  }

  /// Whose fault it is.
  public var kind: Kind {
    switch code {
    case .brokenJSON, .invalidUTF8, .wrongShape, .missingField, .wrongFieldType, .unknownCategory,
      .recordTooLong, .untokenizable, .noSchema, .unrenderable:
      .data
    case .invalidPlan, .invalidPreview, .batchLargerThanData, .badOutputName: .usage
    default: .environment
    }
  }
}

extension DataPrepError.Code {
  // Data.
  /// A line is not JSON.
  public static let brokenJSON = Self(rawValue: "broken-json")
  /// A line is not UTF-8.
  public static let invalidUTF8 = Self(rawValue: "invalid-utf8")
  /// A record has none of the accepted shapes.
  public static let wrongShape = Self(rawValue: "wrong-shape")
  /// A field that a record must have is missing.
  public static let missingField = Self(rawValue: "missing-field")
  /// A field has another type than it must have.
  public static let wrongFieldType = Self(rawValue: "wrong-field-type")
  /// A category is not in the list.
  public static let unknownCategory = Self(rawValue: "unknown-category")
  /// A record is longer than the limit.
  public static let recordTooLong = Self(rawValue: "record-too-long")
  /// The tokenizer refused a text.
  public static let untokenizable = Self(rawValue: "untokenizable")

  /// A record has the keys of no schema.
  public static let noSchema = Self(rawValue: "no-schema")
  /// The chat template refused a record, or could not be run on it.
  public static let unrenderable = Self(rawValue: "unrenderable")

  // The world.
  /// An input path does not exist.
  public static let inputNotFound = Self(rawValue: "input-not-found")
  /// A folder or pattern holds no input file.
  public static let noInputFiles = Self(rawValue: "no-input-files")
  /// A file cannot be read.
  public static let unreadable = Self(rawValue: "unreadable")
  /// A compressed input is damaged.
  public static let damagedArchive = Self(rawValue: "damaged-archive")
  /// The output exists.
  public static let outputExists = Self(rawValue: "output-exists")
  /// The output folder holds files that no manifest names.
  public static let foreignOutput = Self(rawValue: "foreign-output")
  /// The output is one of the inputs.
  public static let outputIsInput = Self(rawValue: "output-is-input")
  /// The output cannot be written.
  public static let unwritable = Self(rawValue: "unwritable")
  /// The disk is full.
  public static let diskFull = Self(rawValue: "disk-full")
  /// The output would not fit on the disk.
  public static let notEnoughSpace = Self(rawValue: "not-enough-space")
  /// The written file does not hold what was meant.
  public static let verificationFailed = Self(rawValue: "verification-failed")
  /// The tokenizer cannot be used.
  public static let badTokenizer = Self(rawValue: "bad-tokenizer")
  /// The tokenizer's files are none that can be read.
  public static let unsupportedTokenizer = Self(rawValue: "unsupported-tokenizer")
  /// A special token is not known.
  public static let unknownSpecialToken = Self(rawValue: "unknown-special-token")
  /// The end-of-sequence token is not known.
  public static let noEndOfSequence = Self(rawValue: "no-end-of-sequence")
  /// A record is a chat, and there is no template for it.
  public static let noChatTemplate = Self(rawValue: "no-chat-template")
  /// A chat template cannot be used.
  public static let badChatTemplate = Self(rawValue: "bad-chat-template")
  /// The list of categories cannot be used.
  public static let badCategories = Self(rawValue: "bad-categories")
  /// An HDF5 file cannot be used.
  public static let badDataset = Self(rawValue: "bad-dataset")
  /// An HDF5 file claims more than its bytes can hold.
  public static let oversized = Self(rawValue: "oversized")
  /// An HDF5 file has no token types.
  public static let noTokenTypes = Self(rawValue: "no-token-types")
  /// A file of rules cannot be used.
  public static let badRules = Self(rawValue: "bad-rules")
  /// A file of types cannot be used.
  public static let badSidecar = Self(rawValue: "bad-sidecar")
  /// An HDF5 file has no category ids.
  public static let noCategories = Self(rawValue: "no-categories")
  /// The rows hold an article that never ends.
  public static let articleTooLong = Self(rawValue: "article-too-long")
  /// A row or an article has too many articles or runs of token types to be shown or decoded.
  public static let tooManyRuns = Self(rawValue: "too-many-runs")
  /// The tokenizer of a file is not known.
  public static let unknownTokenizer = Self(rawValue: "unknown-tokenizer")
  /// The tokenizer cannot decode.
  public static let undecodable = Self(rawValue: "undecodable")
  /// The run was interrupted.
  public static let interrupted = Self(rawValue: "interrupted")

  // The request.
  /// The output has a name that makes no sense for one.
  public static let badOutputName = Self(rawValue: "bad-output-name")
  /// A setting makes no sense, alone or with another.
  public static let invalidPlan = Self(rawValue: "invalid-plan")
}
