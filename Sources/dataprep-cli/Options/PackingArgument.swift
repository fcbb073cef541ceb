import ArgumentParser
import DataPrep

/// The value of `--packing`: a packing, and in SambaNova's spelling an overflow policy too.
struct PackingArgument: ExpressibleByArgument {
  var packing: Packing
  /// What stands after `::`, as in `greedy::truncate_right`.
  var overflow: OverflowPolicy?

  init(_ packing: Packing) {
    self.packing = packing
  }

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let packing = Packing(rawValue: parts[0].replacing("_", with: "-")) else { return nil }
    self.packing = packing
    switch parts.count {
    case 1: break
    case 3 where parts[1].isEmpty:
      guard let overflow = OverflowPolicy(argument: parts[2]) else { return nil }
      self.overflow = overflow
    default: return nil
    }
  }

  var defaultValueDescription: String { packing.rawValue }

  static var allValueStrings: [String] { Packing.allCases.map(\.rawValue) }
}
