internal import CPCRE2

/// A regular expression compiled by PCRE2, to machine code where the platform allows it.
///
/// Sendable: PCRE2 does not write to compiled code in matching; it is freed with its only owner.
@safe final class CompiledExpression: @unchecked Sendable {
  let code: OpaquePointer
  /// Whether there is machine code.
  let isFast: Bool
  /// The bytes with which a match can begin, one bit each; nil where that is not known.
  let firstBytes: SIMD4<UInt64>?

  /// Compiles what `ExpressionWriter` has written; throws PCRE2's message if it is not accepted.
  init(_ pattern: String) throws(ExpressionParser.Refusal) {
    var status: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_MULTILINE)
    var text = Array(pattern.utf8)
    // Safety: the context is freed below, the text is read during the call only.
    let context = unsafe pcre2_compile_context_create_8(nil)
    defer { unsafe pcre2_compile_context_free_8(context) }
    unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    let code = unsafe text.withUnsafeMutableBufferPointer { text in
      unsafe pcre2_compile_8(text.baseAddress, text.count, options, &status, &offset, context)
    }
    guard let code = unsafe code else {
      throw ExpressionParser.Refusal(construct: Self.message(for: status), position: 0)
    }
    unsafe self.code = code
    isFast = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
    firstBytes = unsafe Self.firstBytes(of: code)
  }

  private static func firstBytes(of code: OpaquePointer) -> SIMD4<UInt64>? {
    var bitmap: UnsafePointer<UInt8>?
    let status = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &bitmap)
    guard status == 0, let bitmap = unsafe bitmap else { return nil }
    // Safety: PCRE2 gives 256 bits, which belong to the code.
    var bits = SIMD4<UInt64>()
    for index in 0..<32 {
      bits[index / 8] |= UInt64(unsafe bitmap[index]) << UInt64(index % 8 * 8)
    }
    return bits
  }

  deinit {
    unsafe pcre2_code_free_8(code)
  }

  private static func message(for status: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    // Safety: the length written is at most that of the buffer; negative if the buffer is too small.
    let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_get_error_message_8(status, buffer.baseAddress, buffer.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }
}
