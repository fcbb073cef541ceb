import ChatTemplates
import JSON

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long the rendering of chats alone takes: their records are parsed, their template is compiled and
/// chosen before, and nothing is labelled or printed.
public struct RenderTiming: Sendable, Equatable {
  /// How many records were rendered in each round.
  public let recordCount: Int
  /// How many of them failed.
  public let failureCount: Int
  /// The bytes of the texts of a round.
  public let byteCount: Int
  /// The processor time of each round, in seconds, on one thread.
  public let seconds: [Double]

  /// Renders the records of a file that are wanted, all of them in each round.
  ///
  /// All of them are in memory at a time. A record that gives no context counts as failed.
  ///
  /// - Parameters:
  ///   - settings: What they are rendered with.
  ///   - path: A file with one record a line, or `-` for standard input.
  ///   - wanted: The numbers of the records, from 0.
  ///   - roundCount: How often they are rendered.
  /// - Throws: ``DataPrepError`` where a file cannot be read: what ``RenderedLines`` throws.
  public init(
    _ settings: RenderSettings,
    in path: String,
    _ wanted: Range<Int>,
    roundCount: Int
  ) throws {
    let renderer = try settings.load().renderer
    // Records with tools may have a template of their own.
    var runs: [Run] = []
    var unreadableCount = 0
    try renderer.walkContexts(path, wanted) { context in
      guard let context, let template = try? renderer.template(for: context) else {
        unreadableCount += 1
        return
      }
      if runs.last?.template.isSame(as: template) != true { runs.append(Run(template: template)) }
      runs[runs.count - 1].contexts.append(context)
    }
    var failureCount = 0
    var byteCount = 0
    var seconds: [Double] = []
    for _ in 0..<roundCount {
      (failureCount, byteCount) = (0, 0)
      let start = Self.threadSeconds
      for run in runs {
        for context in run.contexts {
          do throws(TemplateError) {
            byteCount += try run.template.render(context).utf8.count
          } catch {
            failureCount += 1
          }
        }
      }
      seconds.append(Self.threadSeconds - start)
    }
    recordCount = runs.reduce(unreadableCount) { $0 + $1.contexts.count }
    self.failureCount = failureCount + unreadableCount
    self.byteCount = byteCount
    self.seconds = seconds
  }

  /// Records that follow each other and have one template.
  private struct Run {
    let template: ChatTemplate
    var contexts: [RenderContext] = []
  }

  /// The processor time of this thread.
  private static var threadSeconds: Double {
    var time = timespec()
    // The variable is this call's.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
