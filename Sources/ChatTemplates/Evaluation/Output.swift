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

  let bytes = Row<UInt8>(capacity: 4096)
  let marks = Row<Mark>(capacity: 64)
  /// Sources that were made while the template ran.
  let madeSources = Row<TextSource>()
  private let frames = Row<Frame>(capacity: 4)
  /// Whether something is being caught.
  private(set) var isCatching = false
  /// Why the output cannot be put together.
  private(set) var fault: TemplateError? {
    didSet { isFaulty = fault != nil }
  }
  /// Whether it cannot.
  private(set) var isFaulty = false
  /// How many marks are caught or whole; the others may grow.
  private(set) var floor = 0

  /// Begins anew.
  func reset() {
    bytes.removeAll()
    marks.removeAll()
    if !madeSources.isEmpty { madeSources.removeAll() }
    if !frames.isEmpty { frames.removeAll() }
    isCatching = false
    if isFaulty { fault = nil }
    floor = 0
  }

  /// How many bytes were written before the first that is caught.
  var ownByteCount: Int { frames.isEmpty ? bytes.count : frames[0].byteCount }

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
  @inline(__always)
  func write(
    _ text: UnsafePointer<UInt8>,
    _ passage: Passage,
    of message: Int32,
    during running: Int32
  ) {
    if passage.isEmpty { return }
    unsafe bytes.append(passage.count, at: text)
    mark(passage, of: message, during: running)
  }

  /// Writes a string of the template during the iteration of a message, or of none (-1).
  // Safe for strings of the program's table, behind which a short copy may read.
  @inline(__always)
  func writeLiteral(_ text: UnsafePointer<UInt8>, _ literal: Passage, during running: Int32) {
    if literal.isEmpty { return }
    let count = literal.count
    unsafe bytes.append(atMost: count &+ Evaluator.shortByteCount) { end in
      unsafe copyLiteral(count, from: text, to: end)
      return count
    }
    mark(literal, of: -1, during: running)
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
        if madeSources.isEmpty || madeSources[madeSources.count - 1] !== piece.source {
          madeSources.append(piece.source)
        }
        number = ~Int32(truncatingIfNeeded: madeSources.count - 1)
      }
    }
    mark(
      Passage(source: number, start: piece.start, end: piece.end, message: piece.message),
      of: Int32(truncatingIfNeeded: piece.source.message ?? -1),
      during: running
    )
  }

  @inline(__always)
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

  // MARK: Taking back

  /// How far the output has come.
  struct Position {
    fileprivate let byteCount: Int
    fileprivate let markCount: Int
    /// The last mark, which may grow; nil where there is none.
    fileprivate let lastMark: Mark?
    fileprivate let madeCount: Int
  }

  /// What `takeBack` goes back to.
  @inline(__always)
  var position: Position {
    Position(
      byteCount: bytes.count,
      markCount: marks.count,
      lastMark: marks.isEmpty ? nil : marks[marks.count - 1],
      madeCount: madeSources.count
    )
  }

  /// Takes back what was written since; nothing was begun or ended in between.
  func takeBack(to position: Position) {
    bytes.truncate(to: position.byteCount)
    marks.truncate(to: position.markCount)
    if let mark = position.lastMark { marks[position.markCount - 1] = mark }
    madeSources.truncate(to: position.madeCount)
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

  /// Cuts off what was caught, and appends its passages to a row.
  ///
  /// - Returns: its length in bytes, whether passages have sources below 0, the complements of places
  ///   in `madeSources`, and how many of those were there before: `forgetMade` must follow.
  /// - Throws: the fault of what was caught.
  func endCatching(
    in passages: Row<Passage>
  ) throws(TemplateError) -> (byteCount: Int, hasMade: Bool, earlierMadeCount: Int) {
    guard !frames.isEmpty else { return (0, false, madeSources.count) }
    let frame = frames[frames.count - 1]
    frames.truncate(to: frames.count - 1)
    isCatching = !frames.isEmpty
    floor = frames.isEmpty ? 0 : frames[frames.count - 1].markCount
    if let fault = frame.fault { throw fault }
    let byteCount = bytes.count - frame.byteCount
    var hasMade = false
    for place in frame.markCount..<marks.count {
      let mark = marks[place]
      if mark.source < 0 { hasMade = true }
      passages.append(
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
    return (byteCount, hasMade, frame.madeCount)
  }

  /// Lets go of the sources that were made after the first so many.
  func forgetMade(after count: Int) { madeSources.truncate(to: count) }

  /// Begins to note the faults of a part of what is written; gives the one before.
  func beginFaults() -> TemplateError? {
    let earlier = currentFault
    setFault(nil)
    return earlier
  }

  /// Ends what `beginFaults` began.
  ///
  /// - Throws: the fault of that part.
  func endFaults(_ earlier: TemplateError?) throws(TemplateError) {
    if let fault = currentFault { throw fault }
    setFault(earlier)
  }

  private func setFault(_ fault: TemplateError?) {
    if frames.isEmpty { self.fault = fault } else { frames[frames.count - 1].fault = fault }
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
    let end = marks.count
    // What is kept moves to the front.
    var kept = start
    for place in start..<end {
      var mark = marks[place]
      if running >= 0 { mark.running = running }
      let last = kept - 1
      if last >= floor, marks[last].source == mark.source, marks[last].running == mark.running,
        mark.source == Passage.literals && !isCatching || marks[last].sourceEnd == mark.start
      {
        marks.update(last) {
          $0.end = mark.end
          $0.sourceEnd = mark.sourceEnd
        }
      } else {
        marks[kept] = mark
        kept += 1
      }
    }
    marks.truncate(to: kept)
  }
}
