import ChatTemplates
import JSON

/// Renders records with one template, and finds their turns.
struct RecordRenderer: Sendable {
  /// A record as its template makes it.
  struct Rendering: Sendable {
    let context: RenderContext
    let rendered: RenderedChat
    let labelled: LabelledChat
    let template: ChatTemplate
    /// The variables that hold special tokens.
    let specialVariables: Set<String>
  }

  /// A template and what is known of its turns.
  private struct Prepared: Sendable {
    let template: ChatTemplate
    let grammars: TurnGrammars
  }

  private let prepared: Result<Prepared, TemplateError>
  /// For records with tools, where a tokenizer has a template of its own for them.
  private let forTools: Prepared?
  private let constants: RenderConstants
  private let specialNames: Set<String>
  private let now: CalendarTime
  private let trainedText: TrainedText

  /// Compiles a template; one with a fault is kept, and every record tells it.
  init(
    template source: String,
    specialTokens: SpecialTokenList,
    now: CalendarTime,
    trainedText: TrainedText
  ) {
    prepared = Result { () throws(TemplateError) in
      let template = try ChatTemplate(source)
      let grammars = TurnGrammars(template, specialTokens: specialTokens.strings)
      return Prepared(template: template, grammars: grammars)
    }
    forTools = nil
    constants = RenderConstants(specialTokens.variables)
    specialNames = Set(specialTokens.variables.keys)
    self.now = now
    self.trainedText = trainedText
  }

  /// Takes the templates of a tokenizer.
  init(
    _ source: ChatTemplateSource,
    specialTokens: SpecialTokenList,
    now: CalendarTime,
    trainedText: TrainedText
  ) {
    func prepare(_ named: ChatTemplateSource.Named) -> Prepared {
      let grammars = TurnGrammars(named.template, specialTokens: specialTokens.strings)
      return Prepared(template: named.template, grammars: grammars)
    }
    prepared = .success(prepare(source.usual))
    forTools = source.forTools.map(prepare)
    constants = RenderConstants(specialTokens.variables)
    specialNames = Set(specialTokens.variables.keys)
    self.now = now
    self.trainedText = trainedText
  }

  /// Renders a record.
  ///
  /// - Parameters:
  ///   - context: What the record gives the template.
  ///   - firstMessage: The first message whose turn may be trained.
  /// - Returns: The text with its turns.
  /// - Throws: What the template says.
  func render(
    _ context: RenderContext,
    trainedFrom firstMessage: Int = 0
  ) throws(TemplateError) -> Rendering {
    let prepared = try prepared(for: context)
    let rendered = try prepared.template.render(context)
    let labelled = LabelledChat(
      rendered,
      of: context,
      grammar: prepared.grammars.grammar(for: context),
      training: trainedText.turns,
      from: firstMessage
    )
    return Rendering(
      context: context,
      rendered: rendered,
      labelled: labelled,
      template: prepared.template,
      specialVariables: specialNames
    )
  }

  private func prepared(for context: RenderContext) throws(TemplateError) -> Prepared {
    let usual = try prepared.get()
    if let forTools, context.hasTools { return forTools }
    return usual
  }

  /// The template of a record.
  ///
  /// - Throws: The fault of a template that was not compiled.
  func template(for context: RenderContext) throws(TemplateError) -> ChatTemplate {
    try prepared(for: context).template
  }

  /// Renders the records of a file that are wanted, in order; blank lines are passed over.
  ///
  /// - Parameters:
  ///   - path: A file with one record a line, or `-` for standard input.
  ///   - wanted: The numbers of the records, from 0.
  ///   - body: Receives the number of each record, with what became of it.
  /// - Throws: ``DataPrepError`` where the file cannot be read or no record is wanted of it, and what
  ///   `body` throws.
  func walk(
    _ path: String,
    _ wanted: Range<Int>,
    _ body: (Int, Result<Rendering, RenderFailure>) throws -> Void
  ) throws {
    var number = 0
    try JSONLines(path: path, passesOverBlankLines: true).walk { result in
      defer { number += 1 }
      guard wanted.contains(number) else { return }
      switch result {
      case .failure(let fault): try body(number, .failure(RenderFailure(record: fault.message)))
      case .success(let node): try body(number, rendering(of: node))
      }
    }
    try Self.require(wanted, among: number)
  }

  /// Reads the records of a file that are wanted, in order; blank lines are passed over.
  ///
  /// - Parameters:
  ///   - path: A file with one record a line, or `-` for standard input.
  ///   - wanted: The numbers of the records, from 0.
  ///   - body: Receives what each record gives the template; nil for one that is no chat.
  /// - Throws: ``DataPrepError`` where the file cannot be read or no record is wanted of it.
  func walkContexts(
    _ path: String,
    _ wanted: Range<Int>,
    _ body: (RenderContext?) -> Void
  ) throws {
    var number = 0
    try JSONLines(path: path, passesOverBlankLines: true).walk { result in
      defer { number += 1 }
      guard wanted.contains(number) else { return }
      body((try? result.get()).flatMap { try? context(of: $0)?.context })
    }
    try Self.require(wanted, among: number)
  }

  /// Refuses numbers of records that begin behind the last one.
  private static func require(_ wanted: Range<Int>, among count: Int) throws(DataPrepError) {
    guard wanted.lowerBound > 0, wanted.lowerBound >= count else { return }
    let end = wanted.upperBound == .max ? "" : String(wanted.upperBound)
    let records = count == 1 ? "1 record" : "\(count) records"
    throw DataPrepError(
      .invalidPlan,
      found: "--rows is \(wanted.lowerBound):\(end), but the input has \(records), counted from 0"
    )
  }

  private func rendering(of record: JSONNode) -> Result<Rendering, RenderFailure> {
    do throws(DataPrepError) {
      guard let (context, firstMessage) = try context(of: record) else {
        return .failure(RenderFailure(record: #"expected an object with a list under "messages""#))
      }
      do throws(TemplateError) {
        return .success(try render(context, trainedFrom: firstMessage))
      } catch {
        return .failure(RenderFailure(error))
      }
    } catch {
      return .failure(RenderFailure(record: error.message))
    }
  }

  /// What a record gives a template, and the first message whose turn may be trained.
  ///
  /// Of `messages`, or of a list, the messages are taken as they are, with `tools`, `documents`,
  /// `add_generation_prompt`, and every other key as a variable. Records of the other schemas become
  /// the chats that `convert` makes of them.
  ///
  /// - Returns: nil where there are no messages.
  /// - Throws: ``DataPrepError`` without a place: what ``ExampleReader`` throws.
  private func context(
    of node: JSONNode
  ) throws(DataPrepError) -> (context: RenderContext, firstMessage: Int)? {
    if let context = context(ofMessagesIn: node) { return (context, 0) }
    let reader = ExampleReader(schema: .auto, fieldNames: FieldNames(), categories: nil)
    guard reader.recognised(node) != nil else { return nil }
    let chat =
      switch unsafe try reader.read(node).content {
      case .chat(let chat): chat
      case .pairs(let example):
        unsafe Chat(example, prefix: [], suffix: [], promptOnly: .keep, hasCategories: false)
      }
    var settings = RenderContext.Settings(chat.messages, now: now)
    settings.tools = chat.tools
    settings.documents = chat.documents
    settings.constants = constants
    settings.variables = chat.variables
    return (RenderContext(settings), chat.promptMessageCount)
  }

  /// What a record gives that has `messages`, or is their list; nil for any other.
  private func context(ofMessagesIn node: JSONNode) -> RenderContext? {
    let list: JSONNode
    if node.kind == .array {
      let first = node.elements.first { _ in true }
      let hasOtherForm = ["from", "prompt", "completion"].contains { first?[$0] != nil }
      if hasOtherForm, first?["role"] == nil { return nil }
      list = node
    } else {
      guard let messages = node["messages"], messages.kind == .array else { return nil }
      list = messages
    }
    let record = JSONItem(copying: node)
    var settings = RenderContext.Settings(list.elements.map { record.item(at: $0) }, now: now)
    settings.constants = constants
    for member in node.members {
      switch member.key {
      case "messages": break
      case "tools": settings.tools = record.item(at: member.node)
      case "documents": settings.documents = record.item(at: member.node)
      case "add_generation_prompt": settings.addGenerationPrompt = member.node.isTrue
      case "chat_template_kwargs" where member.node.kind == .object:
        for (key, value) in member.node.value.object ?? JSONObject() {
          settings.variables[key] = value
        }
      case let key: settings.variables[key] = member.node.value
      }
    }
    return RenderContext(settings)
  }
}

extension RenderContext {
  fileprivate var hasTools: Bool { !settings.tools.isNull }
}

extension JSONNode {
  /// Whether a template's `if` would take it for true.
  fileprivate var isTrue: Bool {
    switch kind {
    case .null: false
    case .boolean: boolean == true
    case .string: string?.isEmpty == false
    case .array, .object: count > 0
    case .integer, .unsigned, .double, .bigNumber: double != 0
    }
  }
}
