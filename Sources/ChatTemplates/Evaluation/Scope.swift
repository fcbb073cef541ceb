/// The variables of a body.
final class Scope {
  /// A variable that is set.
  private struct Entry {
    let id: Int32
    var value: Operand
  }

  let parent: Scope?
  /// Whether a macro may outlive the body, and still see its variables.
  private(set) var isCaptured = false
  private let entries = Row<Entry>(capacity: 8)

  init(parent: Scope? = nil) {
    self.parent = parent
  }

  /// The variable's value here or in the nearest scope around that has it.
  func value(of id: Int32) -> Operand? {
    for place in 0..<entries.count where entries[place].id == id { return entries[place].value }
    return parent?.value(of: id)
  }

  func set(_ id: Int32, _ value: Operand) {
    for place in 0..<entries.count where entries[place].id == id {
      entries[place] = Entry(id: id, value: value)
      return
    }
    entries.append(Entry(id: id, value: value))
  }

  /// Notes that a macro was defined here.
  func capture() {
    isCaptured = true
    parent?.capture()
  }

  func removeAll() { entries.removeAll() }
}
