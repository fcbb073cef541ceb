import Foundation
import JSON

/// The names of categories; a category's id is its index in the file's list.
struct CategoryList: Sendable {
  let path: String
  /// The names in order.
  let names: [String]
  /// By the bytes of the name: to String's == some different names are equal.
  private let ids: [[UInt8]: Int32]

  /// Reads a JSON list of different names.
  ///
  /// - Throws: ``DataPrepError`` with code `badCategories` or `unreadable`.
  init(path: String) throws(DataPrepError) {
    self.path = path
    let bytes = try FileBytes.read(path)
    let list: JSONValue
    do throws(JSONError) {
      list = try JSONParser().parse(copying: bytes).value
    } catch {
      throw DataPrepError(.badCategories, path, found: error.found)
    }
    guard let elements = list.array else {
      throw DataPrepError(.badCategories, path, found: "a value that is no list")
    }
    var ids: [[UInt8]: Int32] = [:]
    for (index, element) in elements.enumerated() {
      guard let name = element.string else {
        throw DataPrepError(.badCategories, path, found: "an element that is not a string")
      }
      guard ids.updateValue(Int32(clamping: index), forKey: Array(name.utf8)) == nil else {
        throw DataPrepError(.badCategories, path, found: "a name twice")
      }
    }
    self.ids = ids
    names = elements.compactMap(\.string)
  }

  /// The id of a name, or `nil` where it is not in the list.
  func id(of name: String) -> Int32? { ids[Array(name.utf8)] }

  /// The id of the category that a record or pair names, or −1 where it names none.
  ///
  /// - Throws: ``DataPrepError`` without a place: `wrongFieldType`, `unknownCategory`.
  func id(in node: JSONNode) throws(DataPrepError) -> Int32 {
    guard let category = node[FieldNames.category] else { return -1 }
    guard let name = category.string else {
      throw DataPrepError(
        .wrongFieldType,
        FieldNames.category,
        found: category.kindName,
        expected: "a string"
      )
    }
    guard let id = id(of: name) else { throw DataPrepError(.unknownCategory, path) }
    return id
  }
}
