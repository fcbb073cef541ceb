/// An expression of a template.
indirect enum Expression: Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  case bigInteger(String)
  case float(Double)
  case string([UInt8])
  case name(Name)
  case list([Expression])
  case tuple([Expression])
  case dictionary([KeyAndValue])
  case attribute(Expression, AttributeName, place: Int)
  case item(Expression, Expression, place: Int)
  case slice(SliceBounds)
  case call(Expression, Arguments, place: Int)
  /// A filter; without an expression it is applied to a block's output.
  case filter(Expression?, FilterName, Arguments, place: Int)
  case test(Expression, TestName, Arguments, place: Int)
  case not(Expression)
  case negative(Expression, place: Int)
  case positive(Expression, place: Int)
  case arithmetic(Operator, Expression, Expression, place: Int)
  case concatenation([Expression])
  case comparison(Expression, [ComparisonPart], place: Int)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case conditional(test: Expression, then: Expression, otherwise: Expression?, place: Int)

  /// A key of a dictionary and its value.
  struct KeyAndValue: Sendable {
    let key: Expression
    let value: Expression
  }

  /// A comparison's operator and its right side.
  struct ComparisonPart: Sendable {
    let comparison: Comparison
    let right: Expression
  }

  /// The three parts of `a:b:c`.
  struct SliceBounds: Sendable {
    let start: Expression?
    let stop: Expression?
    let step: Expression?
  }

  /// The operators of arithmetic, by their symbols.
  enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"
  }

  /// The operators that compare, by their symbols.
  enum Comparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case isNotIn = "not in"
  }
}

/// A variable's name, as a number that the compiled template gives it.
struct Name: Sendable, Hashable {
  let id: Int
  let text: String
  let place: Int
}

/// A filter's name, and the filter if there is one.
struct FilterName: Sendable {
  let text: String
  let filter: Filter?

  init(_ text: String) {
    self.text = text
    filter = Filter(rawValue: text)
  }
}

/// A test's name, and the test if there is one.
struct TestName: Sendable {
  let text: String
  let test: ValueTest?

  init(_ text: String) {
    self.text = text
    test = ValueTest(rawValue: text)
  }
}

/// The name behind a dot.
struct AttributeName: Sendable {
  let text: Text
  let string: String
  /// The method of strings of that name.
  let stringMethod: StringMethod?
  /// Whether a mapping has a method of that name.
  let isMappingMethod: Bool

  init(_ string: String) {
    self.string = string
    text = Text.shared(string)
    stringMethod = StringMethod(rawValue: string)
    isMappingMethod = Self.isMappingMethod(string)
  }

  /// Whether a mapping has a method of a name, or another attribute.
  static func isMappingMethod(_ name: String) -> Bool {
    Methods.ofMapping.contains(name) || Methods.isSpecial(name)
  }
}

extension Expression {
  /// Two strings of the template as one; nil for anything else.
  func followed(by next: Expression) -> Expression? {
    guard case .string(let bytes) = self, case .string(let others) = next else { return nil }
    return .string(bytes + others)
  }
}

/// The arguments of a call, a filter or a test.
struct Arguments: Sendable {
  var positional: [Expression] = []
  var keywords: [(name: String, value: Expression)] = []
  /// What stands behind `*`.
  var others: Expression?
  /// What stands behind `**`.
  var otherKeywords: Expression?

  static let none = Arguments()

  var isEmpty: Bool {
    positional.isEmpty && keywords.isEmpty && others == nil && otherKeywords == nil
  }
}
