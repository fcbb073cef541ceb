import ArgumentParser
import DataPrep

/// What files are held against.
struct CheckOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Check ids and special tokens by the tokenizer in this folder, or in this file.",
      valueName: "path"
    )
  )
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      "Know these special tokens too, which a run added to the tokenizer.",
      valueName: "json"
    )
  )
  var specialTokensDict: String?

  @Option(
    help: ArgumentHelp(
      "Check that ids are below this. (default: from the tokenizer, else from the file)",
      valueName: "n"
    )
  )
  var vocabSize: Int?

  func validate() throws {
    guard specialTokensDict == nil || tokenizer != nil else {
      throw ValidationError("--special-tokens-dict needs --tokenizer")
    }
    if let vocabSize { try PackingOptions.require(vocabSize, atLeast: 1, for: "--vocab-size") }
  }

  /// Puts what was chosen into a validation.
  func apply(to validation: inout Validation) {
    validation.tokenizer = tokenizer
    validation.specialTokens.dictionaryJSON = specialTokensDict
    validation.vocabularySize = vocabSize
  }
}
