import ArgumentParser
import DataPrep

/// How records are read.
struct RecordOptions: ParsableArguments {
  @Option(help: "Expect records of this shape.")
  var schema = RecordSchema.auto

  @Option(help: ArgumentHelp("Read prompts under this key.", valueName: "key"))
  var promptKey = "prompt"

  @Option(help: ArgumentHelp("Read completions under this key.", valueName: "key"))
  var completionKey = "completion"

  @Option(help: ArgumentHelp("Put this text before every prompt.", valueName: "text"))
  var promptPrefix = ""

  @Option(help: ArgumentHelp("Put this text behind every prompt.", valueName: "text"))
  var promptSuffix = ""

  @Flag(help: "Join prompt and completion as they stand, not by exactly one space.")
  var noSpaceSeparator = false

  @Flag(help: "Keep pairs without a completion, and rows in which nothing is trained.")
  var keepPromptOnly = false

  @Option(
    help: ArgumentHelp(
      "Write category_ids by this JSON list of category names.",
      valueName: "file"
    )
  )
  var categories: String?

  @Option(help: "Stop at a record that cannot be read, leave it out, or set its line aside.")
  var onError = ErrorPolicy.fail

  @Option(
    help: ArgumentHelp(
      "Refuse longer records: 4096, 64MB, 1g. (default: 32MiB)",
      valueName: "bytes"
    ),
    transform: ByteCount.init(argument:)
  )
  var maxRecordBytes = ByteCount(bytes: 32 << 20)

  func validate() throws {
    try PackingOptions.require(maxRecordBytes.bytes, atLeast: 1, for: "--max-record-bytes")
  }

  /// Puts what was chosen into a plan.
  func apply(to plan: inout PreparationPlan) {
    plan.schema = schema
    plan.fieldNames.prompt = promptKey
    plan.fieldNames.completion = completionKey
    plan.promptPrefix = promptPrefix
    plan.promptSuffix = promptSuffix
    plan.spaceSeparator = noSpaceSeparator ? .none : .oneSpace
    plan.promptOnly = keepPromptOnly ? .keep : .drop
    plan.categoriesFile = categories
    plan.onError = onError
    plan.maximumRecordByteCount = maxRecordBytes.bytes
  }
}
