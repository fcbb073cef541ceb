package import JSON

/// What a chat is rendered with.
package struct RenderContext: Sendable {
  /// The messages, objects as they are in the record.
  package var messages: [JSONItem]
  /// The tools, or null.
  package var tools = JSONItem.null
  /// The documents, or null.
  package var documents = JSONItem.null
  /// Whether the template is to end with what opens an answer.
  package var addGenerationPrompt = false
  /// What the user passes: other variables.
  package var variables = JSONObject()
  /// What is the same for many chats: the special tokens.
  ///
  /// Other variables of the same names hide them.
  package var constants: RenderConstants?
  /// What `strftime_now` tells.
  package var now: CalendarTime
  /// When a template is stopped.
  package var limits = RenderLimits()

  /// Makes a context of messages where they stand.
  package init(_ messages: [JSONItem], now: CalendarTime = CalendarTime()) {
    self.messages = messages
    self.now = now
  }

  /// Makes a context of messages that are written down first.
  package init(messages: [JSONValue], now: CalendarTime = CalendarTime()) {
    self.init(messages.map { JSONItem($0) }, now: now)
  }

  /// The variable of a name, but for those that every chat has; nil if there is none.
  package func variable(_ name: String) -> JSONItem? {
    if variables.count > 0, let value = variables[name] { return JSONItem(value) }
    return constants?.items[name]
  }
}

/// Variables that many chats are rendered with.
package final class RenderConstants: Sendable {
  /// The variables in order.
  package let variables: JSONObject
  let items: [String: JSONItem]

  package init(_ variables: JSONObject) {
    self.variables = variables
    var items: [String: JSONItem] = [:]
    for (name, value) in variables { items[name] = JSONItem(value) }
    self.items = items
  }
}

/// A date and time of day in the Gregorian calendar, without a time zone.
package struct CalendarTime: Sendable, Hashable {
  /// The year, from 1 to 9999.
  package var year: Int
  /// The month, from 1.
  package var month: Int
  /// The day of the month, from 1.
  package var day: Int
  /// The hour, from 0 to 23.
  package var hour: Int
  /// The minute, from 0.
  package var minute: Int
  /// The second, from 0.
  package var second: Int

  /// Makes a time; fields beyond their ranges are moved to the nearest value.
  package init(
    year: Int = 1970,
    month: Int = 1,
    day: Int = 1,
    hour: Int = 0,
    minute: Int = 0,
    second: Int = 0
  ) {
    self.year = min(max(year, 1), 9999)
    self.month = min(max(month, 1), 12)
    self.day = min(max(day, 1), 31)
    self.hour = min(max(hour, 0), 23)
    self.minute = min(max(minute, 0), 59)
    self.second = min(max(second, 0), 59)
  }
}
