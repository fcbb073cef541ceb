import TestSupport
import Testing

@testable import HDF5

/// What is inflated to a byte for each number is what libdeflate makes of the same stream.
@Suite struct ByteInflaterTests {
  /// The example of `ByteInflater`'s documentation, with fixed codes; worked out by hand.
  @Test func inflatesTheExample() {
    let stream: [UInt8] = [
      0x78, 0x01, 0x63, 0x04, 0x02, 0x06, 0x24, 0x00, 0x00, 0x00, 0x4A, 0x00, 0x05,
    ]
    #expect(inflate(stream, count: 4) == [1, 1, 1, 1])
    // Bytes behind the end are ignored, as zlib ignores them; a number more or less is refused.
    #expect(inflate(stream + [7, 7], count: 4) == [1, 1, 1, 1])
    #expect(inflate(stream, count: 3) == nil)
    #expect(inflate(stream, count: 5) == nil)
    for end in stream.indices { #expect(inflate(Array(stream[..<end]), count: 4) == nil) }
  }

  /// Fixed codes have two symbols of distances more than there are distances.
  @Test func refusesDistancesThatThereAreNot() {
    // 258 bytes, the distance's symbol, and the bits that add to it.
    func stream(lastMatch: [(UInt32, Int)]) -> [UInt8] {
      let zero: (UInt32, Int) = (0x0C, 8)
      let match: [(UInt32, Int)] = [(0xA3, 8), (0, 5)]
      var codes: [(UInt32, Int)] = [(0b011, 3), zero, zero]
      for _ in 0..<128 { codes += match }
      codes += lastMatch + [(0, 7)]
      var bits: [Bool] = []
      for (code, count) in codes {
        for bit in 0..<count { bits.append(code >> UInt32(bit) & 1 == 1) }
      }
      var bytes: [UInt8] = [0x78, 0x01]
      for start in stride(from: 0, to: bits.count, by: 8) {
        let byte = bits[start...].prefix(8).enumerated().reduce(UInt8(0)) { byte, bit in
          byte | (bit.element ? 1 << UInt8(bit.offset) : 0)
        }
        bytes.append(byte)
      }
      // The checksum of 33,284 zeros.
      return bytes + [0x82, 0x04, 0, 1]
    }
    let zeros = [UInt8](repeating: 0, count: 8_321)
    #expect(inflate(stream(lastMatch: [(0xA3, 8), (0b10111, 5), (0, 13)]), count: 8_321) == zeros)
    #expect(inflate(stream(lastMatch: [(0xA3, 8), (0b01111, 5)]), count: 8_321) == nil)
    #expect(inflate(stream(lastMatch: [(0xA3, 8), (0b11111, 5)]), count: 8_321) == nil)
  }

  @Test(arguments: [.fast] + (1...12).map { ChunkFilters.Deflate.level($0) })
  func inflatesWhatCompressorsMake(deflate: ChunkFilters.Deflate) throws {
    let encoder = ChunkFilters(deflate: deflate).makeEncoder()
    for seed in 0..<UInt64(FuzzCount.cases(usual: 40)) {
      var generator = SeededGenerator(seed: seed)
      let values = Self.values(&generator)
      let stream = try encoder.encode(values)
      // Few bytes, and noise, may be stored as they are, which the other way reads.
      let found = inflate(stream, count: values.count)
      #expect(found == nil || found == values.map { UInt8($0) }, "seed \(seed)")
      let isNoise = values.contains { $0 > 40 }
      #expect(found != nil || values.count < 200 || isNoise, "seed \(seed)")
    }
  }

  @Test func refusesNumbersOfMoreBytes() throws {
    let encoder = ChunkFilters().makeEncoder()
    for seed in 0..<UInt64(FuzzCount.cases(usual: 100)) {
      var generator = SeededGenerator(seed: seed)
      var values = Self.values(&generator)
      let place = Int.random(in: values.indices, using: &generator)
      values[place] = [256, -1, 65_536, .min].randomElement(using: &generator) ?? 256
      #expect(try inflate(encoder.encode(values), count: values.count) == nil, "seed \(seed)")
    }
  }

  /// Where a damaged stream passes, it has to mean the same to libdeflate.
  @Test func damagedStreamsAreRefusedOrMeanTheSame() throws {
    let decoder = ChunkFilterDecoder()
    let pipeline = FilterPipeline([.deflate(level: 1)])
    for seed in 0..<UInt64(FuzzCount.cases(usual: 400)) {
      var generator = SeededGenerator(seed: seed)
      let values = Self.values(&generator)
      let deflate: ChunkFilters.Deflate = Bool.random(using: &generator) ? .fast : .level(9)
      var stream = try ChunkFilters(deflate: deflate).makeEncoder().encode(values)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: stream.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: stream.remove(at: place)
        case 1: stream.insert(.random(in: 0...255, using: &generator), at: place)
        default: stream[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      guard let found = inflate(stream, count: values.count) else { continue }
      let whole = try decoder.decode(stream, pipeline, expectedByteCount: 4 * values.count)
      #expect(found == Array(whole[..<values.count]), "seed \(seed)")
      #expect(whole[values.count...].allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test func anyBytesAreSurvived() {
    for seed in 0..<UInt64(FuzzCount.cases(usual: 2_000)) {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 0...400, using: &generator)
      // A sound header, and a last block with codes of its own or fixed ones.
      let kind: UInt8 = Bool.random(using: &generator) ? 5 : 3
      let first = UInt8.random(in: 0...255, using: &generator) & 0xF8 | kind
      let stream =
        [0x78, 0x01, first] + (0..<count).map { _ in .random(in: 0...255, using: &generator) }
      #expect(inflate(stream, count: 1 << Int.random(in: 0...12, using: &generator)) == nil)
    }
  }

  /// Numbers as chunks have them: runs, repeated pieces, noise, zeros.
  private static func values(_ generator: inout SeededGenerator) -> [Int32] {
    let most = Int32([1, 3, 40, 255].randomElement(using: &generator) ?? 3)
    var values: [Int32] = []
    for _ in 0..<Int.random(in: 1...60, using: &generator) {
      let count = Int.random(in: 1...300, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: values += (0..<count).map { _ in .random(in: 0...most, using: &generator) }
      case 1 where !values.isEmpty:
        let start = Int.random(in: values.indices, using: &generator)
        values += Array(values[start...].prefix(count))
      case 2: values += repeatElement(0, count: count)
      default: values += repeatElement(.random(in: 0...most, using: &generator), count: count)
      }
    }
    return values
  }

  /// The numbers; nil where they are left to the other way.
  ///
  /// Nothing is written behind the room.
  private func inflate(_ stream: [UInt8], count: Int) -> [UInt8]? {
    let fence = 64
    var target = [UInt8](repeating: 0xA5, count: count + ByteInflater.slack + fence)
    var inflater = ByteInflater()
    let isDone = unsafe stream.withUnsafeBytes { stream in
      unsafe target.withUnsafeMutableBytes { target in
        unsafe inflater.inflate(
          stream,
          into: UnsafeMutableRawBufferPointer(rebasing: target.dropLast(fence)),
          count: count
        )
      }
    }
    #expect(target.suffix(fence).allSatisfy { $0 == 0xA5 })
    return isDone ? Array(target.prefix(count)) : nil
  }
}
