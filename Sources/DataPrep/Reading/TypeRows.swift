/// The token types of a slice's rows, whichever way the slice has them.
///
/// Rows are counted from the slice's first. It shares the slice's arrays: let go of it before the
/// slice is filled again, or they are copied.
struct TypeRows {
  /// Tokens in a row.
  let width: Int
  private let bytes: [UInt8]
  private let numbers: [Int32]

  /// Takes types as bytes, or, where there are none, as numbers.
  init(bytes: [UInt8] = [], numbers: [Int32] = [], width: Int) {
    self.bytes = bytes
    self.numbers = numbers
    self.width = width
  }

  /// How many rows there are.
  var rowCount: Int { width > 0 ? max(bytes.count, numbers.count) / width : 0 }

  /// The number at a position of the rows, one row after the other.
  subscript(position: Int) -> Int32 {
    bytes.isEmpty ? numbers[position] : Int32(bytes[position])
  }

  /// The types of a row, one by one.
  func numbers(ofRow row: Int) -> ArraySlice<Int32> {
    let range = row * width..<(row + 1) * width
    return bytes.isEmpty ? numbers[range] : bytes[range].map { Int32($0) }[...]
  }

  /// Hands the runs of a row to `body`, in order: type, start, end.
  @inline(__always)
  func visitRuns(ofRow row: Int, _ body: (Int32, Int, Int) -> Void) {
    precondition(row >= 0 && row < rowCount)
    let range = row * width..<(row + 1) * width
    // The range is a row's, and no pointer leaves the closure.
    guard !bytes.isEmpty else {
      unsafe numbers.withUnsafeBufferPointer { types in
        unsafe TypeRuns.visit(UnsafeBufferPointer(rebasing: types[range]), body)
      }
      return
    }
    unsafe bytes.withUnsafeBufferPointer { types in
      unsafe TypeRuns.visit(UnsafeBufferPointer(rebasing: types[range]), body)
    }
  }
}
