/// The number of a node in a program's table.
typealias NodeID = Int32

/// An expression of a compiled template, as a word of a table: its parts are named by their numbers,
/// so that going over it touches no reference count.
///
/// `place` is the byte of the source that errors name.
enum Node: BitwiseCopyable, Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  /// Another constant, by its number.
  case constant(Int32)
  /// A part of the program's literals.
  case string(start: Int32, end: Int32)
  /// A variable.
  case name(Int32)
  case list(Children)
  case tuple(Children)
  /// Keys and values alternate.
  case dictionary(Children)
  case attribute(NodeID, name: Int32, place: Int32)
  case item(NodeID, NodeID, place: Int32)
  /// An item whose key is a literal, by the number of the attribute of that name.
  case member(NodeID, name: Int32, place: Int32)
  /// `a.b` or `a['b']` of a variable, and the node that says it of any value.
  case variableMember(MemberUse, general: NodeID, place: Int32)
  /// Of the children the value is the first, then start, stop and step.
  case slice(Children, place: Int32)
  case call(NodeID, arguments: Int32, place: Int32)
  /// A call of what an attribute gives.
  case methodCall(NodeID, name: Int32, attributePlace: Int32, arguments: Int32, place: Int32)
  case filter(NodeID, FilterUse)
  case test(NodeID, ValueTest, arguments: Int32, place: Int32)
  /// A test that there is not, by its name.
  case unknownTest(NodeID, name: Int32, arguments: Int32, place: Int32)
  case not(NodeID)
  case negative(NodeID, place: Int32)
  case positive(NodeID, place: Int32)
  case arithmetic(Expression.Operator, NodeID, NodeID, place: Int32)
  /// `a + b + c`: the first part, then each further part with the place of its operator; and whether all
  /// are strings of the template or members of variables.
  case sum(Children, isPlain: Bool)
  case concatenation(Children)
  case comparison(NodeID, Expression.Comparison, NodeID, place: Int32)
  /// `a == "b"`: a value, and a part of the program's literals.
  case literalEquality(NodeID, start: Int32, end: Int32, isWanted: Bool, place: Int32)
  /// The same where the value is a member of a variable, and the node that says it of any value.
  case memberEquality(MemberUse, start: Int32, end: Int32, general: NodeID)
  /// The same of `!=`.
  case memberInequality(MemberUse, start: Int32, end: Int32, general: NodeID)
  /// `a < b < c`: the first part, then by number the further ones.
  case comparisons(NodeID, Int32, place: Int32)
  case and(NodeID, NodeID)
  case or(NodeID, NodeID)
  case conditional(test: NodeID, then: NodeID, otherwise: NodeID, place: Int32)
  /// A slice where none can be.
  case strayedSlice

  /// What stands for a part that is not there.
  static let absent: NodeID = -1
}

/// A stretch of a program's table of children.
struct Children: BitwiseCopyable, Sendable {
  var start: Int32
  var count: Int32

  var range: Range<Int> { Int(start)..<Int(start + count) }
}

/// A member of a variable: the numbers of both names.
struct MemberUse: BitwiseCopyable, Sendable {
  var name: Int32
  var key: Int32
}

/// A filter with its arguments.
struct FilterUse: BitwiseCopyable, Sendable {
  /// Nil for one that there is not.
  var filter: Filter?
  /// The number of its name.
  var name: Int32
  var arguments: Int32
  var place: Int32
}

/// A statement of a compiled template, as a word of a table.
enum Command: BitwiseCopyable, Sendable {
  /// A stretch of the program's commands.
  struct Body: BitwiseCopyable, Sendable {
    var start: Int32
    var count: Int32

    var range: Range<Int> { Int(start)..<Int(start + count) }
    var isEmpty: Bool { count == 0 }
  }

  /// Writes a part of the program's literals.
  case data(start: Int32, end: Int32)
  case output(NodeID, place: Int32)
  /// Writes what the next commands do, so many, and goes on behind them; does nothing where it cannot.
  case plainRun(Int32, instead: Int32)
  /// Goes on so many commands behind this one, unless a test holds: an `if` with what it guards.
  case jumpUnless(NodeID, by: Int32)
  /// Goes on with the branch of an `if` whose conditions are steps; the next commands, which it passes
  /// over, say the same one by one.
  case branch(Int32)
  /// Goes on so many commands behind this one: what ends a branch of an `if`.
  case jump(by: Int32)
  case loop(Int32)
  case assign(name: Int32, NodeID, place: Int32)
  case assignTarget(Int32, NodeID, place: Int32)
  /// `filter`: the outermost of the block's filters, or `Node.absent`.
  case assignBlock(Int32, filter: NodeID, Body, place: Int32)
  case macro(name: Int32, Int32)
  case callBlock(NodeID, macro: Int32, place: Int32)
  case filterBlock(NodeID, Body, place: Int32)
  case generation(Body, place: Int32)
  case with(Int32, Body, place: Int32)
  case breakLoop
  case continueLoop
}
