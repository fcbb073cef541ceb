package import JSON

/// What a chat is rendered with.
///
/// It is one reference, so that handing it on counts one; a copy that is changed is made then.
package struct RenderContext: Sendable {
  private(set) var storage: Storage

  /// The messages, objects as they are in the record.
  package var messages: [JSONItem] {
    get { storage.messages }
    _modify {
      own()
      yield &storage.messages
    }
  }
  /// The tools, or null.
  package var tools: JSONItem {
    get { storage.tools }
    _modify {
      own()
      yield &storage.tools
    }
  }
  /// The documents, or null.
  package var documents: JSONItem {
    get { storage.documents }
    _modify {
      own()
      yield &storage.documents
    }
  }
  /// Whether the template is to end with what opens an answer.
  package var addGenerationPrompt: Bool {
    get { storage.addGenerationPrompt }
    _modify {
      own()
      yield &storage.addGenerationPrompt
    }
  }
  /// What the user passes: other variables.
  package var variables: JSONObject {
    get { storage.variables }
    _modify {
      own()
      yield &storage.variables
    }
  }
  /// What is the same for many chats: the special tokens.
  ///
  /// Other variables of the same names hide them.
  package var constants: RenderConstants? {
    get { storage.constants }
    _modify {
      own()
      yield &storage.constants
    }
  }
  /// What `strftime_now` tells.
  package var now: CalendarTime {
    get { storage.now }
    _modify {
      own()
      yield &storage.now
    }
  }
  /// When a template is stopped.
  package var limits: RenderLimits {
    get { storage.limits }
    _modify {
      own()
      yield &storage.limits
    }
  }

  /// Makes a context of messages where they stand.
  package init(_ messages: [JSONItem], now: CalendarTime = CalendarTime()) {
    storage = Storage(messages, now)
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

extension RenderContext {
  /// What a context holds.
  // Proof of `@unchecked`: it is changed only through a context that alone holds it.
  final class Storage: @unchecked Sendable {
    var messages: [JSONItem] {
      didSet { noteMessages() }
    }
    var tools = JSONItem.null
    var documents = JSONItem.null
    var addGenerationPrompt = false
    var variables = JSONObject() {
      didSet { hasVariables = variables.count > 0 }
    }
    var constants: RenderConstants? {
      didSet { constantsID = constants.map(ObjectIdentifier.init) }
    }
    var now: CalendarTime
    var limits = RenderLimits()
    // What of these is asked for in each rendering, without a count.
    /// The text that the first message stands in.
    private(set) var firstText: Held<JSONText>?
    private(set) var hasVariables = false
    private(set) var constantsID: ObjectIdentifier?

    init(_ messages: [JSONItem], _ now: CalendarTime) {
      self.messages = messages
      self.now = now
      noteMessages()
    }

    /// Makes a copy that somebody else may change.
    init(copying other: Storage) {
      messages = other.messages
      tools = other.tools
      documents = other.documents
      addGenerationPrompt = other.addGenerationPrompt
      variables = other.variables
      constants = other.constants
      now = other.now
      limits = other.limits
      (hasVariables, constantsID) = (other.hasVariables, other.constantsID)
      noteMessages()
    }

    private func noteMessages() {
      firstText = messages.first.map { Held($0.text) }
    }
  }

  /// Sees to it that no other context has the same storage.
  private mutating func own() {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
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
