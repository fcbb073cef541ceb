/// A value of a template while it runs; Python's types under Python's rules.
enum Value {
  case undefined(UndefinedValue)
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, in digits: it can be printed and compared, not computed with.
  case bigInteger(String)
  case float(Double)
  case string(Text)
  case list(ListValue)
  case dictionary(DictionaryValue)
  case namespace(NamespaceValue)
  case function(FunctionValue)
  case iterator(ValueIterator)
  case loop(LoopValue)

  static func string(_ string: String) -> Value { .string(Text(string)) }

  /// The text of a string.
  var text: Text? {
    if case .string(let text) = self { text } else { nil }
  }

  var isUndefined: Bool {
    if case .undefined = self { true } else { false }
  }

  var isNone: Bool {
    if case .none = self { true } else { false }
  }

  /// An integer or boolean as the index that Python takes it for.
  var index: Int? {
    switch self {
    case .integer(let value): value
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The levels of containers, this one included.
  var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .dictionary(let dictionary): dictionary.depth
    case .iterator(let iterator): iterator.depth
    case .function(let function): function.depth
    case .loop(let loop): loop.depth
    default: 0
    }
  }

  /// The message that the value is, is part of, or was made of.
  var message: Int? {
    switch self {
    case .string(let text): text.fieldMessage
    case .list(let list): list.message
    case .dictionary(let dictionary): dictionary.message
    default: nil
    }
  }

  /// The name of Python's type.
  var typeName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .boolean: "bool"
    case .integer, .bigInteger: "int"
    case .float: "float"
    case .string(let text): text.isMarkup ? "Markup" : "str"
    case .list(let list): list.kind.rawValue
    case .dictionary: "dict"
    case .namespace: "TemplateNamespace"
    case .function(let function): function.typeName
    case .iterator(let iterator): iterator.typeName
    case .loop: "LoopContext"
    }
  }

  /// The type as messages about undefined attributes name it.
  var objectTypeName: String {
    switch self {
    case .none: "None"
    case .string(let text) where text.isMarkup: "markupsafe.Markup object"
    case .namespace: "transformers.utils.chat_template_utils.TemplateNamespace object"
    case .loop: "jinja2.runtime.LoopContext object"
    case .function(let function) where function.typeName == "Macro": "jinja2.runtime.Macro object"
    default: typeName + " object"
    }
  }
}

/// Something that is not there, and what is said when it is used.
///
/// Templates ask for much that is not there, and say it seldom; the words are made when they are
/// needed. They must not hold a value, for that may hold this one.
final class UndefinedValue {
  let kind: TemplateError.Kind
  private let makeMessage: () -> String

  init(
    _ message: @autoclosure @escaping () -> String,
    _ kind: TemplateError.Kind = .undefined
  ) {
    makeMessage = message
    self.kind = kind
  }

  var message: String { makeMessage() }

  var error: TemplateError { TemplateError(kind, message) }
}

/// A sequence that does not change; what a template changes is a new one.
final class ListValue {
  /// Which of Python's sequences it is.
  enum Kind: String {
    case list
    case tuple
    case range
    case keys = "dict_keys"
    case values = "dict_values"
    case items = "dict_items"
  }

  let items: [Value]
  let kind: Kind
  let depth: Int
  /// What it is in the context; nil if the template made it.
  let field: Field?
  let message: Int?
  /// Where it stands in the context.
  var place: RecordPlace?

  init(_ items: [Value], _ kind: Kind = .list, depth: Int, field: Field? = nil, message: Int? = nil)
  {
    self.items = items
    self.kind = kind
    self.depth = depth
    self.field = field
    self.message = field?.message ?? message
  }

  /// Whether it can be indexed.
  var isIndexable: Bool { kind == .list || kind == .tuple || kind == .range }
}

/// A mapping in order; it does not change once a template has it.
final class DictionaryValue {
  private(set) var keys: [Value] = []
  private(set) var values: [Value] = []
  /// The number of bytes of each key, or -1 for one that is no string: few keys have the same.
  private var byteCounts: [Int] = []
  private var places: [HashedKey: Int] = [:]
  private(set) var depth = 1
  let field: Field?
  let message: Int?
  /// Where it stands in the context; nil if the template made it.
  var place: RecordPlace?

  private static let searchedCount = 8

  init(field: Field? = nil, message: Int? = nil) {
    self.field = field
    self.message = field?.message ?? message
  }

  var count: Int { keys.count }

  /// The value of a string key.
  func value(of key: Text) -> Value? {
    if places.isEmpty { return searchedPlace(of: key).map { values[$0] } }
    return places[.text(key)].map { values[$0] }
  }

  func value(of key: HashedKey) -> Value? { place(of: key).map { values[$0] } }

  /// Sets a value; the key keeps its first place.
  func set(_ key: Value, _ hashed: HashedKey, _ value: Value) {
    depth = max(depth, 1 + value.depth, 1 + key.depth)
    if let place = place(of: hashed) {
      values[place] = value
      return
    }
    append(key, value)
    if !places.isEmpty {
      places[hashed] = keys.count - 1
    } else if keys.count > Self.searchedCount {
      for (index, key) in keys.enumerated() {
        if let hashed = HashedKey(key) { places[hashed] = index }
      }
    }
  }

  /// Sets a value; the key keeps its first place.
  func set(_ key: String, _ value: Value) {
    let text = Text.shared(key)
    guard places.isEmpty else { return set(.string(text), .text(text), value) }
    if let place = searchedPlace(of: text) {
      depth = max(depth, 1 + value.depth)
      values[place] = value
    } else if keys.count < Self.searchedCount {
      depth = max(depth, 1 + value.depth)
      append(.string(text), value)
    } else {
      set(.string(text), .text(text), value)
    }
  }

  func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
    byteCounts.reserveCapacity(count)
  }

  private func searchedPlace(of key: Text) -> Int? {
    let byteCount = key.byteCount
    for (index, count) in byteCounts.enumerated() where count == byteCount {
      if case .string(let text) = keys[index], text == key { return index }
    }
    return nil
  }

  private func append(_ key: Value, _ value: Value) {
    keys.append(key)
    values.append(value)
    byteCounts.append(key.text?.byteCount ?? -1)
  }

  private func place(of key: HashedKey) -> Int? {
    guard places.isEmpty else { return places[key] }
    if case .text(let text) = key { return searchedPlace(of: text) }
    return keys.firstIndex { HashedKey($0) == key }
  }
}

/// What a mapping finds its keys by: equal numbers are equal keys, whatever their type.
enum HashedKey: Hashable {
  case none
  case integer(Int)
  case float(Double)
  case big(String)
  case text(Text)
  case tuple([HashedKey])
  case object(ObjectIdentifier)
  case undefined

  /// Nil for a value that Python cannot hash.
  init?(_ value: Value) {
    switch value {
    case .none: self = .none
    case .boolean(let boolean): self = .integer(boolean ? 1 : 0)
    case .integer(let integer): self = .integer(integer)
    case .bigInteger(let digits): self = .big(digits)
    case .float(let float): self = Int(exactly: float).map { .integer($0) } ?? .float(float)
    case .string(let text): self = .text(text)
    case .list(let list) where list.kind == .tuple:
      var parts: [HashedKey] = []
      for item in list.items {
        guard let part = HashedKey(item) else { return nil }
        parts.append(part)
      }
      self = .tuple(parts)
    case .list(let list) where list.kind == .range: self = .object(ObjectIdentifier(list))
    case .list, .dictionary: return nil
    case .undefined: self = .undefined
    case .namespace(let object): self = .object(ObjectIdentifier(object))
    case .function(let object): self = .object(ObjectIdentifier(object))
    case .iterator(let object): self = .object(ObjectIdentifier(object))
    case .loop(let object): self = .object(ObjectIdentifier(object))
    }
  }
}

/// A namespace: the one thing whose attributes a template can set.
final class NamespaceValue {
  /// An attribute, by the number of its name.
  struct Entry: BitwiseCopyable {
    let name: Int32
    var value: Operand
  }

  /// In the order in which they were first set.
  let entries = Row<Entry>(capacity: 8)

  var count: Int { entries.count }

  func value(of name: Int32) -> Operand? {
    for place in 0..<entries.count where entries[place].name == name {
      return entries[place].value
    }
    return nil
  }

  func set(_ name: Int32, _ value: Operand) {
    for place in 0..<entries.count where entries[place].name == name {
      entries[place] = Entry(name: name, value: value)
      return
    }
    entries.append(Entry(name: name, value: value))
  }

  func removeAll() { entries.removeAll() }
}

/// Something that can be called.
final class FunctionValue {
  /// What is called.
  enum Kind {
    case global(String)
    case method(Value, String)
    case macro(Macro)
    /// `loop(…)` of a recursive loop, by its number.
    case recursion(Int32, level: Int)
  }

  let kind: Kind
  let depth: Int
  /// Where a macro was defined.
  let scope: Held<Scope>?
  /// The macro, if it is one.
  let macro: Held<Macro>?
  /// Whether it is the function `namespace`.
  let makesNamespace: Bool

  init(_ kind: Kind, scope: Held<Scope>? = nil) {
    self.kind = kind
    self.scope = scope
    if case .method(let receiver, _) = kind { depth = receiver.depth + 1 } else { depth = 0 }
    if case .macro(let macro) = kind { self.macro = Held(macro) } else { macro = nil }
    if case .global("namespace") = kind { makesNamespace = true } else { makesNamespace = false }
  }

  var typeName: String {
    switch kind {
    case .macro: "Macro"
    case .global(let name):
      switch name {
      case "dict": "TemplateDict"
      case "namespace": "type"
      default: "function"
      }
    case .method: "builtin_function_or_method"
    case .recursion: "function"
    }
  }
}

/// Values that come one by one, once.
final class ValueIterator {
  typealias Next = () throws(TemplateError) -> Value?
  typealias NextOperand = (Evaluator) throws(TemplateError) -> Operand?

  let depth: Int
  let typeName: String
  /// What makes them; one of the two.
  private let produce: Next?
  private let produceOperand: NextOperand?
  /// Whether there may be more; not while one is made.
  private var isOpen = true

  init(depth: Int, typeName: String = "generator", _ produce: @escaping Next) {
    self.depth = depth
    self.typeName = typeName
    self.produce = produce
    produceOperand = nil
  }

  /// Makes an iterator over what is better handed about as operands.
  init(operands depth: Int, _ produce: @escaping NextOperand) {
    self.depth = depth
    typeName = "generator"
    self.produce = nil
    produceOperand = produce
  }

  convenience init(_ list: [Value], depth: Int, typeName: String = "list_iterator") {
    var index = 0
    self.init(depth: depth, typeName: typeName) { () throws(TemplateError) -> Value? in
      guard index < list.count else { return nil }
      index += 1
      return list[index - 1]
    }
  }

  /// The next value; nil at the end, and after an error.
  func next(in evaluator: Evaluator) throws(TemplateError) -> Value? {
    guard isOpen else { return nil }
    if let produce {
      isOpen = false
      let value = try produce()
      isOpen = value != nil
      return value
    }
    guard let operand = try nextOperand(in: evaluator) else { return nil }
    return try evaluator.value(of: operand)
  }

  /// The same as an operand.
  func nextOperand(in evaluator: Evaluator) throws(TemplateError) -> Operand? {
    guard isOpen else { return nil }
    guard let produceOperand else {
      return try next(in: evaluator).map { evaluator.operand(of: $0) }
    }
    isOpen = false
    let operand = try produceOperand(evaluator)
    isOpen = operand != nil
    return operand
  }
}
