import Foundation
import HDF5
import TestSupport
import Testing

/// What the module says when a file cannot be made, opened or read as asked.
@Suite struct ErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The code and the sentence behind the folder's path.
  private func expect(
    _ code: HDF5Error.Code,
    _ reason: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    of body: () throws -> Void
  ) {
    let error = failure(of: body)
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(error?.reason == reason, sourceLocation: sourceLocation)
    #expect(error?.path.hasPrefix(folder.path) == true, sourceLocation: sourceLocation)
  }

  @Test func doesNotOverwrite() throws {
    try folder.write("mine", to: "x.h5")
    expect(.fileExists, "H5Fcreate failed: unable to open file: File exists") {
      _ = try HDF5File(creating: folder.path("x.h5"))
    }
    #expect(try folder.text("x.h5") == "mine")
  }

  @Test func namesTheMissingFolder() {
    expect(.fileMissing, "H5Fcreate failed: unable to open file: No such file or directory") {
      _ = try HDF5File(creating: folder.path("none/x.h5"))
    }
  }

  @Test func namesTheMissingFile() {
    expect(.fileMissing, "open failed: No such file or directory") {
      _ = try HDF5File(reading: folder.path("x.h5"))
    }
  }

  @Test func refusesWhatIsNoFile() {
    expect(.notRegularFile, "not a regular file") {
      _ = try HDF5File(reading: folder.path)
    }
    #expect(
      failure { _ = try HDF5File(reading: "/dev/zero") }?.description
        == "/dev/zero: not a regular file"
    )
  }

  @Test(arguments: ["", "\u{89}HDF", "{\"prompt\": \"\"}"])
  func refusesWhatIsNotHDF5(text: String) throws {
    try folder.write(text, to: "x.h5")
    expect(.notHDF5, "not an HDF5 file") {
      _ = try HDF5File(reading: folder.path("x.h5"))
    }
  }

  @Test func refusesATruncatedFile() throws {
    let (path, _) = try SmallFile().write(in: folder)
    let bytes = try folder.bytes("small.h5")
    try folder.write(Array(bytes.dropLast(100)), to: "small.h5")
    let end = bytes.count
    expect(.truncated, "the file has \(end - 100) bytes, its header says \(end)") {
      _ = try HDF5File(reading: path)
    }
  }

  @Test func refusesASuperblockOfTheFuture() throws {
    let (path, _) = try SmallFile().write(in: folder)
    var bytes = try folder.bytes("small.h5")
    bytes[8] = 4
    try folder.write(bytes, to: "small.h5")
    expect(.newerFormat, "superblock version 4") {
      _ = try HDF5File(reading: path)
    }
  }

  @Test func namesTheMissingDataset() throws {
    let (path, _) = try SmallFile().write(in: folder)
    let file = try HDF5File(reading: path)
    expect(.missing, "labels: there is no such dataset") {
      _ = try DatasetReader("labels", in: file)
    }
    expect(.invalidRequest, "a\0b: an empty name, or one with a zero byte") {
      _ = try DatasetReader("a\0b", in: file)
    }
    expect(.notDataset, "/: found a group or a type, expected a dataset") {
      _ = try DatasetReader("/", in: file)
    }
    expect(.wrongRank, "input_ids: found 2 dimensions, expected 1") {
      _ = try DatasetReader("input_ids", in: file, rank: 1)
    }
  }

  @Test func refusesRowsThatDoNotExist() throws {
    let (path, _) = try SmallFile().write(in: folder)
    let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
    expect(.invalidRequest, "input_ids: rows 3..<11 of 10") {
      _ = try dataset.readRows(3..<11)
    }
    expect(.invalidRequest, "input_ids: no chunk begins at [1, 0]") {
      _ = try dataset.readChunk(at: [1, 0])
    }
    expect(.invalidRequest, "input_ids: no chunk begins at [12, 0]") {
      _ = try dataset.readChunk(at: [12, 0])
    }
  }

  @Test func refusesSizesThatHDF5DoesNotTake() throws {
    let file = try HDF5File(creating: folder.path("x.h5"))
    expect(.invalidRequest, "x: chunks of 1 rows of 0 int32 are not possible") {
      _ = try file.makeDataset("x", width: 0, rowsPerChunk: 1, filters: ChunkFilters())
    }
    expect(.invalidRequest, "x: chunks of 65536 rows of 65536 int32 are not possible") {
      _ = try file.makeDataset("x", width: 65_536, rowsPerChunk: 65_536, filters: ChunkFilters())
    }
    let dataset = try file.makeDataset(
      "x",
      width: 4,
      rowsPerChunk: 2,
      filters: ChunkFilters(shuffles: false, deflate: .none)
    )
    expect(.invalidRequest, "x: -1 rows") { try dataset.setRowCount(-1) }
    expect(.invalidRequest, "x: row 1 begins no chunk of 2 rows") {
      try dataset.writeChunk([0], startingAtRow: 1)
    }
    expect(.invalidRequest, "x: a chunk of 31 bytes, expected 32") {
      try dataset.writeChunk([UInt8](repeating: 0, count: 31), startingAtRow: 0)
    }
    expect(.invalidRequest, "attribute a: text with a zero byte") {
      try file.setAttribute("a", "\0")
    }
    // None of these reached the library: the file is as good as before.
    try dataset.setRowCount(2)
    try dataset.close()
    try file.close()
  }

  @Test func keepsTheFirstFailure() throws {
    let file = try HDF5File(creating: folder.path("x.h5"))
    let dataset = try file.makeDataset("x", width: 4, rowsPerChunk: 2, filters: ChunkFilters())
    let first = failure { try dataset.writeChunk([1, 2, 3], startingAtRow: 2) }
    #expect(first?.code == .libraryFailure)
    #expect(
      first?.reason == "x: H5Dwrite_chunk failed: offset exceeds dimensions of dataset"
    )
    #expect(failure { try dataset.setRowCount(4) } == first)
    #expect(failure { try file.setAttribute("a", "b") } == first)
    #expect(failure { try file.flush() } == first)
    var closing: [HDF5Error] = []
    do throws(HDF5Error) { try dataset.close() } catch { closing.append(error) }
    do throws(HDF5Error) { try file.close() } catch { closing.append(error) }
    #expect(closing == [first, first])
  }

  @Test func anAttributeIsWrittenOnce() throws {
    let file = try HDF5File(creating: folder.path("x.h5"))
    try file.setAttribute("a", "b")
    expect(
      .libraryFailure,
      "attribute a: H5Acreate2 failed: attribute already exists"
    ) {
      try file.setAttribute("a", "c")
    }
  }

  @Test func aClosedFileReadsNothing() throws {
    let (path, _) = try SmallFile().write(in: folder)
    let file = try HDF5File(reading: path)
    let dataset = try DatasetReader("input_ids", in: file)
    try file.close()
    expect(.closed, "the file is closed") { _ = try dataset.readRows(0..<1) }
  }

  @Test func aDatasetKeepsItsFileOpen() throws {
    let (path, values) = try SmallFile().write(in: folder)
    func open() throws -> DatasetReader {
      try DatasetReader("input_ids", in: try HDF5File(reading: path))
    }
    #expect(try open().readRows(0..<10) == values)
  }

  @Test func refusesADamagedChunk() throws {
    let (path, _) = try SmallFile(filters: ChunkFilters(deflate: .level(6))).write(in: folder)
    let chunk = try DatasetReader("input_ids", in: try HDF5File(reading: path)).chunkInfo(1)
    #expect(chunk.offset == [3, 0])
    var bytes = try folder.bytes("small.h5")
    bytes[chunk.address + chunk.byteCount - 1] ^= 1
    try folder.write(bytes, to: "small.h5")
    let dataset = try DatasetReader("input_ids", in: try HDF5File(reading: path))
    #expect(try dataset.readRows(0..<3).count == 21)
    expect(
      .damagedChunk,
      "input_ids, chunk at [3, 0]: the chunk is damaged: its deflate stream is damaged"
    ) {
      _ = try dataset.readRows(0..<10)
    }
  }
}
