#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How the process meets signals.
enum SignalHandling {
  /// Lets a write to a closed pipe fail with `EPIPE`, and one over the limit of file sizes with
  /// `EFBIG`, instead of ending the process.
  static func letWritesFail() {
    var action = sigaction()
    setHandler(SIG_IGN, of: &action)
    for signal in [SIGPIPE, SIGXFSZ] {
      // Safe: the call reads one `sigaction`, which lives across it.
      _ = unsafe sigaction(signal, &action, nil)
    }
  }

  /// Calls `handler` at the first of the signal; a second one ends the process as usual.
  ///
  /// A signal that the parent had ignored stays ignored, as in a shell's background job; one that
  /// the parent had blocked is let through. System calls are not restarted, so that a blocked read
  /// notices.
  static func catchOnce(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var previous = sigaction()
    // Safe: the call writes one `sigaction`, which lives across it.
    guard unsafe sigaction(signal, nil, &previous) == 0, !isIgnored(previous) else { return }
    var action = sigaction()
    setHandler(handler, of: &action)
    action.sa_flags = Int32(bitPattern: UInt32(truncatingIfNeeded: SA_RESETHAND))
    // Safe: as above.
    _ = unsafe sigaction(signal, &action, nil)
    unblock(signal)
  }

  /// Takes a signal out of the mask, which a child inherits from the thread that started it.
  private static func unblock(_ signal: Int32) {
    var signals = sigset_t()
    // Safe: each call reads or writes one `sigset_t`, which lives across it.
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, signal)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  #if canImport(Darwin)
  private static func setHandler(_ handler: sig_t?, of action: inout sigaction) {
    unsafe action.__sigaction_u.__sa_handler = handler
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // Safe: function pointers are compared as addresses; `SIG_IGN` is no function.
    unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
  #else
  private static func setHandler(_ handler: __sighandler_t?, of action: inout sigaction) {
    unsafe action.__sigaction_handler.sa_handler = handler
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // Safe: function pointers are compared as addresses; `SIG_IGN` is no function.
    unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
  #endif
}
