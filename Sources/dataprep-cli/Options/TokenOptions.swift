import ArgumentParser
import DataPrep

/// The tokenizer and its special tokens.
struct TokenOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tokenize with the tokenizer in this folder, or with this file.",
      valueName: "path"
    )
  )
  var tokenizer: String

  @Option(
    help: ArgumentHelp(
      "End every pair with this token. (default: from the tokenizer's files)",
      valueName: "token"
    )
  )
  var eosToken: String?

  @Option(
    help: ArgumentHelp(
      "Take this as the token that begins a text. (default: from the tokenizer's files)",
      valueName: "token"
    )
  )
  var bosToken: String?

  @Option(
    help: ArgumentHelp(
      "Fill rows with this token. (default: from the tokenizer's files, else the EOS token)",
      valueName: "token"
    )
  )
  var padToken: String?

  @Option(
    help: ArgumentHelp(
      #"Add special tokens to the vocabulary: {"pad_token": "<pad>"}."#,
      valueName: "json"
    )
  )
  var specialTokensDict: String?

  /// Puts what was chosen into a plan.
  func apply(to plan: inout PreparationPlan) {
    plan.specialTokens.endOfSequence = eosToken
    plan.specialTokens.beginningOfSequence = bosToken
    plan.specialTokens.padding = padToken
    plan.specialTokens.dictionaryJSON = specialTokensDict
  }
}
