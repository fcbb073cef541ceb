import HDF5
import TestSupport
import Testing

/// What h5py, with its own HDF5, makes of files that were written here.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct ReferenceReaderTests {
  @Test(arguments: DatasetRoundTripTests.filters)
  func readsTheSameNumbers(filters: ChunkFilters) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let small = SmallFile(rowCount: 23, width: 130, rowsPerChunk: 8, filters: filters)
    let (path, values) = try small.write(in: folder)
    let output = try ReferencePython.run(
      """
      import sys, h5py
      with h5py.File(sys.argv[1]) as f:
          d = f['input_ids']
          print(d.shape, d.maxshape, d.chunks, d.dtype.str, d.compression, d.compression_opts,
                d.shuffle, d.fletcher32, list(f), list(f.attrs))
          print(f.attrs['text'].decode(), f.attrs['number'], list(map(int, f.attrs['numbers'])),
                f.attrs['real'])
          print(' '.join(map(str, d[:].ravel())))
      """,
      arguments: [path]
    )
    let compression =
      switch filters.deflate {
      case .fast: "gzip 1"
      case .level(let level): "gzip \(min(level, 9))"
      case .none: "None None"
      }
    let shuffle = filters.shuffles ? "True" : "False"
    let numbers = values.map { "\($0)" }.joined(separator: " ")
    #expect(
      String(decoding: output, as: UTF8.self) == """
        (23, 130) (None, 130) (8, 130) <i4 \(compression) \(shuffle) False ['input_ids'] \
        ['number', 'numbers', 'real', 'text']
        grün -5 [1, 2, 3] 0.5
        \(numbers)

        """
    )
  }

  @Test func readsZeroRows() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (path, _) = try SmallFile(rowCount: 0).write(in: folder)
    let output = try ReferencePython.run(
      """
      import sys, h5py
      with h5py.File(sys.argv[1]) as f:
          print(f['input_ids'].shape, f['input_ids'][:].tolist())
      """,
      arguments: [path]
    )
    #expect(String(decoding: output, as: UTF8.self) == "(0, 7) []\n")
  }

  @Test func takesMoreRows() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (path, values) = try SmallFile().write(in: folder)
    _ = try ReferencePython.run(
      """
      import sys, h5py
      with h5py.File(sys.argv[1], 'r+') as f:
          d = f['input_ids']
          d.resize(12, 0)
          d[10:] = [[1] * 7, [2] * 7]
      """,
      arguments: [path]
    )
    #expect(
      try allRows(of: path)
        == values + [Int32](repeating: 1, count: 7) + [Int32](repeating: 2, count: 7)
    )
  }
}
