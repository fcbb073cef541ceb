import DataPrep

extension PreparationReport.PeerMetrics {
  /// The counters under the names that sambanova/generative_data_prep gives them, in its order.
  var named: [(String, Int)] {
    [
      ("input_tokens", inputTokens),
      ("output_tokens", outputTokens),
      ("prompt_tokens", promptTokens),
      ("completion_tokens", completionTokens),
      ("padding_tokens", paddingTokens),
      ("sequences", sequences),
      ("articles", articles),
      ("tokens_dropped_from_packing", tokensDroppedFromPacking),
      ("tokens_dropped_from_all_prompt", tokensDroppedFromAllPrompt),
    ]
  }
}
