/// A chat template, compiled.
///
/// The language is that of Jinja2 3.1.6 as `transformers` sets it up: an immutable sandbox with
/// `trim_blocks`, `lstrip_blocks`, loop controls, `{% generation %}`, `raise_exception`,
/// `strftime_now` and a `tojson` that is `json.dumps`. What no chat template uses is refused by name:
/// template inheritance, `include`, `import` and `autoescape`.
///
/// A template is a value; any number of threads may render it at once.
package struct ChatTemplate: Sendable {
  private let evaluators: EvaluatorPool

  /// Compiles a template.
  package init(_ source: String) throws(TemplateError) {
    evaluators = EvaluatorPool(try TemplateProgram(source))
  }

  /// What the template makes of a chat.
  ///
  /// - Throws: what the reference raises for the same chat, or that a limit is reached.
  package func render(_ context: RenderContext) throws(TemplateError) -> RenderedChat {
    try evaluators.render(context)
  }

  /// Whether both are the same template, compiled once.
  package func isSame(as other: ChatTemplate) -> Bool { evaluators === other.evaluators }

  /// The names of the variables that the template mentions, its own and built-in ones too.
  package var names: Set<String> { Set(evaluators.program.names) }

  /// Whether the template marks what the model writes with `{% generation %}`.
  package var marksGeneration: Bool { evaluators.program.usesGeneration }
}
