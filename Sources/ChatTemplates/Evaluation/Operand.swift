/// What an expression gives, as the evaluator hands it about.
///
/// What stands in the context stays there: an operand names its place, and a `Value` is made of it
/// only where something asks for one (`Evaluator.value(of:)`). Both say the same. An operand is
/// trivial: what it names is held by the evaluator until the rendering ends.
enum Operand: BitwiseCopyable {
  case undefined(Missing)
  case none
  case boolean(Bool)
  case integer(Int)
  /// A string that stands in the template or the context.
  case string(Passage)
  /// Several of them, one after the other.
  case joined(JoinedText)
  /// An array or object of the context.
  case record(RecordPlace)
  case list(Held<OperandList>)
  case loop(Held<LoopValue>)
  case namespace(Held<NamespaceValue>)
  /// Anything else.
  case other(Held<ValueBox>)

  var isNone: Bool {
    if case .none = self { true } else { false }
  }

  var isFalse: Bool {
    if case .boolean(false) = self { true } else { false }
  }

  var isUndefined: Bool {
    switch self {
    case .undefined: true
    case .other(let box): box.object.value.isUndefined
    default: false
    }
  }

  /// An integer or boolean as the index that Python takes it for.
  var index: Int? {
    switch self {
    case .integer(let value): value
    case .boolean(let value): value ? 1 : 0
    case .other(let box): box.object.value.index
    default: nil
    }
  }
}

/// An object that an evaluator holds until its rendering ends, named without being counted.
// Safe: `Evaluator` makes these of what it holds only, and hands none on when it lets go of it.
@safe
struct Held<Object: AnyObject>: BitwiseCopyable {
  private let reference: Unmanaged<Object>

  /// Names an object that the evaluator holds already.
  init(_ object: Object) {
    unsafe reference = .passUnretained(object)
  }

  /// Names an object that somebody holds.
  init(_ reference: Unmanaged<Object>) {
    unsafe self.reference = reference
  }

  /// Whether both name the same object.
  @inline(__always)
  func isSame(as other: Held<Object>) -> Bool {
    unsafe reference.toOpaque() == other.reference.toOpaque()
  }

  @inline(__always)
  var object: Object { unsafe reference._withUnsafeGuaranteedRef { $0 } }

  /// Hands the object to `body`, for hot loops: nothing is counted on the way.
  @inline(__always)
  func with<Result>(_ body: (Object) -> Result) -> Result {
    unsafe reference._withUnsafeGuaranteedRef { body($0) }
  }

  /// The same where `body` may throw.
  @inline(__always)
  func attempt<Success>(
    _ body: (Object) throws(TemplateError) -> Success
  ) throws(TemplateError) -> Success {
    let result = unsafe reference._withUnsafeGuaranteedRef { object in
      Result { () throws(TemplateError) in try body(object) }
    }
    return try result.get()
  }
}

/// Why something is undefined; the words are made when they are needed.
enum Missing: BitwiseCopyable {
  /// A variable that is not set.
  case name(Int32)
  /// A key that an object of the context does not have.
  case member(Int32)
  /// An attribute that a string does not have.
  case stringMember(Int32)
  /// What an inline `if` without `else` gives, by its place in the source.
  case otherwise(Int32)
}

/// A part of a string of the template or the context, by its source's number.
struct Passage: BitwiseCopyable {
  /// The source of the template's literals.
  static let literals: Int32 = 0

  /// The empty string, of no source in particular.
  static let empty = Passage(source: literals, start: 0, end: 0)

  var source: Int32
  var start: Int32
  var end: Int32
  /// The message whose iteration was running when a literal was evaluated; -1 for none.
  var message: Int32 = -1

  var count: Int { Int(end &- start) }
  var isEmpty: Bool { end == start }
}

/// Where an array or object stands in the context.
struct RecordPlace: BitwiseCopyable, Hashable {
  /// The number of the source: the message or variable that it is or is within.
  var source: Int32
  /// The index of its first word.
  var index: Int32
}

/// A string of several passages, a stretch of the evaluator's.
struct JoinedText: BitwiseCopyable {
  var start: Int32
  var count: Int32
  var byteCount: Int

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A list of operands, which does not change while its rendering runs.
final class OperandList {
  let items: Row<Operand>
  /// Whether it is the variable `messages` itself.
  let isMessages: Bool
  /// The message that it is made of.
  let message: Int?
  /// The same as a value, once it is made.
  var value: ListValue?

  init(_ items: Row<Operand>, isMessages: Bool = false, message: Int? = nil) {
    self.items = items
    self.isMessages = isMessages
    self.message = message
  }
}

/// A value that is no operand of its own kind.
final class ValueBox {
  let value: Value
  /// The same, if it is a function.
  let function: Held<FunctionValue>?

  init(_ value: Value) {
    self.value = value
    if case .function(let function) = value {
      self.function = Held(function)
    } else {
      function = nil
    }
  }
}
