import BigInt

extension Fraction {
  /// The sum of many numbers.
  ///
  /// Terms of machine words, none below 0, are summed over their common denominator, whose prime
  /// factors are known, so that no greatest common divisor of long integers has to be found:
  ///
  /// 1. Terms with one denominator n are put together; n is taken apart into primes.
  /// 2. L is the product of the highest powers; the numerator is the sum of a · (L / n).
  /// 3. Each prime is taken out of both as often as it divides both. Which do is seen from the
  ///    remainders by products of several primes, each of which fits a word.
  ///
  ///     1/4 + 1/6 + 1/10: L = 60, 15 + 10 + 6 = 31, 31/60
  static func sum(_ terms: [Fraction]) -> Fraction {
    if terms.isEmpty { return .zero }
    if let sum = sumOverCommonDenominator(terms) { return sum }
    // Neighbours first, then their sums: most steps stay short that way.
    var level = terms
    while level.count > 1 {
      var next: [Fraction] = []
      next.reserveCapacity(level.count / 2 + 1)
      for index in stride(from: 0, to: level.count - 1, by: 2) {
        next.append(level[index] + level[index + 1])
      }
      if !level.count.isMultiple(of: 2) { next.append(level[level.count - 1]) }
      level = next
    }
    return level[0]
  }

  /// Nil where terms or denominators are too large for this way.
  private static func sumOverCommonDenominator(_ terms: [Fraction]) -> Fraction? {
    guard let parts = joined(terms) else { return nil }
    if parts.count <= 4, let sum = sumInWords(parts) { return sum }
    guard let powers = highestPowers(in: parts) else { return nil }
    var denominator = WordInteger(1)
    for factor in powers.factors { denominator.multiply(by: factor) }
    var numerator = WordInteger(0)
    var quotient = WordInteger(0)
    for part in parts {
      denominator.divide(by: part.denominator, into: &quotient)
      numerator.add(quotient, times: part.numerator)
    }
    for prime in powers.primes.dividing(numerator) {
      var left = powers[prime]
      while left > 0, numerator.remainder(by: prime) == 0 {
        numerator.divide(by: prime)
        denominator.divide(by: prime)
        left -= 1
      }
    }
    return Fraction(
      lowest: BigInt(BigUInt(words: numerator.words)),
      over: BigInt(BigUInt(words: denominator.words))
    )
  }

  private typealias Part = (denominator: UInt, numerator: UInt)

  /// The terms by their denominators, each once, ascending.
  private static func joined(_ terms: [Fraction]) -> [Part]? {
    var parts: [Part] = []
    parts.reserveCapacity(terms.count)
    for term in terms {
      guard let (numerator, denominator) = term.words, numerator >= 0 else { return nil }
      parts.append((UInt(denominator), UInt(numerator)))
    }
    parts.sort { $0.denominator < $1.denominator }
    var count = 0
    for part in parts {
      if count > 0, parts[count - 1].denominator == part.denominator {
        let (sum, overflows) = parts[count - 1].numerator.addingReportingOverflow(part.numerator)
        guard !overflows, sum <= UInt(Int.max) else { return nil }
        parts[count - 1].numerator = sum
      } else {
        parts[count] = part
        count += 1
      }
    }
    parts.removeLast(parts.count - count)
    return parts
  }

  /// The sum of a few terms; nil where it does not fit words.
  private static func sumInWords(_ parts: [Part]) -> Fraction? {
    var sum = Fraction.zero
    for part in parts {
      // Both are at most `Int.max`.
      sum = sum + Fraction(Int(part.numerator), over: Int(part.denominator))
      guard sum.words != nil else { return nil }
    }
    return sum
  }

  /// The highest power of each prime in any of the denominators; nil where one is too hard to find.
  private static func highestPowers(in parts: [Part]) -> PrimePowers? {
    var powers = PrimePowers()
    for part in parts {
      guard powers.raise(toDivide: part.denominator) else { return nil }
    }
    return powers
  }
}

/// The least common multiple of numbers, as a product of powers of primes.
private struct PrimePowers {
  /// The primes, in the order in which they were met.
  private(set) var primes: [UInt] = []
  /// The exponents of primes below 2¹⁶, at their own places, and of the others.
  private var small = [UInt8](repeating: 0, count: SmallPrimes.limit)
  private var large: [UInt: Int] = [:]

  /// The exponent of a prime.
  subscript(prime: UInt) -> Int {
    prime < UInt(small.count) ? Int(small[Int(prime)]) : large[prime] ?? 0
  }

  /// Raises the powers until the number divides their product.
  ///
  /// - Returns: False where more than one prime above 2¹⁶ may be left, which are not looked for.
  mutating func raise(toDivide number: UInt) -> Bool {
    var rest = number
    var place = 0
    while rest > 1 {
      // Numbers that the table has are taken apart without a search.
      let prime: UInt
      if rest < UInt(SmallPrimes.limit) {
        prime = UInt(SmallPrimes.leastFactor[Int(rest)])
      } else {
        while place < SmallPrimes.all.count, !rest.isMultiple(of: SmallPrimes.all[place]) {
          place += 1
          if place < SmallPrimes.all.count, SmallPrimes.all[place] > rest / SmallPrimes.all[place] {
            place = SmallPrimes.all.count
          }
        }
        guard place < SmallPrimes.all.count || rest < 1 << 32 else { return false }
        prime = place < SmallPrimes.all.count ? SmallPrimes.all[place] : rest
      }
      var exponent = 0
      while rest.isMultiple(of: prime) {
        rest /= prime
        exponent += 1
      }
      let known = self[prime]
      guard exponent > known else { continue }
      if known == 0 { primes.append(prime) }
      if prime < UInt(small.count) {
        small[Int(prime)] = UInt8(truncatingIfNeeded: exponent)
      } else {
        large[prime] = exponent
      }
    }
    return true
  }

  /// Words whose product is the multiple.
  var factors: [UInt] {
    var factors: [UInt] = [1]
    for prime in primes {
      for _ in 0..<self[prime] {
        let (product, overflows) = factors[factors.count - 1]
          .multipliedReportingOverflow(by: prime)
        if overflows { factors.append(prime) } else { factors[factors.count - 1] = product }
      }
    }
    return factors
  }
}

extension [UInt] {
  /// Those of some primes that divide an integer.
  fileprivate func dividing(_ integer: WordInteger) -> [UInt] {
    var divisors: [UInt] = []
    var next = 0
    while next < count {
      let first = next
      var product: UInt = 1
      while next < count {
        let (larger, overflows) = product.multipliedReportingOverflow(by: self[next])
        if overflows { break }
        product = larger
        next += 1
      }
      let remainder = integer.remainder(by: product)
      for prime in self[first..<next] where remainder.isMultiple(of: prime) {
        divisors.append(prime)
      }
    }
    return divisors
  }
}

/// The primes below 2¹⁶, and the least prime factor of every number below.
private enum SmallPrimes {
  static let limit = 1 << 16

  /// 0 and 1 have none, and stand for themselves.
  static let leastFactor: [UInt16] = {
    var factors = (0..<limit).map { UInt16($0) }
    for number in 2..<256 where factors[number] == UInt16(number) {
      for multiple in stride(from: number * number, to: limit, by: number)
      where factors[multiple] == UInt16(multiple) { factors[multiple] = UInt16(number) }
    }
    return factors
  }()

  static let all: [UInt] = (2..<limit).filter { leastFactor[$0] == UInt16($0) }.map { UInt($0) }
}

/// An integer from 0 of any length, for what is done word by word; the lowest word stands first.
private struct WordInteger {
  private(set) var words: [UInt]

  init(_ value: UInt) {
    words = [value]
  }

  mutating func multiply(by factor: UInt) {
    var carry: UInt = 0
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (sum, overflows) = low.addingReportingOverflow(carry)
      words[index] = sum
      // The high half is at most the greatest word less 1.
      carry = high &+ (overflows ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
  }

  /// Divides by a word, which divides it.
  mutating func divide(by divisor: UInt) {
    var rest: UInt = 0
    for index in words.indices.reversed() {
      // The remainder is below the divisor, so that the quotient fits a word.
      (words[index], rest) = divisor.dividingFullWidth((rest, words[index]))
    }
    while words.count > 1, words.last == 0 { words.removeLast() }
  }

  /// Puts the quotient by a word, which divides it, into another integer.
  func divide(by divisor: UInt, into result: inout WordInteger) {
    result.words.removeAll(keepingCapacity: true)
    result.words.append(contentsOf: words)
    result.divide(by: divisor)
  }

  func remainder(by divisor: UInt) -> UInt {
    var rest: UInt = 0
    for word in words.reversed() { rest = divisor.dividingFullWidth((rest, word)).remainder }
    return rest
  }

  mutating func add(_ other: WordInteger, times factor: UInt) {
    var carry: UInt = 0
    var index = 0
    while index < other.words.count || carry > 0 {
      let word = index < other.words.count ? other.words[index] : 0
      let (high, low) = word.multipliedFullWidth(by: factor)
      let (first, overflows) = low.addingReportingOverflow(carry)
      if index == words.count { words.append(0) }
      let (second, alsoOverflows) = words[index].addingReportingOverflow(first)
      words[index] = second
      // word · factor + carry + words[index] is below 2^128.
      carry = high &+ (overflows ? 1 : 0) &+ (alsoOverflows ? 1 : 0)
      index += 1
    }
  }
}
