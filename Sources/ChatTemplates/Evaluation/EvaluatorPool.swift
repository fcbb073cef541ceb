internal import Synchronization

/// Evaluators of a template that are not in use, so that a rendering need not make one.
// Safe: whoever takes an evaluator out is the only one who has it, and its count, until it is put back.
@safe
final class EvaluatorPool: Sendable {
  /// An evaluator that nobody uses.
  // Proof of `@unchecked`: the same.
  private struct Idle: @unchecked Sendable {
    let evaluator: Evaluator
  }

  let program: TemplateProgram
  /// The address of one of them, which takes no lock; 0 for none.
  private let nearest = Atomic<UInt>(0)
  /// The others.
  private let idle = Mutex<[Idle]>([])

  init(_ program: TemplateProgram) {
    self.program = program
  }

  deinit {
    if let evaluator = unsafe takeNearest() { unsafe evaluator.release() }
  }

  /// Renders a chat with an evaluator of its own.
  func render(_ context: RenderContext) throws(TemplateError) -> RenderedChat {
    let evaluator = unsafe takeNearest() ?? takeOther()
    let held = unsafe Held(evaluator)
    defer {
      // One whose memory has grown large is let go.
      if held.with({ $0.finish() }) {
        unsafe putBack(evaluator)
      } else {
        unsafe evaluator.release()
      }
    }
    return try held.attempt { (evaluator) throws(TemplateError) in try evaluator.run(context) }
  }

  private func takeNearest() -> Unmanaged<Evaluator>? {
    let address = nearest.exchange(0, ordering: .acquiring)
    return unsafe UnsafeRawPointer(bitPattern: address).map { unsafe .fromOpaque($0) }
  }

  private func takeOther() -> Unmanaged<Evaluator> {
    let evaluator = idle.withLock { $0.popLast()?.evaluator }
    return unsafe .passRetained(evaluator ?? Evaluator(program))
  }

  private func putBack(_ evaluator: Unmanaged<Evaluator>) {
    let address = unsafe UInt(bitPattern: evaluator.toOpaque())
    let isNearest = nearest.compareExchange(
      expected: 0,
      desired: address,
      successOrdering: .releasing,
      failureOrdering: .relaxed
    ).exchanged
    if isNearest { return }
    let unused = unsafe Idle(evaluator: evaluator.takeRetainedValue())
    idle.withLock { $0.append(unused) }
  }
}
