import TestSupport
import Testing

@testable import HDF5

@Suite struct FilterTests {
  /// The example of `ShuffleFilter`'s documentation.
  @Test func shufflesTheExample() {
    let raw: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 1, 0, 0]
    #expect(
      shuffle(raw, elementSize: 4) == [1, 2, 3, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    )
  }

  @Test(arguments: 1...9)
  func unshuffleUndoesShuffle(elementSize: Int) {
    for count in 0...300 {
      let raw = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let shuffled = shuffle(raw, elementSize: elementSize)
      #expect(unshuffle(shuffled, elementSize: elementSize) == raw)
      if count % elementSize != 0 {
        #expect(shuffled.last == raw.last)
      }
    }
  }

  @Test func storesWhatDoesNotCompress() throws {
    for count in [0, 1, 65_535, 65_536, 200_000] {
      let raw = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      var stream = [UInt8](
        repeating: 0,
        count: DeflateCompressor.bound(forByteCount: count)
      )
      let size = unsafe raw.withUnsafeBytes { raw in
        unsafe stream.withUnsafeMutableBytes { unsafe DeflateCompressor.store(raw, into: $0) }
      }
      #expect(size == count + 5 * max(1, (count + 65_534) / 65_535) + 6)
      let decoded = try ChunkFilterDecoder().decode(
        Array(stream.prefix(size)),
        FilterPipeline([.deflate(level: 1)]),
        expectedByteCount: count
      )
      #expect(decoded == raw)
    }
  }

  /// Worked out from the definition; the files of `ForeignFileTests` have checksums of libhdf5.
  @Test func fletcher32OfFewBytes() {
    func checksum(_ bytes: [UInt8]) -> UInt32 {
      unsafe bytes.withUnsafeBytes { unsafe Fletcher32.checksum($0) }
    }
    #expect(checksum([]) == 0)
    #expect(checksum([1]) == 0x0100_0100)
    #expect(checksum([1, 2, 3, 4]) == 0x0508_0406)
  }

  private func shuffle(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    var result = bytes
    unsafe bytes.withUnsafeBytes { source in
      unsafe result.withUnsafeMutableBytes {
        unsafe ShuffleFilter.shuffle(source, into: $0, elementSize: elementSize)
      }
    }
    return result
  }

  private func unshuffle(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    var result = bytes
    unsafe bytes.withUnsafeBytes { source in
      unsafe result.withUnsafeMutableBytes {
        unsafe ShuffleFilter.unshuffle(source, into: $0, elementSize: elementSize)
      }
    }
    return result
  }
}
