import HDF5

/// Consecutive rows of a file, decoded: chosen columns, each an array of `rows.count * width` numbers.
///
/// A thread fills its slice again and again. Whoever gets one looks at the arrays and does not keep
/// them: an array that is kept is copied at the next filling.
final class RowSlice {
  /// What there is for every token.
  struct Columns: OptionSet, Sendable, Hashable {
    let rawValue: Int

    /// `input_ids`.
    static let tokenIDs = Self(rawValue: 1)
    /// `token_type_ids`.
    static let tokenTypes = Self(rawValue: 2)
    /// `category_ids`.
    static let categoryIDs = Self(rawValue: 4)
    /// `loss_weight`.
    static let lossWeights = Self(rawValue: 8)
    /// The second part of a Cerebras row: 1 where the label at the same place is trained.
    static let lossMask = Self(rawValue: 16)
    /// The third part of a Cerebras row: the id that follows.
    static let labels = Self(rawValue: 32)
    /// `token_type_ids` as bytes where the file gives them cheaply, else as ``tokenTypes``.
    static let narrowTypes = Self(rawValue: 64)
    /// Whatever the file has.
    static let all = Self(rawValue: 63)
  }

  /// The file's rows that it holds.
  private(set) var rows = 0..<0
  /// Tokens in a row.
  let width: Int
  /// Ids; empty where they were not chosen.
  private(set) var tokenIDs: [Int32] = []
  /// Types as the file has them; empty where they were not chosen or the file has none.
  private(set) var tokenTypes: [Int32] = []
  /// Types as bytes; empty where they were not chosen or ``tokenTypes`` has them.
  private(set) var typeBytes: [UInt8] = []
  /// Category ids; empty where they were not chosen or the file has none.
  private(set) var categoryIDs: [Int32] = []
  /// Factors of the loss by label; empty where they were not chosen or the file has none.
  private(set) var lossWeights: [Float] = []
  /// The loss mask of a Cerebras file, else empty.
  private(set) var lossMask: [Int32] = []
  /// The labels of a Cerebras file, else empty.
  private(set) var labels: [Int32] = []
  /// The columns that could not be read, with the reasons; only where damage is tolerated.
  private(set) var damage: [(column: Columns, error: HDF5Error)] = []

  private let file: TrainingFile
  private let columns: Columns
  private let recycled: RecycledArrays?
  /// One for each column, since each keeps the chunk that it decoded last.
  private let decoders = (0..<4).map { _ in ChunkFilterDecoder() }
  private var planes: [Int32] = []

  /// Makes an empty slice for columns of a file; those that the file has not stay empty.
  ///
  /// With recycled arrays the rows may be kept, if ``forget()`` is called and they are given back.
  init(of file: TrainingFile, columns: Columns, recycled: RecycledArrays? = nil) {
    self.file = file
    self.recycled = recycled
    self.columns = columns.intersection(file.columns)
    width = file.width
  }

  /// Reads rows; what could not be read is empty and named in ``damage``.
  func fillWhatIsSound(_ rows: Range<Int>) {
    self.rows = rows
    damage = []
    for column in [Columns.tokenIDs, .tokenTypes, .categoryIDs, .lossWeights]
    where columns.contains(column) || (column == .tokenTypes && columns.contains(.narrowTypes)) {
      do throws(HDF5Error) {
        try read(column)
      } catch {
        clear(column)
        damage.append((column, error))
      }
    }
    guard file.kind == .cerebras, columns.isDisjoint(with: .tokenIDs) else { return }
    do throws(HDF5Error) {
      try readPlanes()
    } catch {
      damage.append((columns, error))
    }
  }

  /// The types of the rows; no row where they were not chosen or the file has none.
  var types: TypeRows { TypeRows(bytes: typeBytes, numbers: tokenTypes, width: width) }

  /// Reads rows.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset`.
  func fill(_ rows: Range<Int>) throws(DataPrepError) {
    fillWhatIsSound(rows)
    if let first = damage.first {
      throw DataPrepError(.badDataset, file.path, found: first.error.reason)
    }
  }

  private func read(_ column: Columns) throws(HDF5Error) {
    switch column {
    case .tokenTypes:
      try readTypes()
    case .categoryIDs:
      try file.categoryIDs?.readRows(rows, into: &categoryIDs, using: decoders[2])
    case .lossWeights:
      try file.lossWeights?.readRows(rows, into: &lossWeights, using: decoders[3])
    default:
      if file.kind == .cerebras {
        try readPlanes()
      } else {
        reuse(&tokenIDs)
        try file.tokenIDs.readRows(rows, into: &tokenIDs, using: decoders[0])
      }
    }
  }

  private func reuse(_ column: inout [Int32]) {
    if column.isEmpty, let recycled { column = recycled.take(rows.count * width) }
  }

  private func clear(_ column: Columns) {
    switch column {
    case .tokenTypes: (tokenTypes, typeBytes) = ([], [])
    case .categoryIDs: categoryIDs = []
    case .lossWeights: lossWeights = []
    default: (tokenIDs, lossMask, labels) = ([], [], [])
    }
  }

  /// Gives up the rows, which somebody has kept.
  func forget() {
    rows = rows.upperBound..<rows.upperBound
    for column in [Columns.tokenIDs, .tokenTypes, .categoryIDs, .lossWeights] { clear(column) }
    planes = []
  }

  private func readTypes() throws(HDF5Error) {
    guard let types = file.tokenTypes else { return }
    if columns.contains(.narrowTypes), !columns.contains(.tokenTypes),
      try types.readBytes(ofRows: rows, into: &typeBytes, using: decoders[1])
    {
      tokenTypes = []
      return
    }
    typeBytes = []
    reuse(&tokenTypes)
    try types.readRows(rows, into: &tokenTypes, using: decoders[1])
  }

  /// Reads `data` and puts its three parts into columns of their own.
  private func readPlanes() throws(HDF5Error) {
    try file.tokenIDs.readRows(rows, into: &planes, using: decoders[0])
    copyPlane(0, .tokenIDs, into: &tokenIDs)
    copyPlane(1, .lossMask, into: &lossMask)
    copyPlane(2, .labels, into: &labels)
  }

  private func copyPlane(_ plane: Int, _ column: Columns, into target: inout [Int32]) {
    target.removeAll(keepingCapacity: true)
    guard columns.contains(column), width > 0 else { return }
    target.reserveCapacity(rows.count * width)
    for row in 0..<rows.count {
      let start = (3 * row + plane) * width
      target.append(contentsOf: planes[start..<start + width])
    }
  }
}
