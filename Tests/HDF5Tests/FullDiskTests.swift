import Foundation
import HDF5
import TestSupport
import Testing

/// A file system of one megabyte, for which the tests must be root.
private struct SmallDisk {
  let folder: TemporaryFolder

  init?() {
    guard
      let folder = try? TemporaryFolder(),
      let mount = try? ChildProcess(
        running: "/usr/bin/mount",
        ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path]
      ),
      mount.exitStatus == 0
    else { return nil }
    self.folder = folder
  }

  func unmount() {
    _ = try? ChildProcess(running: "/usr/bin/umount", ["-l", folder.path])
    folder.remove()
  }

  static let isPossible: Bool = {
    guard let disk = SmallDisk() else { return false }
    disk.unmount()
    return true
  }()
}

@Suite(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
struct FullDiskTests {
  @Test func saysThatTheDiskIsFullAndStaysFailed() throws {
    let disk = try #require(SmallDisk())
    defer { disk.unmount() }
    let path = disk.folder.path("x.h5")
    let file = try HDF5File(creating: path)
    let filters = ChunkFilters(shuffles: false, deflate: .none)
    let dataset = try file.makeDataset("x", width: 16_384, rowsPerChunk: 1, filters: filters)
    try dataset.setRowCount(32)
    let chunk = [UInt8](repeating: 7, count: 65_536)
    var writtenCount = 0
    let error = failure {
      for row in 0..<32 {
        try dataset.writeChunk(chunk, startingAtRow: row)
        writtenCount += 1
      }
    }
    #expect(error?.code == .diskFull)
    #expect(error?.systemError == ENOSPC)
    #expect(
      error?.description
        == "\(path): x: H5Dwrite_chunk failed: file write failed: No space left on device"
    )
    #expect((10..<16).contains(writtenCount))
    #expect(failure { try file.setAttribute("a", 1 as Int64) } == error)
    var closing: [HDF5Error] = []
    do throws(HDF5Error) { try dataset.close() } catch { closing.append(error) }
    do throws(HDF5Error) { try file.close() } catch { closing.append(error) }
    #expect(closing == [error, error])
    // The file was really closed: once its name is gone, so is what it held.
    try FileManager.default.removeItem(atPath: path)
    try disk.folder.write([UInt8](repeating: 1, count: 900_000), to: "other")
  }

  /// Whatever is written last, some failure comes out before the file counts as done.
  @Test(arguments: [0, 1_024, 2_048, 3_072, 4_096, 5_120, 6_144, 8_192, 16_384])
  func noFailureIsLost(room: Int) throws {
    let disk = try #require(SmallDisk())
    defer { disk.unmount() }
    let error = failure {
      let file = try HDF5File(creating: disk.folder.path("x.h5"))
      let dataset = try file.makeDataset(
        "x",
        width: 1_024,
        rowsPerChunk: 1,
        filters: ChunkFilters(shuffles: false, deflate: .none)
      )
      let filler = [UInt8](repeating: 1, count: 1_048_576 - 65_536 - room)
      try disk.folder.write(filler, to: "filler")
      try dataset.setRowCount(100)
      let chunk = [UInt8](repeating: 7, count: 4_096)
      for row in 0..<16 { try dataset.writeChunk(chunk, startingAtRow: row) }
      try file.setAttribute("text", String(repeating: "x", count: 2_000))
      try dataset.close()
      try file.close()
    }
    if let error {
      #expect(error.code == .diskFull)
      return
    }
    let dataset = try DatasetReader("x", in: try HDF5File(reading: disk.folder.path("x.h5")))
    #expect(try dataset.readRows(0..<16) == [Int32](repeating: 0x0707_0707, count: 16_384))
  }
}
