import DataPrep

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the program tells its caller by its exit status; a documented contract.
enum ExitStatus: Equatable {
  /// 0.
  case done
  /// 1: the data has faults.
  case faultyData
  /// 2: the world is not as the run needs it.
  case couldNotRun
  /// 64, as `EX_USAGE`.
  case wrongUsage
  /// 128 and the signal's number, as a shell reports it.
  case interrupted(signal: Int32)
  /// What the argument parser asks for.
  case other(Int32)

  /// The status for a fault of that kind.
  init(_ kind: DataPrepError.Kind) {
    switch kind {
    case .data: self = .faultyData
    case .environment: self = .couldNotRun
    case .usage: self = .wrongUsage
    }
  }

  /// The number.
  var number: Int32 {
    switch self {
    case .done: 0
    case .faultyData: 1
    case .couldNotRun: 2
    case .wrongUsage: 64
    case .interrupted(let signal): 128 &+ signal
    case .other(let number): number
    }
  }

  /// Ends the program.
  func exit() -> Never {
    #if canImport(Glibc)
    Glibc.exit(number)
    #elseif canImport(Musl)
    Musl.exit(number)
    #else
    Darwin.exit(number)
    #endif
  }
}
