package import JSON

/// What a chat is rendered with.
///
/// It is one reference to settings that never change, so that handing it on counts one, and a rendering
/// reads them without a check. Whoever changes one setting makes a copy of all: several are set in
/// ``Settings`` first.
@dynamicMemberLookup
package struct RenderContext: Sendable {
  let storage: Storage

  /// What a context holds.
  package struct Settings: Sendable {
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
    /// When a template is stopped.
    package var limits = RenderLimits()
    /// What `strftime_now` tells.
    package var now: CalendarTime

    /// Settings of messages where they stand.
    package init(_ messages: [JSONItem], now: CalendarTime = CalendarTime()) {
      self.messages = messages
      self.now = now
    }
  }

  /// Makes a context of settings.
  package init(_ settings: Settings) {
    storage = Storage(settings)
  }

  /// Makes a context of messages where they stand.
  package init(_ messages: [JSONItem], now: CalendarTime = CalendarTime()) {
    self.init(Settings(messages, now: now))
  }

  /// Makes a context of messages that are written down first.
  package init(messages: [JSONValue], now: CalendarTime = CalendarTime()) {
    self.init(messages.map { JSONItem($0) }, now: now)
  }

  /// The settings.
  package var settings: Settings { storage.settings }

  /// A setting; changing it copies all of them.
  package subscript<Setting>(dynamicMember path: WritableKeyPath<Settings, Setting>) -> Setting {
    get { storage.settings[keyPath: path] }
    set {
      var settings = storage.settings
      settings[keyPath: path] = newValue
      self = RenderContext(settings)
    }
  }

  /// The variable of a name, but for those that every chat has; nil if there is none.
  package func variable(_ name: String) -> JSONItem? {
    let settings = storage.settings
    if settings.variables.count > 0, let value = settings.variables[name] {
      return JSONItem(value)
    }
    return settings.constants?.items[name]
  }

  /// The variable of a name; nil if there is none.
  func item(ofVariable name: String) -> JSONItem? {
    switch name {
    case "tools": storage.settings.tools
    case "documents": storage.settings.documents
    default: variable(name)
    }
  }
}

extension RenderContext {
  /// What a context refers to: its settings, and what each rendering asks of them first.
  // Proof of `@unchecked`: nothing changes, and what is named without a count is held by `settings`.
  final class Storage: @unchecked Sendable {
    /// The text that the first message stands in, as most do, and its memory.
    let firstText: Held<JSONText>?
    let firstMemory: JSONText.Memory?
    let hasVariables: Bool
    let constantsID: ObjectIdentifier?
    let settings: Settings

    init(_ settings: Settings) {
      self.settings = settings
      let text = settings.messages.first?.text
      firstText = text.map { Held($0) }
      firstMemory = text?.memory
      hasVariables = settings.variables.count > 0
      constantsID = settings.constants.map(ObjectIdentifier.init)
    }
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
