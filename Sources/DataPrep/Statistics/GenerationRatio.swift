import Foundation

/// The generation ratio R_g of articles: completion tokens (type 1) for each prompt token (type 0).
///
/// Articles without a prompt have none and are counted apart. The arithmetic mean follows the few
/// large ratios; the geometric mean, the mean of the logarithms, is the better middle where ratios
/// lie over several powers of ten. It leaves out articles without a completion, whose ratio is 0.
///
/// ```
/// prompts 10 10 10, completions 1 10 100:   arithmetic 3.7   geometric 1   pooled 3.7
/// ```
public struct GenerationRatio: Sendable, Equatable {
  /// A range of ratios and how many articles have one in it.
  public struct Bin: Sendable, Equatable {
    /// The smallest ratio that counts; 0 in the first.
    public var lower: Double
    /// The first ratio that does not; infinite in the last.
    public var upper: Double
    /// How many there are.
    public var count: Int
  }

  /// What the ratios say about a weight of the prompt's loss.
  public enum Suggestion: String, Sendable {
    /// There is no prompt token that could be weighted.
    case noPrompts = "no-prompts"
    /// Completions are so much shorter than prompts that small weights are worth a trial.
    case trySmallWeights = "try-small-weights"
    /// Completions are somewhat shorter; no effect is known.
    case littleEffect = "little-effect"
    /// Completions are as long as prompts or longer; no effect was found.
    case noEffect = "no-effect"
  }

  /// Geometric means below this count as well below 1.
  public static let shortCompletionBound = 0.3

  /// Articles with a prompt.
  public var count = 0
  /// Articles without a prompt, which have no ratio.
  public var withoutPrompt = 0
  /// Articles with a prompt and no completion.
  public var withoutCompletion = 0
  /// The mean of the ratios.
  public var arithmeticMean: Double?
  /// The exponential of the mean of the ratios' logarithms, over those that are not 0.
  public var geometricMean: Double?
  /// All completion tokens for each prompt token, over articles with a prompt.
  public var pooled: Double?
  /// The mean without the largest and smallest ratios.
  public var trimmedMean: Double?
  /// The share of articles that the trimmed mean leaves out at each end.
  public var trim = 0.0
  /// The smallest ratio, the one in the middle and the largest.
  public var minimum: Double?
  /// The ratio in the middle (nearest rank).
  public var median: Double?
  /// The largest ratio.
  public var maximum: Double?
  /// The share of the ratios that are above 1, 0 to 1.
  public var shareAbove: Double?
  /// The share of the ratios that are below 1.
  public var shareBelow: Double?
  /// Ranges on a logarithmic scale, two to a power of ten; those at the ends that are empty are left out.
  public var histogram: [Bin] = []

  /// Creates ratios of nothing.
  public init() {}

  /// Counts the pairs of a tally.
  init(_ tally: PairTally, trim: Double) {
    self.init(tally.pairs, trim: trim)
  }

  /// Counts pairs of lengths, in any order.
  init(
    _ pairs: [(promptCount: Int, completionCount: Int, count: Int)],
    trim: Double
  ) {
    self.trim = trim
    var ratios: [(ratio: Double, count: Int)] = []
    var prompts = 0
    var completions = 0
    for (promptCount, completionCount, times) in pairs {
      guard promptCount > 0 else {
        withoutPrompt += times
        continue
      }
      if completionCount == 0 { withoutCompletion += times }
      count += times
      prompts += promptCount * times
      completions += completionCount * times
      ratios.append((Double(completionCount) / Double(promptCount), times))
    }
    guard count > 0 else { return }
    // Sums in double precision depend on the order, which equal ratios must not leave open.
    ratios.sort { ($0.ratio, $0.count) < ($1.ratio, $1.count) }
    pooled = Double(completions) / Double(prompts)
    let total = Double(count)
    arithmeticMean = ratios.reduce(0) { $0 + $1.ratio * Double($1.count) } / total
    let positive = count - withoutCompletion
    if positive > 0 {
      let logarithms = ratios.filter { $0.ratio > 0 }
        .reduce(0) { $0 + log($1.ratio) * Double($1.count) }
      geometricMean = exp(logarithms / Double(positive))
    }
    trimmedMean = Self.trimmedMean(ratios, cutting: Int(trim * total), of: count)
    minimum = ratios.first?.ratio
    maximum = ratios.last?.ratio
    median = Self.ratio(at: (count + 1) / 2, in: ratios)
    shareAbove = Double(ratios.reduce(0) { $0 + ($1.ratio > 1 ? $1.count : 0) }) / total
    shareBelow = Double(ratios.reduce(0) { $0 + ($1.ratio < 1 ? $1.count : 0) }) / total
    histogram = Self.histogram(ratios)
  }

  /// What the ratios say about a weight of the prompt's loss.
  public var suggestion: Suggestion {
    guard count > 0, let geometricMean else { return .noPrompts }
    if geometricMean < Self.shortCompletionBound { return .trySmallWeights }
    return geometricMean < 1 ? .littleEffect : .noEffect
  }

  private static func ratio(at rank: Int, in ratios: [(ratio: Double, count: Int)]) -> Double? {
    var passed = 0
    for (ratio, times) in ratios {
      passed += times
      if passed >= rank { return ratio }
    }
    return nil
  }

  private static func trimmedMean(
    _ ratios: [(ratio: Double, count: Int)],
    cutting cut: Int,
    of count: Int
  ) -> Double? {
    guard count > 2 * cut else { return nil }
    var sum = 0.0
    var passed = 0
    for (ratio, times) in ratios {
      let kept = min(passed + times, count - cut) - max(passed, cut)
      if kept > 0 { sum += ratio * Double(kept) }
      passed += times
    }
    return sum / Double(count - 2 * cut)
  }

  /// Half powers of ten from 10⁻⁴ to 10⁴, and what lies outside.
  private static func histogram(_ ratios: [(ratio: Double, count: Int)]) -> [Bin] {
    let edges = (-8...8).map { pow(10, Double($0) / 2) }
    var bins = zip([0] + edges, edges + [.infinity]).map { Bin(lower: $0, upper: $1, count: 0) }
    var index = 0
    for (ratio, times) in ratios {
      while index < bins.count - 1, ratio >= bins[index].upper { index += 1 }
      bins[index].count += times
    }
    guard let first = bins.firstIndex(where: { $0.count > 0 }),
      let last = bins.lastIndex(where: { $0.count > 0 })
    else { return [] }
    return Array(bins[first...last])
  }
}
