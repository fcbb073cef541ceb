import ArgumentParser
import DataPrep

/// The value of `--packing`: a packing, and in SambaNova's spelling an overflow policy too.
struct PackingArgument: CustomStringConvertible {
  var packing: Packing
  /// What stands after `::`, as in `greedy::truncate_right`.
  var overflow: OverflowPolicy?

  init(_ packing: Packing) {
    self.packing = packing
  }

  /// Reads the spelling of the command line.
  init(argument: String) throws {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let packing = Packing(rawValue: parts[0].replacing("_", with: "-")) else {
      throw Self.refusal
    }
    self.packing = packing
    switch parts.count {
    case 1: break
    case 3 where parts[1].isEmpty:
      guard let overflow = OverflowPolicy(argument: parts[2]) else { throw Self.refusal }
      self.overflow = overflow
    default: throw Self.refusal
    }
  }

  var description: String { packing.rawValue }

  private static let refusal = ValidationError(
    """
    use single, greedy, full or best-fit, or with an overflow policy such as \
    greedy::truncate_right
    """
  )
}
