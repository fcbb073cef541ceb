import JSON

/// A list of pairs: the turns of one conversation; an empty one is a record without tokens.
struct TurnsForm: Sendable {
  let pair: PairForm

  /// Reads a list.
  ///
  /// - Throws: What ``PairForm`` throws, with the number of the pair; `wrongShape` for an element
  ///   that is no object.
  func read(_ node: JSONNode) throws(DataPrepError) -> Example {
    var pairs: [Example.Pair] = unsafe []
    unsafe pairs.reserveCapacity(node.count)
    var number = 0
    for element in node.elements {
      number += 1
      guard element.kind == .object else {
        throw DataPrepError(
          .wrongShape,
          found: element.kindName,
          expected: "a pair as element \(number) of the list"
        )
      }
      do throws(DataPrepError) {
        unsafe pairs.append(try pair.read(element))
      } catch {
        var error = error
        error.turn = number
        throw error
      }
    }
    return unsafe Example(pairs: pairs)
  }
}
