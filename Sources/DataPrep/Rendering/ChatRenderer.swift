import ChatTemplates
import JSON

/// Renders chats with the templates of a plan and finds their turns.
///
/// It is shared by all threads.
final class ChatRenderer: Sendable {
  private let source: ChatTemplateSource?
  private let templates: [ChatTemplateSource.Named]
  /// By template.
  private let grammars: [TurnGrammars]
  /// By template: the names of variables that it mentions.
  private let names: [Set<String>]
  /// The tokenizer's special tokens under the names that templates use.
  private let constants: RenderConstants
  private let specialNames: Set<String>
  private let now: CalendarTime
  private let trainedText: TrainedText
  /// Why there is no template, as a message says it.
  private let absence: String

  /// Creates a renderer, without a template where there is none.
  init(source: ChatTemplateSource?, plan: PreparationPlan, tokenizer: TokenizerFolder) {
    self.source = source
    constants = RenderConstants(tokenizer.templateVariables)
    specialNames = Set(constants.variables.keys)
    let tokens = tokenizer.specialTokenContents
    templates = source?.all ?? []
    grammars = templates.map { TurnGrammars($0.template, specialTokens: tokens) }
    names = templates.map(\.template.names)
    now = plan.date.flatMap(CalendarTime.init(iso:)) ?? .local
    trainedText = plan.trainedText
    absence =
      plan.chatTemplate == .none
      ? "--chat-template none leaves it without a template"
      : "there is no chat template beside the tokenizer \(tokenizer.path)"
  }

  /// The templates, for the report.
  var uses: [PreparationReport.ChatTemplateUse] {
    guard let source else { return [] }
    return source.all.map { template in
      PreparationReport.ChatTemplateUse(
        path: source.path,
        name: template.name,
        sha256: template.digest,
        date: template.template.names.contains("strftime_now") ? now.iso : nil
      )
    }
  }

  /// Renders a chat.
  ///
  /// - Throws: ``DataPrepError`` without a place: `unrenderable`, `noChatTemplate`.
  func label(_ chat: Chat, onlyLastTurn: Bool = false) throws(DataPrepError) -> LabelledText {
    guard let source else { throw DataPrepError(.noChatTemplate, found: absence) }
    let index = source.forTools != nil && chat.hasTools ? 1 : 0
    let template = templates[index].template
    let context = context(for: chat, names: names[index])
    let rendered = try render(template, context)
    let labelled = LabelledChat(
      rendered,
      of: context,
      grammar: grammars[index].grammar(for: context),
      training: onlyLastTurn ? .last : trainedText.turns,
      from: chat.promptMessageCount
    )
    return LabelledText(
      rendered: rendered,
      turns: labelled.turns,
      context: context,
      template: template,
      specialVariables: specialNames
    )
  }

  /// The text that an inference server would send for the messages before one.
  ///
  /// - Throws: ``DataPrepError`` without a place, with code `unrenderable`.
  func prompt(before message: Int, of text: LabelledText) throws(DataPrepError) -> [UInt8] {
    var context = text.context
    context.messages.removeLast(context.messages.count - message)
    context.addGenerationPrompt = true
    return try render(text.template, context).utf8
  }

  private func render(
    _ template: ChatTemplate,
    _ context: RenderContext
  ) throws(DataPrepError) -> RenderedChat {
    do throws(TemplateError) {
      return try template.render(context)
    } catch {
      throw DataPrepError(.unrenderable, found: error.sentence)
    }
  }

  /// What a template is given: only the variables that it mentions, so that a key that differs from
  /// record to record does not count as a setting of the template.
  private func context(for chat: Chat, names: Set<String>) -> RenderContext {
    var settings = RenderContext.Settings(chat.messages, now: now)
    settings.tools = chat.tools
    settings.documents = chat.documents
    settings.constants = constants
    for (key, value) in chat.variables where names.contains(key) && !specialNames.contains(key) {
      settings.variables[key] = value
    }
    return RenderContext(settings)
  }
}

extension Chat {
  /// Whether the record brings tools.
  fileprivate var hasTools: Bool { !tools.isNull }
}
