import JSON

@testable import ChatTemplates

/// Renders a template with the variables of a JSON text.
func render(_ template: String, _ context: String = "{}") throws -> RenderedChat {
  try ChatTemplate(template).render(
    RenderContext(json: try JSONParser().parse(copying: context).value)
  )
}

/// What `template` gives: its text, or its error's kind, place and message.
func outcome(_ template: String, _ context: String = "{}") throws -> String {
  let json = try JSONParser().parse(copying: context).value
  do throws(TemplateError) {
    return try ChatTemplate(template).render(RenderContext(json: json)).text
  } catch {
    return "\(error.kind) \(error.line):\(error.column) \(error.message)"
  }
}

extension RenderContext {
  /// Makes a context whose variables are an object's members.
  init(json: JSONValue) {
    var settings = RenderContext.Settings(
      (json["messages"]?.array ?? []).map { JSONItem($0) },
      now: CalendarTime(year: 2024, month: 7, day: 26, hour: 12, minute: 34, second: 56)
    )
    for (name, value) in json.object ?? JSONObject() {
      switch name {
      case "messages": break
      case "tools": settings.tools = JSONItem(value)
      case "documents": settings.documents = JSONItem(value)
      case "add_generation_prompt": settings.addGenerationPrompt = value.boolean ?? false
      default: settings.variables[name] = value
      }
    }
    self.init(settings)
  }
}
