import JSON

/// Recognises the shape of a record and reads it.
///
/// An object with a completion is a pair, an object with `text` and neither field of a pair is a
/// text, a list is a conversation of pairs; a plan that names a schema accepts nothing else.
struct ExampleReader: Sendable {
  let schema: RecordSchema
  let fieldNames: FieldNames
  /// The categories of the plan, or `nil` where it has none.
  let categories: CategoryList?

  /// Reads a record.
  ///
  /// - Throws: ``DataPrepError`` without a place: `wrongShape`, `missingField`, `wrongFieldType`,
  ///   `unknownCategory`.
  func read(_ node: JSONNode) throws(DataPrepError) -> Example {
    switch (node.kind, schema) {
    case (.array, .auto), (.array, .turns):
      return unsafe try TurnsForm(pair: pairForm).read(node)
    case (.object, .pair):
      return unsafe Example(pairs: [try pairForm.read(node)])
    case (.object, .text):
      return unsafe Example(pairs: [try TextForm().read(node)])
    case (.object, .auto):
      if TextForm.fits(node, fieldNames) {
        return unsafe Example(pairs: [try TextForm().read(node)])
      }
      return unsafe Example(pairs: [try pairForm.read(node)])
    default:
      throw DataPrepError(.wrongShape, found: node.kindName, expected: expectation)
    }
  }

  private var pairForm: PairForm {
    PairForm(fieldNames: fieldNames, categories: categories)
  }

  private var expectation: String {
    switch schema {
    case .auto: "an object or a list of pairs"
    case .pair: "an object with a prompt and a completion"
    case .turns: "a list of pairs"
    case .text: "an object with a text"
    }
  }
}

extension JSONNode {
  /// What the value is, as a message says it.
  var kindName: String {
    switch kind {
    case .null: "null"
    case .boolean: "true or false"
    case .integer, .unsigned, .double, .bigNumber: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The bytes of a field that must be a string.
  func text(of field: String) throws(DataPrepError) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = unsafe utf8 else {
      throw DataPrepError(.wrongFieldType, field, found: kindName, expected: "a string")
    }
    return unsafe bytes
  }
}
