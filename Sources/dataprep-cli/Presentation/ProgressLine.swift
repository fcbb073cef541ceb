import DataPrep

/// One line on standard error that says how far a run is, redrawn in place and erased at the end.
///
/// ```
/// 45.2 %  12,345 records  182 MB/s  38.1 M tokens/s  ETA 0:12
/// ```
/// Where standard error is no terminal, nothing is drawn.
final class ProgressLine {
  private static let secondsBetween = 0.1

  private let terminal = Terminal(stream: .standardError)
  private let isShown: Bool
  private var nextSeconds = 0.0

  init(isWanted: Bool) {
    isShown = isWanted && terminal.isInteractive
  }

  /// Draws the line anew, at most ten times a second.
  func show(_ progress: PreparationProgress) {
    guard isShown, progress.seconds >= nextSeconds else { return }
    nextSeconds = progress.seconds + Self.secondsBetween
    // The last column stays free: some terminals wrap a line that fills it.
    Talk.raw("\r" + Self.text(for: progress, columns: terminal.columns &- 1) + "\u{1B}[K")
  }

  /// Leaves nothing of it.
  func erase() {
    if isShown { Talk.raw("\r\u{1B}[K") }
  }

  /// As many parts of the line as fit, the most telling first.
  static func text(for progress: PreparationProgress, columns: Int) -> String {
    var parts: [String] = []
    let share = Self.share(of: progress)
    if let share { parts.append(Numbers.percentage(share)) }
    parts.append("\(Numbers.grouped(progress.recordCount)) records")
    if progress.seconds > 0, progress.textByteCount > 0 {
      let bytes = Double(progress.textByteCount) / progress.seconds
      parts.append("\(Numbers.fixed(bytes / 1e6, bytes < 1e7 ? 1 : 0)) MB/s")
      parts.append("\(Numbers.short(Double(progress.tokenCount) / progress.seconds)) tokens/s")
    }
    if let share, share > 0, progress.textByteCount > 0 {
      parts.append("ETA \(Numbers.duration(progress.seconds * (1 - share) / share))")
    }
    while parts.count > 1, DisplayWidth.of(parts.joined(separator: "  ")) > columns {
      parts.removeLast()
    }
    return String(parts.joined(separator: "  ").prefix(max(0, columns)))
  }

  private static func share(of progress: PreparationProgress) -> Double? {
    guard let total = progress.totalByteCount, total > 0 else { return nil }
    return min(1, Double(progress.consumedByteCount) / Double(total))
  }
}
