import JSON

/// How much a message's tokens count in training: `weight`, `train` or `loss`, the first that a
/// message has.
///
/// Each is a number from 0 to 1, or true or false; null says nothing.
enum MessageWeight {
  /// Checks what a message sets; `JSONItem.trainingWeight` reads it.
  ///
  /// - Throws: ``DataPrepError`` without a place, with code `wrongFieldType`.
  static func check(_ message: JSONNode, at place: String) throws(DataPrepError) {
    for key in ["weight", "train", "loss"] {
      guard let node = message[key], !node.isNull, node.boolean == nil else { continue }
      guard let weight = node.double, (0...1).contains(weight) else {
        throw DataPrepError(
          .wrongFieldType,
          "\(place).\(key)",
          found: node.double == nil ? node.kindName : "a number beyond that",
          expected: "a number from 0 to 1, or true or false"
        )
      }
    }
  }
}
