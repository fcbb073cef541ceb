/// Where the token types of a file come from: its own dataset, or the loss mask of a Cerebras file.
///
/// In a Cerebras row the mask at a place says whether the label there, the id that follows, is
/// trained. The token at place t is therefore a completion where the mask at t − 1 is set, and else a
/// prompt; what stands behind the last trained label and is one id, repeated to the row's end, is
/// padding. The ids that fill rows and end articles are looked for in the first rows.
///
/// ```
/// ids   9 5 6 10 7 8 2 0 0 0        mask  0 0 1 1 1 1 0 0 0 0
/// types 0 0 0  1 1 1 3 2 2 2        (2 ends every row's completion, 0 fills every row)
/// ```
struct TypeSource: Sendable {
  /// How a Cerebras file is read; nil for a file with types.
  let cerebras: CerebrasReading?

  /// Looks at a file.
  ///
  /// - Throws: ``DataPrepError``: `noTokenTypes`; `badDataset` where a Cerebras file's first rows
  ///   cannot be read.
  init(_ file: TrainingFile) throws(DataPrepError) {
    switch file.kind {
    case .columns:
      guard file.tokenTypes != nil else { throw DataPrepError(.noTokenTypes, file.path) }
      cerebras = nil
    case .cerebras:
      cerebras = try CerebrasReading(of: file)
    }
  }

  /// The columns from which types are made, and with which those are compared.
  var columns: RowSlice.Columns { cerebras == nil ? .tokenTypes : [.tokenIDs, .lossMask, .labels] }

  /// The columns from which runs of types are made.
  var runColumns: RowSlice.Columns { cerebras == nil ? .narrowTypes : columns }

  /// The types of a slice's rows, for whoever goes over runs of them.
  func rows(of slice: RowSlice) -> TypeRows {
    guard let cerebras else { return slice.types }
    return TypeRows(numbers: cerebras.types(of: slice), width: slice.width)
  }

  /// The types of a slice's rows.
  func types(of slice: RowSlice) -> [Int32] {
    cerebras?.types(of: slice) ?? slice.tokenTypes
  }

  /// Everything of a slice's rows.
  func columns(of slice: RowSlice) -> TokenColumns {
    TokenColumns(
      tokenIDs: slice.tokenIDs,
      tokenTypes: types(of: slice),
      categoryIDs: slice.categoryIDs,
      lossWeights: slice.lossWeights
    )
  }
}
