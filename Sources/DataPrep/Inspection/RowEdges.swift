/// How a row begins and ends, as far as it tells of articles that were cut there.
///
/// What counts is what a validation finds; and every full row that ends inside an article, though full
/// packing goes on with it in the next.
struct RowEdges: OptionSet, Sendable {
  let rawValue: UInt8

  /// It begins or ends inside an article.
  static let isCut = Self(rawValue: 1)
  /// It ends inside an article that should end there.
  static let endsOpen = Self(rawValue: 2)
  /// Its first token is a completion: the next part, where the row before ends open.
  static let beginsWithCompletion = Self(rawValue: 4)
}

extension RowEdges {
  /// Looks at the first and the last piece of a row; a row without any has no edges.
  init(
    _ first: RowPiece?,
    _ last: RowPiece?,
    holdsSeparator: Bool,
    firstType: Int32,
    _ rules: CheckRules
  ) {
    self = []
    guard let first, let last else { return }
    if firstType == RowChecker.completion { insert(.beginsWithCompletion) }
    let isLoneSeparator = first.columns == 0..<1 && first.ending == .separator
    if isLoneSeparator, rules.keepsArticlesWhole == true, rules.width > 1 { insert(.isCut) }
    switch last.ending {
    case .separator: break
    case .padding: if rules.severityOfOpenPaddedRow != nil { insert(.isCut) }
    case .rowEnd:
      insert(.isCut)
      if rules.severityOfOpenFullRow(holdsSeparator: holdsSeparator) == .error {
        insert(.endsOpen)
      }
    }
  }
}
