import ChatTemplates
import JSON

/// The chat templates that a plan names or a tokenizer brings, compiled.
///
/// They are found as `transformers` finds them: a file that the plan names; else
/// `chat_template.jinja` beside the tokenizer, which hides what `tokenizer_config.json` holds, and
/// the named ones in `additional_chat_templates`; else the `chat_template` of
/// `tokenizer_config.json`, a text or a list of named ones. Of several, a record with tools takes
/// `tool_use` where there is one, any other record `default`, unless the plan names one.
struct ChatTemplateSource: Sendable {
  /// A template with its name and digest.
  struct Named: Sendable {
    var name: String
    var template: ChatTemplate
    /// The text as it stands in the file.
    var source: String
    /// SHA-256 of the source's UTF-8, in hexadecimal.
    var digest: String
  }

  /// For records without tools, and for those with tools where `forTools` is none.
  let usual: Named
  let forTools: Named?
  /// The file that they are from.
  let path: String

  /// Finds and compiles what a plan asks for.
  ///
  /// - Returns: `nil` where there is no template.
  /// - Throws: ``DataPrepError``: `unreadable`, `inputNotFound`, `badChatTemplate`.
  static func find(
    _ choice: ChatTemplateChoice,
    name: String?,
    tokenizer: TokenizerFolder
  ) throws(DataPrepError) -> ChatTemplateSource? {
    switch choice {
    case .none: return nil
    case .file(let path):
      let source = try text(of: path)
      return ChatTemplateSource(
        usual: try compile(source, name: name ?? "default", path: path),
        forTools: nil,
        path: path
      )
    case .automatic, .tokenizer:
      let (sources, path) = try sources(of: tokenizer)
      if sources.isEmpty {
        guard choice == .automatic, name == nil else {
          throw DataPrepError(
            .badChatTemplate,
            tokenizer.path,
            found: "there is no chat template beside the tokenizer"
          )
        }
        return nil
      }
      return try choose(among: sources, name, path)
    }
  }

  /// The templates: the usual one, and that for tools.
  var all: [Named] { [usual] + (forTools.map { [$0] } ?? []) }

  private static func choose(
    among sources: [(name: String, source: String)],
    _ name: String?,
    _ path: String
  ) throws(DataPrepError) -> ChatTemplateSource {
    func compiled(_ name: String) throws(DataPrepError) -> Named? {
      guard let found = sources.last(where: { $0.name == name }) else { return nil }
      return try compile(found.source, name: name, path: path)
    }
    let names = sources.map(\.name).joined(separator: ", ")
    if let name {
      guard let template = try compiled(name) else {
        throw DataPrepError(
          .badChatTemplate,
          path,
          found: "there is no chat template of that name; there is \(names)"
        )
      }
      return ChatTemplateSource(usual: template, forTools: nil, path: path)
    }
    if sources.count == 1, let only = sources.first {
      let template = try compile(only.source, name: only.name, path: path)
      return ChatTemplateSource(usual: template, forTools: nil, path: path)
    }
    guard let usual = try compiled("default") else {
      throw DataPrepError(
        .badChatTemplate,
        path,
        found: "there are several chat templates and none is the default: \(names); "
          + "--chat-template-name chooses one"
      )
    }
    return ChatTemplateSource(usual: usual, forTools: try compiled("tool_use"), path: path)
  }

  private static func sources(
    of tokenizer: TokenizerFolder
  ) throws(DataPrepError) -> (sources: [(name: String, source: String)], path: String) {
    guard let folder = tokenizer.folder else { return ([], tokenizer.path) }
    var sources: [(name: String, source: String)] = []
    var path = "\(folder)/tokenizer_config.json"
    let file = "\(folder)/chat_template.jinja"
    if FileSystem.exists(file) {
      path = file
      sources.append(("default", try text(of: file)))
    } else {
      sources = tokenizer.configuration.chatTemplates
    }
    let more = "\(folder)/additional_chat_templates"
    if FileSystem.isFolder(more) {
      for name in try FileSystem.names(in: more) where name.hasSuffix(".jinja") {
        sources.append((String(name.dropLast(6)), try text(of: "\(more)/\(name)")))
      }
    }
    return (sources, path)
  }

  private static func text(of path: String) throws(DataPrepError) -> String {
    let bytes = try FileBytes.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DataPrepError(.badChatTemplate, path, found: "the chat template is not UTF-8")
    }
    return text
  }

  private static func compile(
    _ source: String,
    name: String,
    path: String
  ) throws(DataPrepError) -> Named {
    do throws(TemplateError) {
      return Named(
        name: name,
        template: try ChatTemplate(source),
        source: source,
        digest: Checksum.hexadecimal(of: Array(source.utf8))
      )
    } catch {
      throw DataPrepError(
        .badChatTemplate,
        path,
        found: "the chat template is not one: \(error.sentence)"
      )
    }
  }
}

extension TemplateError {
  /// The place in the template and what went wrong there, in one line.
  var sentence: String {
    let place = line > 0 ? "line \(line), column \(column): " : ""
    return "\(place)\(kind): \(message)"
  }
}
