/// What a template has written, and what is being caught of it.
///
/// All bytes stand in one row, and each mark says where a stretch of them came from. What is caught
/// (the body of a macro, say) stands behind what was written before, until it is cut off.
final class Output {
  /// A stretch of the bytes; it begins where the one before ends.
  struct Mark: BitwiseCopyable {
    var end: Int32
    /// The source; below 0 the complement of its place among those that were made while running.
    var source: Int32
    /// Which of the source's bytes these are.
    var start: Int32
    var sourceEnd: Int32
    /// The message that was the current one; -1 for none.
    var running: Int32
    /// The message that the source is; -1 for none.
    var message: Int32
  }

  /// Where something that is caught begins.
  private struct Frame {
    var byteCount: Int
    var markCount: Int
    var madeCount: Int
    var fault: TemplateError?
  }

  /// What was caught, as passages of sources; those below 0 are among `madeSources`.
  struct Caught {
    var passages: [Passage] = []
    var madeSources: [TextSource] = []
    var byteCount = 0
  }

  let bytes = Row<UInt8>(capacity: 4096)
  let marks = Row<Mark>(capacity: 64)
  /// Sources that were made while the template ran.
  private(set) var madeSources: [TextSource] = []
  private var frames: [Frame] = []
  /// Whether something is being caught.
  private var isCatching = false
  /// Why the output cannot be put together.
  private(set) var fault: TemplateError?
  /// How many marks are caught or whole; the others may grow.
  private var floor = 0

  /// Begins anew.
  func reset() {
    bytes.removeAll()
    marks.removeAll()
    madeSources = []
    frames = []
    isCatching = false
    fault = nil
    floor = 0
  }

  /// How many bytes were written before the first that is caught.
  var ownByteCount: Int { frames.first?.byteCount ?? bytes.count }

  /// Notes something in the output that is no string; the first counts.
  func fail(_ error: TemplateError) {
    if frames.isEmpty {
      fault = fault ?? error
    } else {
      frames[frames.count - 1].fault = frames[frames.count - 1].fault ?? error
    }
  }

  /// The fault of what is being caught, or of the output.
  var currentFault: TemplateError? { frames.isEmpty ? fault : frames[frames.count - 1].fault }

  /// Writes bytes of a source during the iteration of a message, or of none (-1).
  ///
  /// `message`: the message that the source is, or -1.
  // Safe for callers that hold the bytes.
  func write(
    _ text: UnsafeBufferPointer<UInt8>,
    _ passage: Passage,
    of message: Int32,
    during running: Int32
  ) {
    guard !text.isEmpty else { return }
    unsafe bytes.append(contentsOf: text)
    mark(passage, of: message, during: running)
  }

  /// Writes a piece during the iteration of a message, or of none (-1).
  func write(_ piece: Piece, during running: Int32) {
    guard piece.count > 0 else { return }
    // Safe: the row copies them.
    unsafe piece.bytes.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    var number = piece.source.number
    if number < 0 {
      if !isCatching, !piece.source.hasField {
        number = Passage.literals
      } else {
        if madeSources.last !== piece.source { madeSources.append(piece.source) }
        number = ~Int32(truncatingIfNeeded: madeSources.count - 1)
      }
    }
    mark(
      Passage(source: number, start: piece.start, end: piece.end, message: piece.message),
      of: Int32(truncatingIfNeeded: piece.source.message ?? -1),
      during: running
    )
  }

  private func mark(_ passage: Passage, of message: Int32, during running: Int32) {
    let running = running >= 0 ? running : passage.message
    let end = Int32(truncatingIfNeeded: bytes.count)
    let last = marks.count - 1
    if last >= floor, marks[last].source == passage.source, marks[last].running == running {
      // What the template itself writes needs no places, unless it is caught.
      if passage.source == Passage.literals && !isCatching
        || marks[last].sourceEnd == passage.start
      {
        marks.update(last) {
          $0.end = end
          $0.sourceEnd = passage.end
        }
        return
      }
    }
    marks.append(
      Mark(
        end: end,
        source: passage.source,
        start: passage.start,
        sourceEnd: passage.end,
        running: running,
        message: message
      )
    )
  }

  // MARK: Catching

  /// Begins to catch what is written.
  func beginCatching() {
    frames.append(
      Frame(byteCount: bytes.count, markCount: marks.count, madeCount: madeSources.count)
    )
    floor = marks.count
    isCatching = true
  }

  /// Cuts off what was caught, and gives it.
  ///
  /// - Throws: the fault of what was caught.
  func endCatching() throws(TemplateError) -> Caught {
    guard let frame = frames.popLast() else { return Caught() }
    isCatching = !frames.isEmpty
    floor = frames.last?.markCount ?? 0
    if let fault = frame.fault { throw fault }
    var caught = Caught(byteCount: bytes.count - frame.byteCount)
    caught.passages.reserveCapacity(marks.count - frame.markCount)
    if madeSources.count > frame.madeCount { caught.madeSources = madeSources }
    for place in frame.markCount..<marks.count {
      let mark = marks[place]
      caught.passages.append(
        Passage(
          source: mark.source,
          start: mark.start,
          end: mark.sourceEnd,
          message: mark.running
        )
      )
    }
    marks.truncate(to: frame.markCount)
    bytes.truncate(to: frame.byteCount)
    madeSources.removeLast(madeSources.count - frame.madeCount)
    return caught
  }

  /// Keeps the last mark as it is: what follows is another stretch until `rewrite`.
  func seal() -> Int {
    let earlier = floor
    floor = marks.count
    return earlier
  }

  /// Ends what `seal` began: what was written since counts as written during the iteration of a
  /// message, or as it was (-1).
  func rewrite(from start: Int, during running: Int32, floor earlier: Int) {
    floor = earlier
    let written = marks.array(from: start)
    marks.truncate(to: start)
    for var mark in written {
      if running >= 0 { mark.running = running }
      let last = marks.count - 1
      if last >= floor, marks[last].source == mark.source, marks[last].running == mark.running,
        mark.source == Passage.literals && !isCatching || marks[last].sourceEnd == mark.start
      {
        marks.update(last) {
          $0.end = mark.end
          $0.sourceEnd = mark.sourceEnd
        }
      } else {
        marks.append(mark)
      }
    }
  }
}
