import DataPrep

/// What a tokenizer holds, as text.
struct TokenizerReportText {
  /// Added tokens that are listed before the rest is only counted.
  private static let listedTokens = 12

  let report: TokenizerReport
  let colours: Colours

  /// The text, with a line end after each line.
  var text: String {
    [
      colours.paint(VisibleText.inOneLine(report.path), .heading) + "\n",
      colours.section("Model", steps([report.model]) + vocabulary),
      colours.section("Pipeline", pipeline),
      colours.section("Special tokens", specialTokens),
      colours.section("Added tokens", addedTokens),
      colours.section("Chat template", [chatTemplate]),
    ]
    .joined(separator: "\n")
  }

  private var vocabulary: [String] {
    var table = Table([.left, .right])
    table.add("tokens", Numbers.grouped(report.modelTokenCount))
    if let merges = report.mergeCount { table.add("merges", Numbers.grouped(merges)) }
    table.add("added tokens", Numbers.grouped(report.addedTokens.count))
    table.add("vocabulary size", Numbers.grouped(report.vocabularySize))
    return table.lines
  }

  private var pipeline: [String] {
    [
      ("normalizer", report.normalizer), ("pre-tokenizer", report.preTokenizer),
      ("post-processor", report.postProcessor), ("decoder", report.decoder),
    ]
    .flatMap { name, components in
      components.isEmpty ? ["  \(name): none"] : ["  \(name):"] + steps(components, deeper: "  ")
    }
  }

  /// A line for each component: its type and its settings.
  private func steps(
    _ components: [TokenizerReport.Component],
    deeper indentation: String = ""
  ) -> [String] {
    components.map { component in
      let settings = component.settings.map { setting in
        let value = VisibleText.inOneLine(setting.value)
        return " \(VisibleText.inOneLine(setting.name)) "
          + colours.paint(setting.isText ? "\"\(value)\"" : value, .hint)
      }
      return "  " + indentation + VisibleText.inOneLine(component.type)
        + settings.joined(separator: ",")
    }
  }

  private var specialTokens: [String] {
    var table = Table([.left, .right, .left])
    for token in report.specialTokens {
      table.add(token.role, "\(token.id)", VisibleText.inOneLine(token.content))
    }
    return report.specialTokens.isEmpty ? ["  none is named"] : table.lines
  }

  private var addedTokens: [String] {
    guard !report.addedTokens.isEmpty else { return ["  none"] }
    var table = Table([.right, .left, .left])
    for token in report.addedTokens.prefix(Self.listedTokens) {
      table.add(
        "\(token.id)",
        VisibleText.inOneLine(token.content),
        token.isSpecial ? "special" : ""
      )
    }
    let rest = report.addedTokens.count - Self.listedTokens
    return table.lines + (rest > 0 ? ["  … and \(Numbers.grouped(rest)) more"] : [])
  }

  private var chatTemplate: String {
    "  "
      + (report.chatTemplateFiles.isEmpty
        ? "none" : "in " + report.chatTemplateFiles.joined(separator: " and in "))
  }
}

/// What a tokenizer holds, as JSON; keys are added, never renamed or removed.
///
/// `{"path", "model", "model_tokens", "merges", "vocabulary_size", "normalizer", "pre_tokenizer",
/// "post_processor", "decoder", "special_tokens", "added_tokens", "chat_template"}`; a component is
/// `{"type", "settings": {…}}` with every value as text.
struct TokenizerReportJSON {
  let report: TokenizerReport

  /// The object.
  var value: JSONText {
    .object([
      ("path", .string(report.path)),
      ("model", Self.component(report.model)),
      ("model_tokens", .integer(report.modelTokenCount)),
      ("merges", report.mergeCount.map { .integer($0) } ?? .null),
      ("vocabulary_size", .integer(report.vocabularySize)),
      ("normalizer", .array(report.normalizer.map(Self.component))),
      ("pre_tokenizer", .array(report.preTokenizer.map(Self.component))),
      ("post_processor", .array(report.postProcessor.map(Self.component))),
      ("decoder", .array(report.decoder.map(Self.component))),
      (
        "special_tokens",
        .object(
          report.specialTokens.map { token in
            (
              token.role,
              .object([("id", .integer(Int(token.id))), ("content", .string(token.content))])
            )
          }
        )
      ),
      ("added_tokens", .array(report.addedTokens.map(Self.addedToken))),
      ("chat_template", .array(report.chatTemplateFiles.map { .string($0) })),
    ])
  }

  private static func component(_ component: TokenizerReport.Component) -> JSONText {
    .object([
      ("type", .string(component.type)),
      ("settings", .object(component.settings.map { ($0.name, .string($0.value)) })),
    ])
  }

  private static func addedToken(_ token: TokenizerReport.AddedToken) -> JSONText {
    .object([
      ("id", .integer(Int(token.id))),
      ("content", .string(token.content)),
      ("special", .boolean(token.isSpecial)),
    ])
  }
}
