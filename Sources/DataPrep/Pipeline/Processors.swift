import Foundation

/// The processors that this process may use.
package enum Processors {
  /// How many there are: on Linux those of the process's affinity; at least 1.
  package static var usableCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
