/// The counts of all rows of a preview, made in one pass over the files in their order.
///
/// Steps in a random order take a row here and a row there: each would inflate its whole chunk again.
/// So the rows are counted once, chunk after chunk, and the steps put together from the counts:
///
/// 1. Threads count slices of rows (``RowCounter``); the counts are kept one row after the other.
/// 2. The place of a row's counts is kept too, eight bytes a row.
/// 3. What is more than 64 MiB goes to a temporary file without a name, and is read from there.
struct RowCountStore: Sendable {
  private let words: WordSpool
  /// Where the counts of each row end, in two words, the lower one first.
  private let ends: WordSpool

  /// Counts all rows.
  ///
  /// - Returns: Nil where a row has a fault, or there is no room: then the steps read for themselves,
  ///   and name the fault that they come upon first.
  /// - Throws: ``DataPrepError``: `interrupted`, `oversized`.
  static func make(
    _ data: PreviewData,
    _ settings: LossSettings,
    threadCount: Int,
    _ cancellation: Cancellation
  ) throws(DataPrepError) -> RowCountStore? {
    var words = WordSpool()
    var ends = WordSpool()
    var budget = ContentBudget(data.files.first?.path ?? "", data.files)
    do throws(DataPrepError) {
      for index in data.files.indices {
        try RowScan(
          data.files[index],
          columns: [data.typeSources[index].runColumns, .lossWeights, .categoryIDs],
          threadCount: threadCount
        ).run(
          cancellation: cancellation,
          makeTransform: {
            let gatherer = RowGatherer(
              data,
              RowCounter(settings, weightKind: data.weightKind),
              keepsTokens: false
            )
            return { slice throws(DataPrepError) in try gatherer.counts(of: slice, index) }
          },
          fold: { counts throws(DataPrepError) in
            // A document has eight words or more.
            try budget.take(articles: counts.words.count / 8)
            var places: [UInt32] = []
            for end in counts.ends {
              let place = words.count + end
              places += [
                UInt32(truncatingIfNeeded: place), UInt32(truncatingIfNeeded: place >> 32),
              ]
            }
            try words.append(counts.words)
            try ends.append(places)
          }
        )
      }
    } catch {
      if error.code == .interrupted || error.code == .oversized { throw error }
      // The steps are going to count their rows again.
      data.labels.reset()
      return nil
    }
    return RowCountStore(words: words, ends: ends)
  }

  /// Appends the counts of a row.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func append(row: Int, to counts: inout [UInt32]) throws(DataPrepError) {
    try words.append(range(of: row), to: &counts)
  }

  /// Appends the counts of rows, one after the other.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func append(_ rows: [Int], to counts: inout [UInt32]) throws(DataPrepError) {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(rows.count)
    for row in rows { ranges.append(try range(of: row)) }
    counts.reserveCapacity(counts.count + ranges.reduce(0) { $0 + $1.count })
    // Rows in a random order lie far apart in memory. None of these reads waits for another.
    var touched: UInt32 = 0
    for range in ranges { touched |= words.touch(range) }
    try withExtendedLifetime(touched) { () throws(DataPrepError) in
      for range in ranges { try words.append(range, to: &counts) }
    }
  }

  /// Where the counts of a row are.
  private func range(of row: Int) throws(DataPrepError) -> Range<Int> {
    let start = row == 0 ? 0 : try place(2 * row - 2)
    return start..<max(start, try place(2 * row))
  }

  private func place(_ index: Int) throws(DataPrepError) -> Int {
    Int(try ends.word(index)) | Int(try ends.word(index + 1)) << 32
  }
}

/// The counts of a slice's rows.
struct SliceRowCounts: Sendable {
  var words: [UInt32] = []
  /// Where those of each row end.
  var ends: [Int] = []
}

/// Many words: the first in memory, the others in a temporary file.
struct WordSpool: Sendable {
  /// How many there are.
  private(set) var count = 0
  private let memoryLimit: Int
  private var memory: [UInt32] = []
  private var spool: SpooledBytes?

  /// Makes an empty one that keeps as many words in memory; 2^24 take 64 MiB.
  init(memoryLimit: Int = 1 << 24) {
    self.memoryLimit = memoryLimit
    // Room that is never touched costs nothing; growing would take twice the memory for a while.
    memory.reserveCapacity(memoryLimit)
  }

  /// Adds words at the end.
  ///
  /// - Throws: ``DataPrepError`` with code `unwritable`.
  mutating func append(_ words: [UInt32]) throws(DataPrepError) {
    let fitting = min(words.count, memoryLimit - memory.count)
    memory += words[..<fitting]
    if fitting < words.count {
      let spool: SpooledBytes
      if let known = self.spool { spool = known } else { spool = try SpooledBytes() }
      self.spool = spool
      // The pointer does not leave the closure.
      unsafe try words.withUnsafeBufferPointer { words throws(DataPrepError) in
        let rest = unsafe UnsafeBufferPointer(rebasing: words[fitting...])
        unsafe try spool.append(UnsafeRawBufferPointer(rest))
      }
    }
    count += words.count
  }

  /// The word at a place in front of ``count``.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func word(_ index: Int) throws(DataPrepError) -> UInt32 {
    if index < memory.count { return memory[index] }
    var word: [UInt32] = []
    try append(index..<index + 1, to: &word)
    return word[0]
  }

  /// Reads a word of each line of memory that a range lies in, so that it is near when it is needed.
  func touch(_ range: Range<Int>) -> UInt32 {
    var touched: UInt32 = 0
    let range = range.clamped(to: 0..<memory.count)
    for index in stride(from: range.lowerBound, to: range.upperBound, by: 16) {
      touched |= memory[index]
    }
    return touched
  }

  /// Appends the words of a range, which must lie in front of ``count``.
  ///
  /// - Throws: ``DataPrepError`` with code `unreadable`.
  func append(_ range: Range<Int>, to words: inout [UInt32]) throws(DataPrepError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    words += memory[range.clamped(to: 0..<memory.count)]
    let rest = range.clamped(to: memory.count..<max(count, memory.count))
    guard let spool, !rest.isEmpty else { return }
    var read = [UInt32](repeating: 0, count: rest.count)
    let start = 4 * (rest.lowerBound - memory.count)
    // The pointer does not leave the closure.
    unsafe try read.withUnsafeMutableBufferPointer { buffer throws(DataPrepError) in
      unsafe try spool.read(at: start, into: UnsafeMutableRawBufferPointer(buffer))
    }
    words += read
  }
}
