import DataPrep
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP ask a run to stop; a second one ends the process at once.
enum Interruption {
  private static let cancellation = Cancellation()
  private static let signal = Atomic<Int32>(0)

  /// Starts to listen and returns the flag that a signal sets.
  static func listen() -> Cancellation {
    // The handler may only store to atomics. Both globals are made here, before it can run: making
    // them in a handler could wait for a lock that the interrupted thread holds.
    let flag = cancellation
    signal.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      SignalHandling.catchOnce(number) { received in
        Interruption.signal.store(received, ordering: .relaxed)
        Interruption.cancellation.cancel()
      }
    }
    return flag
  }

  /// The signal that came, if one did.
  static var receivedSignal: Int32? {
    let number = signal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
