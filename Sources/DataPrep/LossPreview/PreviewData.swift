import HDF5

/// The files of a preview as one run of rows.
struct PreviewData: Sendable {
  /// The files, in the order of their rows.
  let files: [TrainingFile]
  /// The number of each file's first row.
  let firstRows: [Int]
  let rowCount: Int
  /// The width of a row in tokens.
  let width: Int
  let weightKind: LossWeightKind
  /// Where each file's types come from.
  let typeSources: [TypeSource]
  let hasCategories: Bool
  /// What the labels of the rows that were counted say that their types cannot.
  let labels = SharedLabelDifferences()

  /// Opens what a path names: a file, or a folder, of which the training split counts if names tell.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `noInputFiles`, `badDataset`, `noTokenTypes`,
  ///   `emptyDataset`.
  init(path: String) throws(DataPrepError) {
    let all = try TrainingSet(paths: [path]).files
    let training = all.filter { $0.split == .train }
    var files: [TrainingFile] = []
    for file in training.isEmpty ? all : training {
      let opened = try TrainingFile(path: file.path)
      try opened.require([FileLayout.lossWeights, FileLayout.categoryIDs])
      files.append(opened)
    }
    var firstRows: [Int] = []
    var rowCount = 0
    var typeSources: [TypeSource] = []
    for file in files {
      typeSources.append(try TypeSource(file))
      firstRows.append(rowCount)
      let (sum, overflows) = rowCount.addingReportingOverflow(file.rowCount)
      guard !overflows else {
        throw DataPrepError(.badDataset, file.path, found: "the files have too many rows")
      }
      rowCount = sum
    }
    let width = files.first?.width ?? 0
    if let other = files.first(where: { $0.width != width }) {
      throw DataPrepError(
        .badDataset,
        other.path,
        found: "the rows have \(other.width) tokens, those of \(files[0].path) \(width)"
      )
    }
    guard rowCount > 0, width > 0 else { throw DataPrepError(.emptyDataset, path) }
    var kinds: Set<LossWeightKind> = []
    for file in files { kinds.insert(try Self.weightKind(of: file)) }
    guard kinds.count <= 1 else {
      throw DataPrepError(
        .badDataset,
        path,
        found: "loss_weight has factors in some files and effective weights in others"
      )
    }
    self.files = files
    self.typeSources = typeSources
    self.firstRows = firstRows
    self.rowCount = rowCount
    self.width = width
    weightKind = kinds.first ?? .factor
    hasCategories = files.contains { $0.categoryIDs != nil }
  }

  private static func weightKind(of file: TrainingFile) throws(DataPrepError) -> LossWeightKind {
    guard file.lossWeights != nil else { return .factor }
    let name = FileLayout.Attribute.lossWeightKind
    guard let attribute = file.attributes.first(where: { $0.name == name }) else {
      return .factor
    }
    guard let kind = LossWeightKind(rawValue: attribute.text) else {
      throw DataPrepError(
        .badDataset,
        file.path,
        found: "\(name) is neither factor nor effective"
      )
    }
    return kind
  }

  /// The file that a row lies in, and the row's number there.
  func place(of row: Int) -> (file: Int, row: Int) {
    var (low, high) = (0, firstRows.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firstRows[middle] <= row { low = middle } else { high = middle - 1 }
    }
    // Files without rows share their first row with the next one, which the search prefers.
    return (low, row - firstRows[low])
  }
}

/// One thread's way to rows: gathers them in any order, counts them and keeps what is wanted.
final class RowGatherer {
  private let data: PreviewData
  private let counter: RowCounter
  private let keepsTokens: Bool
  private let keepsWords: Bool
  private let store: RowCountStore?
  private var slices: [Int: RowSlice] = [:]
  private var types: [Int: TypeRows] = [:]

  /// The most tokens that are decoded at once, unless a chunk has more.
  private static let tokensAtOnce = 1 << 17

  /// Makes one that counts rows itself, or takes their counts from a store.
  init(
    _ data: PreviewData,
    _ counter: RowCounter,
    keepsTokens: Bool,
    keepsWords: Bool = false,
    store: RowCountStore? = nil
  ) {
    self.data = data
    self.counter = counter
    self.keepsTokens = keepsTokens
    self.keepsWords = keepsWords
    self.store = store
  }

  /// The counts of all rows of a slice, which another filled.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset`.
  func counts(of slice: RowSlice, _ file: Int) throws(DataPrepError) -> SliceRowCounts {
    let types = data.typeSources[file].rows(of: slice)
    var counts = SliceRowCounts()
    for row in slice.rows {
      try count(slice, types, file, row, into: &counts.words)
      counts.ends.append(counts.words.count)
    }
    return counts
  }

  /// Reads the rows of a step and puts in their counts, and their tokens if these are kept.
  ///
  /// They are read in the order of the file, so that no chunk is decoded twice, and put into that of
  /// the step.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset`.
  func gather(_ input: inout StepInput) throws(DataPrepError) {
    let rows = input.rows
    if let store, !keepsTokens {
      guard keepsWords || !StepInput.isLarge(rows.count, width: data.width) else {
        input.store = store
        return
      }
      try store.append(rows, to: &input.words)
      return
    }
    if keepsTokens { input.tokens = StepTokens(count: rows.count * data.width, data) }
    if gatherPrepared(&input) { return }
    let order = rows.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }
    var words: [UInt32] = []
    var ranges = [Range<Int>](repeating: 0..<0, count: rows.count)
    let most = max(1, Self.tokensAtOnce / data.width)
    var next = 0
    while next < order.count {
      let (file, row) = data.place(of: rows[order[next]])
      let offset = rows[order[next]] - row
      let left = min(most, data.files[file].rowCount - row)
      var end = next + 1
      while end < order.count, rows[order[end]] - rows[order[end - 1]] <= 1,
        rows[order[end]] - offset < row + left
      { end += 1 }
      let last = rows[order[end - 1]] - offset
      let slice = slices[file] ?? makeSlice(file)
      if !(slice.rows.lowerBound <= row && last < slice.rows.upperBound) {
        try fill(slice, file, row..<last + 1)
      }
      guard let types = types[file] else { return }
      for place in order[next..<end] {
        let start = words.count
        try count(slice, types, file, rows[place] - offset, place, &words, &input)
        ranges[place] = start..<words.count
      }
      next = end
    }
    input.words.reserveCapacity(words.count)
    for range in ranges { input.words += words[range] }
  }

  /// Reads neighbouring rows into memory, of which ``gather(_:)`` then takes what it needs.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset`.
  func prepare(_ rows: Range<Int>) throws(DataPrepError) {
    guard rows.count <= max(1, 4 * Self.tokensAtOnce / data.width) else { return }
    let (file, row) = data.place(of: rows.lowerBound)
    guard row + rows.count <= data.files[file].rowCount else { return }
    try fill(slices[file] ?? makeSlice(file), file, row..<row + rows.count)
  }

  /// Counts the rows of a step in its own order, where memory has all of them.
  ///
  /// - Returns: Whether it could be done; rows with a fault are left to the other way, which names the
  ///   first in the order of the file.
  private func gatherPrepared(_ input: inout StepInput) -> Bool {
    let rows = input.rows
    guard let (slice, file, offset) = preparedSlice(of: rows) else { return false }
    var words: [UInt32] = []
    words.reserveCapacity(rows.count * 64)
    guard let types = types[file] else { return false }
    for place in rows.indices {
      do throws(DataPrepError) {
        try count(slice, types, file, rows[place] - offset, place, &words, &input)
      } catch {
        return false
      }
    }
    input.words = words
    return true
  }

  /// The slice that holds all of some rows, with its file and the number of that file's first row.
  private func preparedSlice(
    of rows: [Int]
  ) -> (slice: RowSlice, file: Int, offset: Int)? {
    guard let first = rows.first else { return nil }
    let (file, row) = data.place(of: first)
    let offset = first - row
    guard let slice = slices[file],
      rows.allSatisfy({ slice.rows.contains($0 - offset) })
    else { return nil }
    return (slice, file, offset)
  }

  private func makeSlice(_ file: Int) -> RowSlice {
    let slice = RowSlice(
      of: data.files[file],
      columns: [data.typeSources[file].runColumns, .lossWeights, .categoryIDs]
    )
    slices[file] = slice
    return slice
  }

  private func fill(
    _ slice: RowSlice,
    _ file: Int,
    _ rows: Range<Int>
  ) throws(DataPrepError) {
    // An array that is held twice would be copied at the next filling.
    types[file] = nil
    try slice.fill(rows)
    types[file] = data.typeSources[file].rows(of: slice)
  }

  /// Counts a row of a step, and keeps its tokens if these are wanted.
  private func count(
    _ slice: RowSlice,
    _ types: TypeRows,
    _ file: Int,
    _ row: Int,
    _ place: Int,
    _ words: inout [UInt32],
    _ input: inout StepInput
  ) throws(DataPrepError) {
    try count(slice, types, file, row, into: &words)
    guard keepsTokens else { return }
    let width = data.width
    let index = row - slice.rows.lowerBound
    let positions = index * width..<(index + 1) * width
    let target = place * width..<(place + 1) * width
    input.tokens?.types.replaceSubrange(target, with: types.numbers(ofRow: index))
    if !slice.lossWeights.isEmpty {
      input.tokens?.factors.replaceSubrange(target, with: slice.lossWeights[positions])
    }
    if !slice.categoryIDs.isEmpty {
      input.tokens?.categories.replaceSubrange(target, with: slice.categoryIDs[positions])
    }
  }

  private func count(
    _ slice: RowSlice,
    _ types: TypeRows,
    _ file: Int,
    _ row: Int,
    into words: inout [UInt32]
  ) throws(DataPrepError) {
    let width = data.width
    let index = row - slice.rows.lowerBound
    let start = index * width
    data.labels.add(LabelDifferences(of: slice, rows: row..<row + 1))
    let header = words.count
    let fault: Int?
    if slice.lossWeights.isEmpty, slice.categoryIDs.isEmpty {
      fault = counter.count(row: index, of: types, into: &words)
    } else {
      let positions = start..<start + width
      fault = counter.count(
        types: types.numbers(ofRow: index),
        factors: slice.lossWeights.isEmpty ? [] : slice.lossWeights[positions],
        categories: slice.categoryIDs.isEmpty ? [] : slice.categoryIDs[positions],
        into: &words
      )
    }
    if let fault {
      let type = types[start + fault]
      throw DataPrepError(
        .badDataset,
        data.files[file].path,
        found: (0...3).contains(type)
          ? "row \(row), token \(fault): loss_weight is \(slice.lossWeights[start + fault]), "
            + "expected a number from 0"
          : "row \(row), token \(fault): \(type) is no token type"
      )
    }
    guard Int(words[header + 2]) <= TypeRuns.maximumKeptCount else {
      throw DataPrepError(.tooManyRuns, data.files[file].path, found: "\(row)")
    }
  }
}

extension StepTokens {
  /// Makes room for tokens; a file without factors leaves them at 1, one without categories at −1.
  init(count: Int, _ data: PreviewData) {
    types = Array(repeating: 0, count: count)
    if data.files.contains(where: { $0.lossWeights != nil }) {
      factors = Array(repeating: 1, count: count)
    }
    if data.hasCategories { categories = Array(repeating: RowCounts.noCategory, count: count) }
  }
}
