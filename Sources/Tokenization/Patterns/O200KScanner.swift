/// The words of o200k (GPT-4o, gpt-oss): `KnownPattern.o200k`.
///
/// Letters are uppercase (Lu, Lt), lowercase (Ll) or of no case (Lm, Lo and the marks), which go
/// with either. The first two alternatives of the pattern, taken together, are
/// 1. one scalar that is not a line end, letter or number, where a letter or mark follows;
/// 2. a run of scalars that are not lowercase;
/// 3. if a lowercase one follows, all that are not uppercase; if not, the run of step 2 goes back
///    to behind its last scalar of no case; if it has none, it stays as it is;
/// 4. a contraction.
///
/// `"SwiftUI's Ωmega"` → `Swift`, `UI's`, ` Ωmega`
enum O200KScanner: WordScanning {
  @inline(__always)
  static func endOfWord(
    in bytes: UnsafePointer<UInt8>,
    count: Int,
    from start: Int,
    classes: ScalarClasses
  ) -> Int {
    let text = unsafe ScannedText(bytes, count: count, classes: classes)
    let first = text.scalar(at: start)
    if first.set.meets(.letter) { return text.end(ofCasedWordAt: start) }
    if first.set.meets(.number) { return text.end(ofRun: .number, from: first.end, limit: 2) }
    let second = text.scalarIfAny(at: first.end).set
    if second.meets(.letterOrMark), !first.set.meets(.newline) {
      // A mark can be step 1 as well as part of the run. Step 1 it is, unless what follows has only
      // uppercase: then going back leads to the mark alone.
      return first.set.meets(.mark)
        ? text.end(ofCasedWordAfterMark: start, first.end)
        : text.end(ofCasedWordAt: first.end)
    }
    if first.set.meets(.mark) { return text.end(ofContractionIfAnyAt: first.end) }
    if !first.set.meets(.whitespace) { return text.endOfSymbols(from: first.end) }
    if text[start] == UInt8(ascii: " "), second.meets(.neitherSpaceNorLetterNorNumber) {
      return text.endOfSymbols(from: first.end)
    }
    return text.end(ofLinesOrSpacesAt: start)
  }
}

extension CategorySet {
  /// `[\p{L}\p{M}]`.
  static let letterOrMark = CategorySet.letter.union(.mark)
  /// `[\p{Lm}\p{Lo}\p{M}]`.
  fileprivate static let uncased = CategorySet.letterOrMark.subtracting(.casedLetter)
  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`.
  fileprivate static let notLowercase = CategorySet.letterOrMark.subtracting(.lowercaseLetter)
  /// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`.
  fileprivate static let notUppercase = CategorySet.uncased.union(.lowercaseLetter)
}

extension ScannedText {
  /// Steps 2 to 4 from a letter or mark on.
  @inline(__always)
  fileprivate func end(ofCasedWordAt start: Int) -> Int {
    let run = casedRun(at: start)
    return end(ofContractionIfAnyAt: run.end)
  }

  /// Steps 2 to 4 behind a mark that may be step 1.
  @inline(__always)
  fileprivate func end(ofCasedWordAfterMark mark: Int, _ start: Int) -> Int {
    let run = casedRun(at: start)
    return end(ofContractionIfAnyAt: run.isUppercase ? start : run.end)
  }

  /// Steps 2 and 3; says also whether there is nothing but uppercase.
  @inline(__always)
  private func casedRun(at start: Int) -> (end: Int, isUppercase: Bool) {
    var position = start
    var afterUncased = start
    while position < count {
      let next = scalar(at: position)
      guard next.set.meets(.notLowercase) else {
        guard next.set.meets(.lowercaseLetter) else { break }
        return (end(ofLowercaseRunFrom: next.end), false)
      }
      position = next.end
      if next.set.meets(.uncased) { afterUncased = position }
    }
    return afterUncased > start ? (afterUncased, false) : (position, true)
  }

  /// The rest of `[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, eight bytes at a time in ASCII.
  @inline(__always)
  private func end(ofLowercaseRunFrom start: Int) -> Int {
    var position = start
    while position &+ 8 <= count {
      // Safety: eight bytes are left.
      let word = unsafe UInt64(
        littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self)
      )
      let others = Self.markingOthersThanLowercase(in: word)
      guard others == 0 else {
        position &+= others.trailingZeroBitCount &>> 3
        return self[position] < 0x80 ? position : end(ofRun: .notUppercase, from: position)
      }
      position &+= 8
    }
    return end(ofRun: .notUppercase, from: position)
  }

  @inline(__always)
  fileprivate func end(ofContractionIfAnyAt start: Int) -> Int {
    guard start < count, self[start] == UInt8(ascii: "'") else { return start }
    return end(ofContractionAt: start) ?? start
  }

  /// The rest of `[^\s\p{L}\p{N}]+[\r\n/]*`.
  @inline(__always)
  fileprivate func endOfSymbols(from start: Int) -> Int {
    var position = end(ofRun: .neitherSpaceNorLetterNorNumber, from: start)
    while position < count {
      switch self[position] {
      case 0x0A, 0x0D, UInt8(ascii: "/"): position &+= 1
      default: return position
      }
    }
    return position
  }
}
