import HDF5
import TestSupport
import Testing

@Suite struct ChunkFiltersTests {
  /// Bytes of three kinds: token ids, runs, and noise that does not compress.
  static func bytes(_ kind: Int, count: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(kind))
    return (0..<count).map { index in
      switch kind {
      case 0: index % 4 < 2 ? UInt8.random(in: 0...255, using: &generator) : 0
      case 1: UInt8(index / 1_000 & 3)
      default: UInt8.random(in: 0...255, using: &generator)
      }
    }
  }

  static let levels: [ChunkFilters.Deflate] = [.none, .fast] + (1...12).map { .level($0) }

  @Test(arguments: levels, [true, false])
  func decodesWhatWasEncoded(deflate: ChunkFilters.Deflate, shuffles: Bool) throws {
    let filters = ChunkFilters(shuffles: shuffles, deflate: deflate)
    let encoder = filters.makeEncoder()
    let decoder = ChunkFilterDecoder()
    for count in [4, 12, 64, 1_000, 65_536, 65_540, 300_000] {
      for kind in 0..<3 {
        let raw = Self.bytes(kind, count: count)
        let encoded = try encoder.encode(bytes: raw, elementSize: 4)
        let decoded = try decoder.decode(
          encoded,
          FilterPipeline(filters, elementSize: 4),
          expectedByteCount: count
        )
        #expect(decoded == raw, "\(count) bytes of kind \(kind)")
        #expect(encoded.count <= count + count / 1_024 + 1_024)
      }
    }
  }

  @Test func theBytesDependOnNeitherHistoryNorThread() async throws {
    let chunks = (0..<24).map { Self.bytes($0 % 3, count: 65_536 >> ($0 % 4)) }
    for deflate in [ChunkFilters.Deflate.fast, .level(1), .level(6)] {
      let filters = ChunkFilters(shuffles: true, deflate: deflate)
      let encoder = filters.makeEncoder()
      let expected = try chunks.map { try encoder.encode(bytes: $0, elementSize: 4) }
      for (index, chunk) in chunks.enumerated().reversed() {
        #expect(try encoder.encode(bytes: chunk, elementSize: 4) == expected[index])
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask { () throws in
            let own = filters.makeEncoder()
            for (index, chunk) in chunks.enumerated() {
              #expect(try own.encode(bytes: chunk, elementSize: 4) == expected[index])
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  // A codec may let its own address into its match table. Small input makes that table small, and
  // repeats of the first bytes make every entry count, so that few addresses show the fault.
  @Test func theBytesDoNotDependOnWhereTheCodecLies() throws {
    var generator = SeededGenerator(seed: 11)
    let chunks = (0..<40).map { _ in
      let start = (0..<6).map { _ in UInt8.random(in: 0...255, using: &generator) }
      return (0..<40).flatMap { _ in
        start[Int.random(in: 0..<3, using: &generator)...]
          + [UInt8.random(in: 0...255, using: &generator)]
      }
    }
    let filters = ChunkFilters(shuffles: false, deflate: .fast)
    // All are kept alive, so that each has memory of its own.
    let encoders = (0..<64).map { _ in filters.makeEncoder() }
    for chunk in chunks {
      let expected = try encoders[0].encode(bytes: chunk, elementSize: 1)
      for encoder in encoders {
        #expect(try encoder.encode(bytes: chunk, elementSize: 1) == expected)
      }
    }
  }

  @Test func aShortChunkIsFilledUpWithZeros() throws {
    for filters in [ChunkFilters(), ChunkFilters(shuffles: false, deflate: .none)] {
      let encoder = filters.makeEncoder()
      // Leaves other bytes in the scratch memory.
      _ = try encoder.encode([Int32](repeating: -1, count: 100), chunkByteCount: 800)
      let short = try encoder.encode([1, 2] as [Int32], chunkByteCount: 20)
      let full = try encoder.encode([1, 2, 0, 0, 0] as [Int32])
      #expect(short == full)
    }
  }

  @Test func refusesWhatItCannotEncode() throws {
    let error = failure {
      _ = try ChunkFilters(deflate: .level(13)).makeEncoder().encode([1] as [Int32])
    }
    #expect(error?.code == .invalidRequest)
    #expect(error?.description == "compression level 13 is not in 1...12")
    let tooLong = failure {
      _ = try ChunkFilters().makeEncoder().encode([1, 2] as [Int32], chunkByteCount: 4)
    }
    #expect(tooLong?.description == "8 bytes of 4-byte elements do not fit the chunk")
  }

  @Test func refusesDamagedChunks() throws {
    let filters = ChunkFilters(shuffles: true, deflate: .level(6))
    let pipeline = FilterPipeline(filters, elementSize: 4)
    let encoded = try filters.makeEncoder().encode([Int32](repeating: 7, count: 100))
    let decoder = ChunkFilterDecoder()
    func message(_ bytes: [UInt8], _ pipeline: FilterPipeline, _ count: Int) -> String? {
      let error = failure {
        _ = try decoder.decode(bytes, pipeline, expectedByteCount: count)
      }
      #expect(error == nil || error?.code == .damagedChunk)
      return error?.description
    }
    #expect(message(encoded, pipeline, 400) == nil)
    #expect(
      message(encoded, pipeline, 404)
        == "the chunk is damaged: it inflates to 400 bytes, expected 404"
    )
    #expect(
      message(encoded, pipeline, 396)
        == "the chunk is damaged: it inflates to more than 396 bytes"
    )
    #expect(
      message(Array(encoded.dropLast(5)), pipeline, 400)
        == "the chunk is damaged: its deflate stream is damaged"
    )
    #expect(message([], pipeline, 400) == "the chunk is damaged: its deflate stream is damaged")
    #expect(
      message(encoded, pipeline, 1 << 40)
        == "the chunk is damaged: \(encoded.count) bytes for \(1 << 40)"
    )
    #expect(
      message([1, 2, 3], FilterPipeline([.shuffle(elementSize: 4)]), 4)
        == "the chunk is damaged: it has 3 bytes, expected 4"
    )
    #expect(
      message([1, 2, 3, 4, 5], FilterPipeline([.fletcher32]), 1)
        == "the chunk is damaged: wrong checksum"
    )
    #expect(
      message([1, 2, 3], FilterPipeline([.fletcher32]), 1)
        == "the chunk is damaged: wrong checksum"
    )
  }

  @Test func aFilterThatTheChunkSkippedIsNotUndone() throws {
    let pipeline = FilterPipeline([.shuffle(elementSize: 4), .deflate(level: 1)])
    let encoded = try ChunkFilters(shuffles: true, deflate: .none).makeEncoder()
      .encode([1, 2, 3] as [Int32])
    let decoded = try ChunkFilterDecoder().decode(
      encoded,
      pipeline,
      filterMask: 0b10,
      expectedByteCount: 12
    )
    #expect(decoded == [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])
  }
}

extension ChunkFilterEncoder {
  /// Encodes bytes of an array.
  func encode(bytes: [UInt8], elementSize: Int) throws -> [UInt8] {
    // The pointer does not leave the closure.
    try unsafe bytes.withUnsafeBytes { try unsafe encode($0, elementSize: elementSize) }
  }
}
