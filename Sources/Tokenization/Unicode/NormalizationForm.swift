/// The four normalization forms, at the Unicode level of the reference's tables.
///
/// Steps, for the stretch around each character that the quick check does not accept:
/// 1. Go back to the last character that begins anew, and on to the next one.
/// 2. Decompose what lies between, fully.
/// 3. Put the marks between two starters in the order of their classes; equal classes stay.
/// 4. For the composing forms, compose each mark with its starter unless a mark of the same or a
///    higher class stands between.
///
/// Everything else is copied as it stands. Time is linear in the text, however many marks follow
/// each other.
enum NormalizationForm: Sendable {
  case nfc, nfd, nfkc, nfkd

  var composes: Bool { self == .nfc || self == .nfkc }

  /// For each scalar: 0 stays and begins anew, 1…0xFE is the class of a mark that stays if it is in
  /// order, 0xFF must be looked at.
  var quickValues: ScalarTable<UInt8> {
    switch self {
    case .nfc: Self.quickNFC
    case .nfd: Self.quickNFD
    case .nfkc: Self.quickNFKC
    case .nfkd: Self.quickNFKD
    }
  }

  /// Full decompositions, Hangul apart.
  var decompositions: ScalarMappings {
    switch self {
    case .nfc, .nfd: Self.canonical
    case .nfkc, .nfkd: Self.compatible
    }
  }

  static let compositions = Compositions(NormalizationTables.compositions)
  static let combiningClasses = ScalarTable<UInt8>(runs: NormalizationTables.combiningClasses)

  private static let quickNFC = ScalarTable<UInt8>(runs: NormalizationTables.quickNFC)
  private static let quickNFD = ScalarTable<UInt8>(runs: NormalizationTables.quickNFD)
  private static let quickNFKC = ScalarTable<UInt8>(runs: NormalizationTables.quickNFKC)
  private static let quickNFKD = ScalarTable<UInt8>(runs: NormalizationTables.quickNFKD)
  private static let canonical = ScalarMappings(NormalizationTables.canonical)
  private static let compatible = ScalarMappings(
    NormalizationTables.canonical,
    NormalizationTables.compatibility
  )
}

extension NormalizationForm {
  /// Brings the text into this form.
  func apply(to text: inout NormalizedText) {
    guard var range = nextUnstable(in: text.bytes, from: 0) else { return }
    text.storeAlignments()
    var writer = NormalizationWriter(form: self, old: text)
    while true {
      writer.normalize(range)
      guard let next = nextUnstable(in: text.bytes, from: range.upperBound) else { break }
      range = next
    }
    writer.finish(into: &text)
  }

  private func nextUnstable(in bytes: [UInt8], from start: Int) -> Range<Int>? {
    // Safety: the buffer is read during the call only.
    unsafe bytes.withUnsafeBufferPointer { unsafe nextUnstable(in: $0, from: start) }
  }

  /// Whether the quick check accepts the whole text; a text in this form may still be refused.
  func isStable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe nextUnstable(in: bytes, from: 0) == nil
  }

  /// The next stretch that the quick check does not accept, from one character that begins anew to
  /// another or to the text's end; nil if there is none behind `start`, which begins anew itself.
  func nextUnstable(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    let quick = quickValues
    // Safety: the cursor stays inside the buffer.
    var cursor = unsafe ScalarCursor(bytes, at: start)
    var boundary = start
    var lastClass: UInt8 = 0
    while true {
      let asciiEnd = unsafe endOfASCII(in: bytes, from: cursor.offset)
      if asciiEnd > cursor.offset {
        boundary = asciiEnd - 1
        lastClass = 0
        unsafe cursor = ScalarCursor(bytes, at: asciiEnd)
      }
      let position = cursor.offset
      guard let scalar = cursor.next() else { return nil }
      let value = quick[scalar]
      if value == 0 {
        boundary = position
        lastClass = 0
      } else if value >= lastClass, value < 0xFF {
        lastClass = value
      } else {
        break
      }
    }
    // Not accepted: on to the next character that begins anew.
    var end = cursor.offset
    while let scalar = cursor.next(), quick[scalar] != 0 { end = cursor.offset }
    return boundary..<end
  }
}

/// The offset of the first byte at or behind `start` that is not ASCII, or the count.
@inline(__always)
func endOfASCII(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  var position = start
  guard let base = bytes.baseAddress else { return start }
  // Safety: each read ends at or before `bytes.count`.
  if position < bytes.count, unsafe base[position] >= 0x80 { return position }
  let raw = unsafe UnsafeRawPointer(base)
  while position + 32 <= bytes.count {
    let words = unsafe raw.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt64>.self)
    guard (words[0] | words[1] | words[2] | words[3]) & 0x8080_8080_8080_8080 == 0 else { break }
    position += 32
  }
  while unsafe position < bytes.count && base[position] < 0x80 { position += 1 }
  return position
}
