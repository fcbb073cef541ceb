/// A value of the text that a parser has last parsed: a view into the parser's tape.
///
/// It is cheap to copy and copies nothing of the text. It keeps its parser alive, and it is valid
/// until that parser's next parse; using it after that is a programmer's fault (an assertion says
/// so in debug builds).
// Safe: `tape` and `strings` belong to `holder`; every index and offset
// followed was written by simdjson or `JSONSyntax`, in the layout that `JSONTape` describes.
@safe
package struct JSONNode {
  /// What a value is; the numbers by how they are held.
  package enum Kind: Sendable {
    case null, boolean, string, array, object
    /// An integer from -2⁶³ to 2⁶³-1.
    case integer
    /// An integer from 2⁶³ to 2⁶⁴-1.
    case unsigned
    /// A number with a fraction or an exponent.
    case double
    /// A number that none of the others can hold, kept as its source text.
    case bigNumber
  }

  /// The parser, or the `JSONText`, that has the memory.
  let holder: AnyObject
  let tape: UnsafePointer<UInt64>
  let strings: UnsafePointer<UInt8>
  /// The value's first word.
  let index: Int
  let generation: UInt64

  init(
    parser: JSONParser,
    tape: UnsafePointer<UInt64>,
    strings: UnsafePointer<UInt8>,
    index: Int
  ) {
    holder = parser
    unsafe self.tape = unsafe tape
    unsafe self.strings = unsafe strings
    self.index = index
    generation = parser.generation
  }

  /// The value of a text of its own that begins at `index`.
  init(_ text: JSONText, at index: Int) {
    holder = text
    unsafe tape = unsafe text.tape
    unsafe strings = unsafe text.strings
    self.index = index
    generation = 0
  }

  private init(_ node: JSONNode, at index: Int) {
    holder = node.holder
    unsafe tape = unsafe node.tape
    unsafe strings = unsafe node.strings
    self.index = index
    generation = node.generation
  }

  /// What the value is.
  package var kind: Kind {
    switch tag {
    case JSONTape.null: .null
    case JSONTape.true, JSONTape.false: .boolean
    case JSONTape.string: .string
    case JSONTape.array: .array
    case JSONTape.object: .object
    case JSONTape.int64: .integer
    case JSONTape.uint64: .unsigned
    case JSONTape.double: .double
    default: .bigNumber
    }
  }

  /// Whether the value is `null`.
  package var isNull: Bool { tag == JSONTape.null }

  /// The boolean, or nil if the value is none.
  package var boolean: Bool? {
    switch tag {
    case JSONTape.true: true
    case JSONTape.false: false
    default: nil
    }
  }

  /// The string's UTF-8, or nil if the value is no string.
  ///
  /// It is not copied: it lives until the parser's next parse or the parser's end.
  package var utf8: UnsafeBufferPointer<UInt8>? {
    tag == JSONTape.string ? unsafe stringBytes : nil
  }

  /// The string, or nil if the value is none.
  package var string: String? {
    tag == JSONTape.string ? text : nil
  }

  /// The integer, or nil if the value is none or does not fit.
  package var int64: Int64? {
    tag == JSONTape.int64 ? Int64(bitPattern: secondWord) : nil
  }

  /// The number as the nearest double, or nil if the value is no number or beyond any double.
  package var double: Double? { number?.double }

  /// The number, or nil if the value is none.
  package var number: JSONNumber? {
    switch tag {
    case JSONTape.int64: .integer(Int64(bitPattern: secondWord))
    case JSONTape.uint64: .unsigned(secondWord)
    case JSONTape.double: .double(Double(bitPattern: secondWord))
    case JSONTape.bigNumber: .big(text)
    default: nil
    }
  }
}

extension JSONNode {
  /// The value's first word.
  var word: UInt64 {
    assert(isCurrent, "a node was used after its parser's next parse")
    return unsafe tape[index]
  }

  var tag: UInt8 { JSONTape.tag(of: word) }

  /// The word of a number itself.
  private var secondWord: UInt64 { unsafe tape[index + 1] }

  /// The index behind the value's last word.
  var endIndex: Int { unsafe JSONTape.index(behind: index, in: tape) }

  /// The bytes of a string, a key or a big number.
  var stringBytes: UnsafeBufferPointer<UInt8> {
    unsafe JSONTape.string(at: index, in: tape, strings)
  }

  /// `stringBytes` as a string.
  var text: String { unsafe String(decoding: stringBytes, as: UTF8.self) }

  /// The node of the same text at `index`.
  func node(at index: Int) -> JSONNode { JSONNode(self, at: index) }

  private var isCurrent: Bool {
    (holder as? JSONParser).map { $0.generation == generation } ?? true
  }
}
