/// Which types at a row's end, and of separators, are settled apart from the rules.
public enum EndTypes: String, Sendable, CaseIterable {
  /// Kept where the file has types, else inferred.
  case auto
  /// As the file has them, whatever the rules say.
  case keep
  /// From the ids: the padding id repeated up to a row's end, and every separator id before it.
  case infer
  /// Left to the rules.
  case none
}

/// Finds padding and separators in rows.
///
/// ```
/// padding 69, separator 2:   9 5 6 2 69 69   →   padding from 4, separator at 3
/// both 2:                    9 5 6 2  2  2   →   the same: the first of the run ends the article
/// ```
struct EndMarking: Sendable {
  var padding: EndTypes
  var separators: EndTypes
  var paddingID: Int32?
  var separatorIDs: Set<Int32>

  private static let paddingType = Int32(TokenType.padding.rawValue)
  private static let separatorType = Int32(TokenType.separator.rawValue)

  /// The position behind a row's last token that is not padding.
  func contentEnd(_ tokenIDs: ArraySlice<Int32>, _ types: [Int32]) -> Int {
    var end = tokenIDs.count
    switch padding {
    case .keep:
      while end > 0, types[end - 1] == Self.paddingType { end -= 1 }
    case .infer:
      guard let paddingID else { return end }
      let base = tokenIDs.startIndex
      while end > 0, tokenIDs[base + end - 1] == paddingID { end -= 1 }
      if end > 0, end < tokenIDs.count, separatorIDs.contains(paddingID) { end += 1 }
    case .auto, .none: break
    }
    return end
  }

  /// Puts the settled types over what the rules gave.
  func mark(
    _ tokenIDs: ArraySlice<Int32>,
    contentEnd: Int,
    before: [Int32],
    types: inout [Int32]
  ) {
    let base = tokenIDs.startIndex
    switch separators {
    case .keep:
      for index in 0..<contentEnd where before[index] == Self.separatorType {
        types[index] = Self.separatorType
      }
    case .infer:
      for index in 0..<contentEnd where separatorIDs.contains(tokenIDs[base + index]) {
        types[index] = Self.separatorType
      }
    case .auto, .none: break
    }
    for index in contentEnd..<tokenIDs.count { types[index] = Self.paddingType }
  }
}
