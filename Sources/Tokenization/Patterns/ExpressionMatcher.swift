internal import CPCRE2

/// Finds the matches of one compiled expression.
///
/// 1. Search from where the last match ended.
/// 2. An empty match where the last one ended does not count: search again one scalar further on.
///    (The reference's binding does so; an empty match elsewhere counts.)
///
/// Machine code that runs out of stack is followed by PCRE2's interpreter, which uses the heap.
@safe final class ExpressionMatcher {
  private let expression: CompiledExpression
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?

  /// The number of steps after which a match from one position is given up: a second or so.
  ///
  /// The reference gives up after 10 million of its own, coarser steps. Neither limits the sum over
  /// all positions: a pattern that looks ahead over a whole run from each of its positions, like
  /// `(?=(\d{3})+(?!\d))`, costs the square of the run's length in both (40,000 digits: 1 s here,
  /// 5 s there).
  private static let stepLimit: UInt32 = 200_000_000
  private static let heapLimitInKibibytes: UInt32 = 1 << 19
  private static let stackLimit = 64 << 20

  /// Makes the scratch memory; nil where there is none to be had.
  init?(_ expression: CompiledExpression) {
    // Safety: each of these is freed in deinit; before that, nothing else holds them.
    guard let data = unsafe pcre2_match_data_create_8(1, nil) else { return nil }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_match_data_free_8(data)
      return nil
    }
    self.expression = expression
    unsafe self.data = data
    unsafe self.context = context
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, Self.stackLimit, nil)
    unsafe pcre2_set_match_limit_8(context, Self.stepLimit)
    unsafe pcre2_set_heap_limit_8(context, Self.heapLimitInKibibytes)
    if let stack = unsafe stack {
      unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
    }
  }

  deinit {
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_jit_stack_free_8(stack)
  }

  /// Calls `body` with the start and end of each match; false if a search was given up.
  func forEachMatch(
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (Int, Int) -> Void
  ) -> Bool {
    guard let base = bytes.baseAddress, let bounds = unsafe pcre2_get_ovector_pointer_8(data) else {
      return true
    }
    var start = 0
    var lastEnd = -1
    while start <= bytes.count {
      let status = unsafe match(base, count: bytes.count, from: start)
      if status == PCRE2_ERROR_NOMATCH { return true }
      guard status >= 0 else { return false }
      // Safety: after a match the first pair holds its bounds, which are within the text.
      let matchStart = unsafe Int(bounds[0])
      let matchEnd = unsafe Int(bounds[1])
      if matchEnd == matchStart, matchEnd == lastEnd {
        // The rest of a scalar are continuation bytes.
        start += 1
        while start < bytes.count, unsafe base[start] & 0xC0 == 0x80 { start += 1 }
      } else {
        body(matchStart, matchEnd)
        start = matchEnd
        lastEnd = matchEnd
      }
    }
    return true
  }

  private func match(_ base: UnsafePointer<UInt8>, count: Int, from start: Int) -> Int32 {
    let options = UInt32(PCRE2_NO_UTF_CHECK)
    // Safety: the text is valid UTF-8 of `count` bytes, `start` at the beginning of a scalar or the
    // end: what PCRE2 asks of who tells it not to check.
    if expression.isFast {
      let status = unsafe pcre2_jit_match_8(
        expression.code,
        base,
        count,
        start,
        0,
        data,
        context
      )
      guard status == PCRE2_ERROR_JIT_STACKLIMIT else { return status }
    }
    return unsafe pcre2_match_8(
      expression.code,
      base,
      count,
      start,
      options | UInt32(PCRE2_NO_JIT),
      data,
      context
    )
  }
}
