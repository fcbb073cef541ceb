#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// How a parsed text lies in memory: simdjson's tape, which `JSONNode` walks and `JSONSyntax`
/// writes too.
///
/// The tape is a row of 64-bit words: a tag in the top 8 bits, a payload in the lower 56.
///
///     tag       payload                                          words
///     r         count of the tape's words (first r), 0 (last r)   1
///     [ {       bits 0–31: index behind the closing word,           1
///               bits 32–55: count of children, saturated
///     ] }       index of the opening word                           1
///     "         offset in the strings                               1
///     l u d     0; the next word is an Int64, a UInt64, a Double    2
///     t f n     0                                                   1
///     Z         offset in the strings (only `JSONSyntax` writes it) 1
///
/// Word 0 is `r`, the text's value begins at word 1. In an object, keys and values alternate.
/// In the strings, at such an offset: the byte count as a UInt32 in the machine's byte order, the
/// unescaped UTF-8, a zero byte. `Z` is a number that neither 64-bit integers nor finite doubles
/// can hold; its string is its source text.
///
/// Worked example: `{"a": [1]}` gives the nine words
///
///     r 9 · { end 8, count 1 · " 0 · [ end 7, count 1 · l 0 · 1 · ] 3 · } 1 · r 0
///
/// and the strings `01 00 00 00 61 00`.
package enum JSONTape {
  @inlinable package static var root: UInt8 { UInt8(ascii: "r") }
  @inlinable package static var array: UInt8 { UInt8(ascii: "[") }
  @inlinable package static var arrayEnd: UInt8 { UInt8(ascii: "]") }
  @inlinable package static var object: UInt8 { UInt8(ascii: "{") }
  @inlinable package static var objectEnd: UInt8 { UInt8(ascii: "}") }
  @inlinable package static var string: UInt8 { UInt8(ascii: "\"") }
  @inlinable package static var int64: UInt8 { UInt8(ascii: "l") }
  @inlinable package static var uint64: UInt8 { UInt8(ascii: "u") }
  @inlinable package static var double: UInt8 { UInt8(ascii: "d") }
  @inlinable package static var `true`: UInt8 { UInt8(ascii: "t") }
  @inlinable package static var `false`: UInt8 { UInt8(ascii: "f") }
  @inlinable package static var null: UInt8 { UInt8(ascii: "n") }
  @inlinable package static var bigNumber: UInt8 { UInt8(ascii: "Z") }

  /// The count from which on a container's count says only "this many or more".
  @inlinable package static var saturatedCount: UInt64 { 0xFF_FFFF }

  static func word(_ tag: UInt8, _ payload: UInt64 = 0) -> UInt64 {
    UInt64(tag) << 56 | (payload & 0x00FF_FFFF_FFFF_FFFF)
  }

  static func opening(_ tag: UInt8, end: Int, count: Int) -> UInt64 {
    let saturated = min(UInt64(clamping: count), saturatedCount)
    return word(tag, saturated << 32 | UInt64(UInt32(truncatingIfNeeded: end)))
  }

  @inlinable package static func tag(of word: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: word >> 56)
  }
  @inlinable package static func payload(of word: UInt64) -> Int {
    Int(truncatingIfNeeded: word & 0x00FF_FFFF_FFFF_FFFF)
  }
  @inlinable package static func end(of opening: UInt64) -> Int {
    Int(UInt32(truncatingIfNeeded: opening))
  }
  @inlinable package static func count(of opening: UInt64) -> UInt64 {
    (opening >> 32) & saturatedCount
  }
}

// Safe for a tape and strings in this layout and the index of a value's first word.
extension JSONTape {
  /// The index behind the last word of the value at `index`.
  @inlinable package static func index(behind index: Int, in tape: UnsafePointer<UInt64>) -> Int {
    let word = unsafe tape[index]
    return switch tag(of: word) {
    case array, object: end(of: word)
    case int64, uint64, double: index + 2
    default: index + 1
    }
  }

  /// The bytes of the string, key or big number at `index`.
  @inlinable package static func string(
    at index: Int,
    in tape: UnsafePointer<UInt64>,
    _ strings: UnsafePointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let entry = unsafe UnsafeRawPointer(strings + payload(of: tape[index]))
    let count = unsafe entry.loadUnaligned(as: UInt32.self)
    return unsafe UnsafeBufferPointer(
      start: (entry + 4).assumingMemoryBound(to: UInt8.self),
      count: Int(count)
    )
  }

  /// How many bytes the strings of a tape's first words take.
  static func byteCount(
    of tape: UnsafePointer<UInt64>,
    _ strings: UnsafePointer<UInt8>,
    wordCount: Int
  ) -> Int {
    // Strings stand in the order of the tape, so the last one ends them.
    var index = 1
    var last: Int?
    while index < wordCount {
      switch unsafe tag(of: tape[index]) {
      case string, bigNumber:
        last = index
        index += 1
      case int64, uint64, double: index += 2
      default: index += 1
      }
    }
    guard let last else { return 0 }
    return unsafe payload(of: tape[last]) + 4 + string(at: last, in: tape, strings).count + 1
  }

  /// Whether a string has these bytes.
  package static func isEqual(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ text: StaticString
  ) -> Bool {
    unsafe isEqual(
      bytes,
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  /// Whether both have the same bytes.
  package static func isEqual(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let start = right.baseAddress else { return true }
    // Safe: both have `right.count` bytes.
    return unsafe memcmp(left, start, right.count) == 0
  }
}
