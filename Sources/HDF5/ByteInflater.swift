import CDeflate

/// Inflates shuffled chunks of four-byte numbers that are all below 256 to a byte for each.
///
/// Such a chunk is a plane of lowest bytes and three of zeros. The zeros are three quarters of what an
/// inflater writes and of what is summed up and looked at afterwards; here they are only counted:
///
/// 1. Literals and matches are decoded as RFC 1951 says, and written as long as they lie in the first
///    plane.
/// 2. Behind it a literal must be 0, and a match must repeat zeros.
/// 3. The checksum (RFC 1950) is that of the first plane, and of as many zeros as follow.
///
///     literal 1 · match 3 back 1 · literal 0 · match 11 back 1   →   1 1 1 1   (and twelve zeros)
///
/// Whatever is unusual is left to ``DeflateDecompressor``, which also says what is wrong with a stream:
/// stored blocks, numbers of more bytes, damage.
@safe struct ByteInflater {
  /// How far behind the numbers there must be room: for one match, and for what its copying writes more.
  static let slack = 320

  private var lengths = PrefixCode.ofLengths()
  private var distances = PrefixCode.ofDistances()
  private var codeLengths = PrefixCode.ofCodeLengths()
  /// The symbols of a block that have codes, each with the bits of its code in the lowest four bits.
  private var lengthSymbols: [UInt16] = []
  private var distanceSymbols: [UInt16] = []
  private var codeLengthSymbols: [UInt16] = []

  /// Fills the first `count` bytes of `target` with as many numbers.
  ///
  /// - Parameters:
  ///   - source: A zlib stream; bytes behind its end are ignored.
  ///   - target: Room for `count` bytes and ``slack``.
  ///   - count: The numbers of the chunk.
  /// - Returns: Whether the stream is sound and holds exactly so many numbers below 256, as far as this
  ///   can tell; if not, what is in `target` means nothing.
  mutating func inflate(
    _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer,
    count: Int
  ) -> Bool {
    guard source.count > 6, count > 0, count <= Int.max / 8,
      target.count >= count + Self.slack, unsafe Self.isHeader(source[0], source[1])
    else { return false }
    // The reader lives no longer than the source.
    var reader = unsafe BitReader(source, at: 2)
    var end = 0
    var isLast = false
    while !isLast {
      reader.refill()
      isLast = reader.take(1) == 1
      switch reader.take(2) {
      case 1: guard makeFixedCodes() else { return false }
      case 2: guard readCodes(&reader) else { return false }
      default: return false
      }
      guard unsafe inflateBlock(&reader, target, &end, count), reader.place <= source.count else {
        return false
      }
    }
    guard end == 4 * count, reader.place <= source.count - 4 else { return false }
    // The four bytes are there.
    let word = unsafe source.loadUnaligned(fromByteOffset: reader.place, as: UInt32.self)
    return unsafe UInt32(bigEndian: word) == Self.checksum(target, count)
  }

  private static func isHeader(_ method: UInt8, _ flags: UInt8) -> Bool {
    // Deflate with a window of at most 32 KiB, without a dictionary.
    method & 0x0F == 8 && method >> 4 <= 7 && flags & 0x20 == 0
      && (UInt(method) << 8 | UInt(flags)).isMultiple(of: 31)
  }

  /// The Adler-32 of bytes and three times as many zeros, which leave its lower sum as it is.
  private static func checksum(_ bytes: UnsafeMutableRawBufferPointer, _ count: Int) -> UInt32 {
    // `count` bytes are there.
    let sum = unsafe libdeflate_adler32(1, bytes.baseAddress, count)
    let modulus = 65_521
    let (low, high) = (Int(sum & 0xFFFF), Int(sum >> 16))
    let zeros = 3 * count % modulus
    return UInt32(truncatingIfNeeded: (high + low * zeros) % modulus) << 16 | sum & 0xFFFF
  }

  /// Makes the codes of RFC 1951, 3.2.6.
  private mutating func makeFixedCodes() -> Bool {
    lengthSymbols.removeAll(keepingCapacity: true)
    for symbol in 0..<288 as Range<UInt16> {
      let bits: UInt16 = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8
      lengthSymbols.append(symbol << 4 | bits)
    }
    distanceSymbols.removeAll(keepingCapacity: true)
    for symbol in 0..<32 as Range<UInt16> { distanceSymbols.append(symbol << 4 | 5) }
    return lengths.make(lengthSymbols) && distances.make(distanceSymbols)
  }

  /// Reads the codes of a block (RFC 1951, 3.2.7).
  private mutating func readCodes(_ reader: inout BitReader) -> Bool {
    let lengthCount = 257 + reader.take(5)
    let distanceCount = 1 + reader.take(5)
    let codeLengthCount = 4 + reader.take(4)
    guard lengthCount <= 286, distanceCount <= 30 else { return false }
    codeLengthSymbols.removeAll(keepingCapacity: true)
    for index in 0..<codeLengthCount {
      reader.refill()
      let bits = UInt16(truncatingIfNeeded: reader.take(3))
      if bits > 0 { codeLengthSymbols.append(Self.order[index] << 4 | bits) }
    }
    codeLengthSymbols.sort()
    guard codeLengths.make(codeLengthSymbols) else { return false }
    lengthSymbols.removeAll(keepingCapacity: true)
    distanceSymbols.removeAll(keepingCapacity: true)
    let mask = 1 << codeLengths.indexBits - 1
    let count = lengthCount + distanceCount
    var last: UInt16?
    var index = 0
    while index < count {
      reader.refill()
      let entry = codeLengths.table[Int(truncatingIfNeeded: reader.bits) & mask]
      reader.drop(entry & 0xFF)
      var bits: UInt16? = 0
      var times = 1
      switch entry >> 16 {
      case 16:
        bits = last
        times = 3 + reader.take(2)
      case 17: times = 3 + reader.take(3)
      case 18: times = 11 + reader.take(7)
      case let length: bits = UInt16(truncatingIfNeeded: length)
      }
      guard let bits, times <= count - index else { return false }
      if bits > 0 {
        for symbol in index..<index + times {
          if symbol < lengthCount {
            lengthSymbols.append(UInt16(symbol) << 4 | bits)
          } else {
            distanceSymbols.append(UInt16(symbol - lengthCount) << 4 | bits)
          }
        }
      }
      last = bits
      index += times
    }
    return lengths.make(lengthSymbols) && distances.make(distanceSymbols)
  }

  private static let order: [UInt16] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  /// Decodes a block.
  ///
  /// - Returns: Whether all of it could be; `end` is then the place behind it.
  private func inflateBlock(
    _ stream: inout BitReader,
    _ target: UnsafeMutableRawBufferPointer,
    _ end: inout Int,
    _ count: Int
  ) -> Bool {
    var reader = stream
    var place = end
    // A table has an entry for each value of so many bits, and no pointer leaves its closure.
    let isDone = unsafe lengths.table.withUnsafeBufferPointer { lengthTable in
      unsafe distances.table.withUnsafeBufferPointer { distanceTable in
        unsafe inflateBlock(&reader, target, &place, count, lengthTable, distanceTable)
      }
    }
    stream = reader
    end = place
    return isDone
  }

  @inline(__always)
  private func inflateBlock(
    _ stream: inout BitReader,
    _ target: UnsafeMutableRawBufferPointer,
    _ end: inout Int,
    _ count: Int,
    _ lengthTable: UnsafeBufferPointer<UInt32>,
    _ distanceTable: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    guard let bytes = target.baseAddress else { return false }
    let lengthMask = UInt64(1) << UInt64(lengths.indexBits) - 1
    let distanceMask = UInt64(1) << UInt64(distances.indexBits) - 1
    let total = 4 * count
    var reader = stream
    var place = end
    // A place in front of `count` is one of the target, which has ``slack`` more behind it.
    while true {
      reader.refill()
      var entry = unsafe lengthTable[Int(truncatingIfNeeded: reader.bits & lengthMask)]
      if entry == PrefixCode.long {
        entry = lengths.longEntry(reader.bits)
        guard entry != 0 else { return false }
      }
      if entry &>> 31 == 1 {
        reader.drop(entry & 0xFF)
        let byte = UInt8(truncatingIfNeeded: entry &>> 16)
        if place < count {
          unsafe bytes.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
        } else {
          guard byte == 0, place < total else { return false }
        }
        place &+= 1
        continue
      }
      let bits = reader.bits
      var consumed = entry & 0xFF
      let length = Self.value(entry, reader.bits)
      reader.drop(entry & 0xFF)
      guard length >= 3 else {
        stream = reader
        end = place
        return length == Int(PrefixCode.endOfBlock)
      }
      entry = unsafe distanceTable[Int(truncatingIfNeeded: reader.bits & distanceMask)]
      if entry == PrefixCode.long {
        entry = distances.longEntry(reader.bits)
        guard entry != 0 else { return false }
      }
      let distance = Self.value(entry, reader.bits)
      reader.drop(entry & 0xFF)
      consumed &+= entry & 0xFF
      let start = place &- distance
      guard start >= 0, distance > 0, length <= total &- place else { return false }
      if place < count {
        unsafe Self.copy(bytes + start, to: bytes + place, distance, length)
        guard unsafe place &+ length <= count || Self.areZeros(target, count..<place &+ length)
        else { return false }
      } else if start < count {
        guard unsafe Self.areZeros(target, start..<min(count, start &+ length)) else {
          return false
        }
      } else {
        // Zeros come as the same match over and over, of which many stand in a word.
        let period = UInt64(consumed)
        let same = min((bits ^ bits &>> period).trailingZeroBitCount, 56 &- Int(consumed))
        let more = min(same / Int(consumed), (total &- place) / length &- 1)
        if more > 0 {
          reader.drop(UInt32(truncatingIfNeeded: more) &* consumed)
          place &+= more &* length
        }
      }
      place &+= length
    }
  }

  /// The value of an entry, with what the bits behind the code add to it.
  @inline(__always)
  private static func value(_ entry: UInt32, _ bits: UInt64) -> Int {
    let taken = bits & (1 &<< UInt64(entry & 0xFF) &- 1)
    return Int(entry &>> 16) &+ Int(truncatingIfNeeded: taken &>> UInt64(entry &>> 8 & 0xFF))
  }

  /// Repeats bytes, and writes up to 31 more behind them.
  @inline(__always)
  private static func copy(
    _ source: UnsafeMutableRawPointer,
    to target: UnsafeMutableRawPointer,
    _ distance: Int,
    _ length: Int
  ) {
    typealias Vector = SIMD16<UInt8>
    // A match is at most 258 bytes long, so that all of this lies in front of the slack's end.
    var offset = 0
    if distance == 1 {
      let byte = Vector(repeating: unsafe source.load(as: UInt8.self))
      repeat {
        unsafe target.storeBytes(of: byte, toByteOffset: offset, as: Vector.self)
        unsafe target.storeBytes(of: byte, toByteOffset: offset &+ 16, as: Vector.self)
        offset &+= 32
      } while offset < length
    } else if distance >= 16 {
      repeat {
        let bytes = unsafe source.loadUnaligned(fromByteOffset: offset, as: Vector.self)
        unsafe target.storeBytes(of: bytes, toByteOffset: offset, as: Vector.self)
        offset &+= 16
      } while offset < length
    } else {
      // Only the first bytes of the vector are those to repeat; what lies behind them is written over.
      let bytes = unsafe source.loadUnaligned(as: Vector.self)
      repeat {
        unsafe target.storeBytes(of: bytes, toByteOffset: offset, as: Vector.self)
        offset &+= distance
      } while offset < length
    }
  }

  private static func areZeros(
    _ target: UnsafeMutableRawBufferPointer,
    _ range: Range<Int>
  ) -> Bool {
    // The caller's range lies in the target.
    for index in range where unsafe target[index] != 0 { return false }
    return true
  }
}
