/// A word of a parsed text, in the layout that `JSONTape` describes.
///
/// What `JSONTape` does with words is said again here: calls that leave a module are not inlined, and
/// templates look at words all the time.
struct TapeWord: BitwiseCopyable {
  let bits: UInt64

  @inline(__always) var tag: UInt8 { UInt8(truncatingIfNeeded: bits >> 56) }
  @inline(__always) var payload: Int { Int(truncatingIfNeeded: bits & 0x00FF_FFFF_FFFF_FFFF) }
  /// Of what opens an array or object: the index behind what closes it.
  @inline(__always) var end: Int { Int(UInt32(truncatingIfNeeded: bits)) }
  /// Of what opens an array or object: the number of children, or that there are more than that.
  @inline(__always) var count: UInt64 { (bits >> 32) & Self.saturatedCount }

  @inline(__always) static var array: UInt8 { UInt8(ascii: "[") }
  @inline(__always) static var object: UInt8 { UInt8(ascii: "{") }
  @inline(__always) static var string: UInt8 { UInt8(ascii: "\"") }
  @inline(__always) static var int64: UInt8 { UInt8(ascii: "l") }
  @inline(__always) static var uint64: UInt8 { UInt8(ascii: "u") }
  @inline(__always) static var double: UInt8 { UInt8(ascii: "d") }
  @inline(__always) static var `true`: UInt8 { UInt8(ascii: "t") }
  @inline(__always) static var `false`: UInt8 { UInt8(ascii: "f") }
  @inline(__always) static var null: UInt8 { UInt8(ascii: "n") }
  @inline(__always) static var saturatedCount: UInt64 { 0xFF_FFFF }
}

// Safe for a tape and strings in this layout and the index of a value's first word.
extension TapeWord {
  /// The index behind the last word of the value at `index`.
  @inline(__always)
  static func index(behind index: Int, in tape: UnsafePointer<UInt64>) -> Int {
    let word = unsafe TapeWord(bits: tape[index])
    return switch word.tag {
    case string: index + 1
    case array, object: word.end
    case int64, uint64, double: index + 2
    default: index + 1
    }
  }

  /// The bytes of the string, key or big number at `index`.
  @inline(__always)
  static func string(
    at index: Int,
    in tape: UnsafePointer<UInt64>,
    _ strings: UnsafePointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let entry = unsafe UnsafeRawPointer(strings + TapeWord(bits: tape[index]).payload)
    let count = unsafe entry.loadUnaligned(as: UInt32.self)
    return unsafe UnsafeBufferPointer(
      start: (entry + 4).assumingMemoryBound(to: UInt8.self),
      count: Int(count)
    )
  }
}
