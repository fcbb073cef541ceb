internal import Synchronization

/// Evaluators of a template that are not in use, so that a rendering need not make one.
final class EvaluatorPool: Sendable {
  /// An evaluator that nobody uses.
  // Proof of `@unchecked`: whoever takes it out is the only one who has it, until it is put back.
  private struct Idle: @unchecked Sendable {
    let evaluator: Evaluator
  }

  private let program: TemplateProgram
  private let idle = Mutex<[Idle]>([])

  init(_ program: TemplateProgram) {
    self.program = program
  }

  /// Renders a chat with an evaluator of its own.
  func render(_ context: RenderContext) throws(TemplateError) -> RenderedChat {
    let evaluator = idle.withLock { $0.popLast()?.evaluator } ?? Evaluator(program)
    defer {
      // One whose memory has grown large is let go.
      if evaluator.finish() {
        let unused = Idle(evaluator: evaluator)
        idle.withLock { $0.append(unused) }
      }
    }
    return try evaluator.run(context)
  }
}
