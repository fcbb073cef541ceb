/// The tests, by their names.
enum ValueTest: String, CaseIterable, Sendable {
  case odd
  case even
  case divisibleby
  case defined
  case undefined
  case filter
  case test
  case none
  case boolean
  case `false`
  case `true`
  case integer
  case float
  case lower
  case upper
  case string
  case mapping
  case number
  case sequence
  case iterable
  case callable
  case sameas
  case escaped
  case `in`
  case equal = "=="
  case eq
  case equalto
  case notEqual = "!="
  case ne
  case greater = ">"
  case gt
  case greaterthan
  case ge
  case greaterOrEqual = ">="
  case less = "<"
  case lt
  case lessthan
  case lessOrEqual = "<="
  case le

  /// The tests by their names.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The comparison that a test is; nil for others.
  var comparison: Expression.Comparison? {
    switch self {
    case .equal, .eq, .equalto: .equal
    case .notEqual, .ne: .notEqual
    case .greater, .gt, .greaterthan: .greater
    case .greaterOrEqual, .ge: .greaterOrEqual
    case .less, .lt, .lessthan: .less
    case .lessOrEqual, .le: .lessOrEqual
    case .in: .isIn
    default: nil
    }
  }
}

extension Evaluator {
  /// Whether a test holds for a value.
  func apply(
    _ test: ValueTest,
    to value: Value,
    _ arguments: CallArguments
  ) throws(TemplateError) -> Bool {
    let name = "test_" + test.rawValue
    if let comparison = test.comparison {
      let other = try arguments.bound(name, ["other"], required: 1)[0] ?? .none
      return try compare(value, comparison, other)
    }
    switch test {
    case .divisibleby:
      let divisor = try arguments.bound(name, ["num"], required: 1)[0] ?? .none
      return try areEqual(try compute(.remainder, value, divisor), .integer(0))
    case .sameas:
      let other = try arguments.bound(name, ["other"], required: 1)[0] ?? .none
      return isSame(value, other)
    default: _ = try arguments.bound(name, [])
    }
    switch test {
    case .odd, .even:
      return try areEqual(
        try compute(.remainder, value, .integer(2)),
        .integer(test == .odd ? 1 : 0)
      )
    case .defined: return !value.isUndefined
    case .undefined: return value.isUndefined
    case .none: return value.isNone
    case .filter, .test:
      guard HashedKey(value) != nil else {
        throw TemplateError(.type, "unhashable type: '\(value.typeName)'")
      }
      guard case .string(let text) = value else { return false }
      if test == .test { return ValueTest(rawValue: text.string) != nil }
      return Filter(rawValue: text.string) != nil
    case .lower, .upper:
      let scalars = try text(of: value).bytes.scalars
      return CharacterClass.holds(test == .lower ? .islower : .isupper, scalars)
    default: return isOfKind(value, test)
    }
  }

  private func isOfKind(_ value: Value, _ test: ValueTest) -> Bool {
    switch (test, value) {
    case (.boolean, .boolean): true
    case (.false, .boolean(let boolean)): !boolean
    case (.true, .boolean(let boolean)): boolean
    case (.integer, .integer), (.integer, .bigInteger): true
    case (.float, .float): true
    case (.string, .string): true
    case (.mapping, .dictionary): true
    case (.number, _): value.isNumber
    case (.sequence, .list(let list)): list.isIndexable
    case (.sequence, .string), (.sequence, .dictionary), (.sequence, .undefined): true
    case (.iterable, .list), (.iterable, .string), (.iterable, .dictionary),
      (.iterable, .iterator), (.iterable, .undefined), (.iterable, .loop):
      true
    case (.callable, .function), (.callable, .undefined), (.callable, .loop): true
    case (.escaped, .string(let text)): text.isMarkup
    default: false
    }
  }

  private func isSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.undefined(let left), .undefined(let right)): left === right
    case (.boolean(let left), .boolean(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right && (-5...256).contains(left)
    case (.string(let left), .string(let right)):
      left.first.source === right.first.source && left == right
    case (.list(let left), .list(let right)): left === right
    case (.dictionary(let left), .dictionary(let right)): left === right
    case (.namespace(let left), .namespace(let right)): left === right
    case (.function(let left), .function(let right)): left === right
    case (.iterator(let left), .iterator(let right)): left === right
    case (.loop(let left), .loop(let right)): left === right
    default: false
    }
  }
}
