import HDF5
import TestSupport
import Testing

/// Files with a few bytes changed: read or refused, never a crash, a hang or another file's bytes.
@Suite struct MutationTests {
  /// Numbers that mean something where an address or a size stands.
  private static let telling: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 40, .max >> 1, .max,
  ]

  @Test(arguments: [
    ChunkFilters(), ChunkFilters(shuffles: false, deflate: .none),
    ChunkFilters(shuffles: true, deflate: .level(6)),
  ])
  func isReadOrRefused(filters: ChunkFilters) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let small = SmallFile(rowCount: 40, width: 12, rowsPerChunk: 2, filters: filters)
    let (_, values) = try small.write(in: folder)
    let original = try folder.bytes("small.h5")
    var (readCount, refusedCount) = (0, 0)
    for seed in 0..<UInt64(FuzzCount.cases(usual: 200)) {
      var generator = SeededGenerator(seed: seed)
      let path = try folder.write(Self.mutate(original, using: &generator), to: "mutated.h5")
      do {
        try Self.readEverything(path)
        readCount += 1
      } catch let error as HDF5Error {
        #expect(error.path == path, "seed \(seed)")
        refusedCount += 1
      }
    }
    #expect(try allRows(of: folder.path("small.h5")) == values)
    #expect(readCount > 0)
    #expect(refusedCount > 0)
  }

  private static func readEverything(_ path: String) throws {
    let file = try HDF5File(reading: path)
    _ = try? file.attributes()
    let dataset = try DatasetReader("input_ids", in: file)
    _ = try? dataset.storedChunkCount()
    _ = try? dataset.chunkInfo(0)
    let end = min(dataset.rowCount, 1_000)
    _ = try dataset.readRows(0..<end)
  }

  private static func mutate(
    _ original: [UInt8],
    using generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = original
    // The first bytes hold the structures, most of the rest is data.
    let reach = Bool.random(using: &generator) ? min(4_096, bytes.count) : bytes.count
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let position = Int.random(in: 0..<reach, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[position] = .random(in: 0...255, using: &generator)
      case 2:
        let number = telling.randomElement(using: &generator) ?? 0
        put(number, count: 8, at: position & ~7, in: &bytes)
      case 3:
        let number = telling.randomElement(using: &generator) ?? 0
        put(number, count: 4, at: position & ~3, in: &bytes)
      default:
        // An address, which leads to another structure of the file, or back to the same.
        let number = UInt64.random(in: 0..<UInt64(reach), using: &generator) & ~7
        put(number, count: 8, at: position & ~7, in: &bytes)
      }
    }
    if Int.random(in: 0..<20, using: &generator) == 0 {
      bytes.removeLast(.random(in: 0..<bytes.count, using: &generator))
    }
    return bytes
  }

  private static func put(_ number: UInt64, count: Int, at start: Int, in bytes: inout [UInt8]) {
    for byte in 0..<count where start + byte < bytes.count {
      bytes[start + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))
    }
  }
}
