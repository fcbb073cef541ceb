#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The limits of a process that reads a file for which nobody vouches.
enum ResourceLimits {
  /// The memory that the process may write to: 960 MiB, so that with its code it stays below 1 GiB.
  static let memoryByteCount = 960 << 20

  /// Limits the memory of this process, and leaves no core file; a system without the limit goes on.
  static func limitMemory(to byteCount: Int = memoryByteCount) {
    set(dataLimit, byteCount)
    set(coreLimit, 0)
  }

  /// Lets the limit of time end this process, whatever who started it ignores or holds back.
  static func obeyTimeLimit() {
    // Safe: the calls write and read the one set of signals, which lives across them.
    _ = signal(SIGXCPU, SIG_DFL)
    var signals = sigset_t()
    _ = unsafe sigemptyset(&signals)
    _ = unsafe sigaddset(&signals, SIGXCPU)
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Allows this process some more processor time from now on, then the system ends it.
  static func allow(seconds: Int) {
    var usage = rusage()
    // Safe: the call writes one `rusage`, which lives across it.
    guard unsafe getrusage(usageOfThisProcess, &usage) == 0 else { return }
    set(timeLimit, Int(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + seconds + 1)
  }

  /// The most memory that a child of this process ever had, in bytes.
  static var mostMemoryOfChildren: Int {
    var usage = rusage()
    // Safe: as above.
    guard unsafe getrusage(usageOfChildren, &usage) == 0 else { return 0 }
    #if canImport(Darwin)
    return usage.ru_maxrss
    #else
    return usage.ru_maxrss * 1024
    #endif
  }

  #if canImport(Glibc)
  // Glibc's header has enumerations, and its functions take plain numbers.
  private static let dataLimit = Int32(RLIMIT_DATA.rawValue)
  private static let coreLimit = Int32(RLIMIT_CORE.rawValue)
  private static let timeLimit = Int32(RLIMIT_CPU.rawValue)
  private static let usageOfThisProcess = RUSAGE_SELF.rawValue
  private static let usageOfChildren = RUSAGE_CHILDREN.rawValue
  #else
  private static let dataLimit = RLIMIT_DATA
  private static let coreLimit = RLIMIT_CORE
  private static let timeLimit = RLIMIT_CPU
  private static let usageOfThisProcess = RUSAGE_SELF
  private static let usageOfChildren = RUSAGE_CHILDREN
  #endif

  /// Sets the soft limit, as far as the hard one allows.
  private static func set(_ resource: Int32, _ value: Int) {
    var limit = rlimit()
    // Safe: both calls take one `rlimit`, which lives across them.
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = min(rlim_t(clamping: value), limit.rlim_max)
    _ = unsafe setrlimit(resource, &limit)
  }
}
