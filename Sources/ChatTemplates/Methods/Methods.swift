/// The names of the methods of Python's types.
enum Methods {
  static let ofMapping: Set<String> = ofMappingSafe.union(unsafeOfMapping)
  private static let ofMappingSafe: Set<String> = [
    "copy", "fromkeys", "get", "items", "keys", "values",
  ]
  private static let unsafeOfMapping: Set<String> = [
    "clear", "pop", "popitem", "setdefault", "update",
  ]
  private static let ofList: Set<String> = ["copy", "count", "index"]
  private static let unsafeOfList: Set<String> = [
    "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove",
  ]
  private static let ofTuple: Set<String> = ["count", "index"]
  private static let ofString = Set(StringMethod.allCases.map(\.rawValue))
  private static let ofInteger: Set<String> = ["bit_length", "conjugate"]
  private static let ofFloat: Set<String> = ["is_integer", "conjugate"]

  /// Attributes that every object of Python has and that the sandbox refuses.
  private static let special: Set<String> = [
    "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__",
    "__getattribute__", "__getstate__", "__gt__", "__hash__", "__init__", "__init_subclass__",
    "__le__", "__lt__", "__ne__", "__new__", "__reduce__", "__reduce_ex__", "__repr__",
    "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
  ]

  static func isSpecial(_ name: String) -> Bool {
    name.utf8.first == 0x5F && special.contains(name)
  }

  /// The methods of a value, and those of them that the sandbox refuses.
  static func names(of value: Value) -> (all: Set<String>, unsafe: Set<String>) {
    switch value {
    case .string: (ofString, [])
    case .dictionary: (ofMappingSafe, unsafeOfMapping)
    case .list(let list):
      switch list.kind {
      case .list: (ofList, unsafeOfList)
      case .tuple, .range: (ofTuple, [])
      case .keys, .values, .items: ([], [])
      }
    case .integer, .boolean, .bigInteger: (ofInteger, [])
    case .float: (ofFloat, [])
    default: ([], [])
    }
  }
}

/// The methods of strings.
enum StringMethod: String, CaseIterable, Sendable {
  case capitalize
  case casefold
  case center
  case count
  case encode
  case endswith
  case expandtabs
  case find
  case format
  case formatMap = "format_map"
  case index
  case isalnum
  case isalpha
  case isascii
  case isdecimal
  case isdigit
  case isidentifier
  case islower
  case isnumeric
  case isprintable
  case isspace
  case istitle
  case isupper
  case join
  case ljust
  case lower
  case lstrip
  case maketrans
  case partition
  case removeprefix
  case removesuffix
  case replace
  case rfind
  case rindex
  case rjust
  case rpartition
  case rsplit
  case rstrip
  case split
  case splitlines
  case startswith
  case strip
  case swapcase
  case title
  case translate
  case upper
  case zfill
}
