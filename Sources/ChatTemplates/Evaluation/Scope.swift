/// The variables of a body.
///
/// An evaluator holds its scopes and takes one again that nothing names.
final class Scope {
  /// A variable that is set.
  private struct Entry: BitwiseCopyable {
    let id: Int32
    var value: Operand
  }

  private var parent: Held<Scope>?
  /// Whether a macro or generator may outlive the body, and still see its variables.
  private(set) var isCaptured = false
  private let entries = Row<Entry>(capacity: 8)
  /// A bit for each variable that is set; some share one.
  private var bits: UInt64 = 0

  /// Begins anew within another scope.
  func reset(within parent: Held<Scope>?) {
    self.parent = parent
    isCaptured = false
    removeAll()
  }

  /// The variable's value here or in the nearest scope around that has it.
  func value(of id: Int32) -> Operand? {
    if let value = ownValue(of: id) { return value }
    var next = parent
    while let scope = next {
      if let value = scope.with({ $0.ownValue(of: id) }) { return value }
      next = scope.with { $0.parent }
    }
    return nil
  }

  @inline(__always)
  private func ownValue(of id: Int32) -> Operand? {
    if bits & Self.bit(of: id) == 0 { return nil }
    for place in 0..<entries.count where entries[place].id == id { return entries[place].value }
    return nil
  }

  @inline(__always)
  private static func bit(of id: Int32) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: id) }

  func set(_ id: Int32, _ value: Operand) {
    let bit = Self.bit(of: id)
    if bits & bit != 0 {
      for place in 0..<entries.count where entries[place].id == id {
        entries[place] = Entry(id: id, value: value)
        return
      }
    }
    bits |= bit
    entries.append(Entry(id: id, value: value))
  }

  /// Sets a variable that is not set.
  @inline(__always)
  func append(_ id: Int32, _ value: Operand) {
    bits |= Self.bit(of: id)
    entries.append(Entry(id: id, value: value))
  }

  /// Notes that what was made here outlives the body.
  func capture() {
    var scope = Held(self)
    while !scope.object.isCaptured {
      scope.object.isCaptured = true
      guard let outer = scope.object.parent else { return }
      scope = outer
    }
  }

  func removeAll() {
    entries.removeAll()
    bits = 0
  }
}
