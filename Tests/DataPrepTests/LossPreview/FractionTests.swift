import BigInt
import TestSupport
import Testing

@testable import DataPrep

@Suite struct FractionTests {
  @Test(arguments: [
    ("0.1", "1/10"), ("1e-3", "1/1000"), ("1/4", "1/4"), ("2/8", "1/4"), ("3", "3"),
    ("+.5", "1/2"), ("-0.25", "-1/4"), ("1.", "1"), ("12e2", "1200"), ("0", "0"), ("1/0.5", "2"),
    ("1e40", "1" + String(repeating: "0", count: 40)),
  ])
  func readsWhatPeopleWrite(text: String, number: String) {
    #expect(Fraction(text)?.description == number)
  }

  @Test(arguments: [
    "", "a", "1/0", "1//2", "1e", "1e99", "0x1", ".", "1 ", "--1", "1/2/3",
    String(repeating: "1", count: 41), "٣",
  ])
  func refusesTheRest(text: String) {
    #expect(Fraction(text) == nil)
  }

  @Test func sumsAsTheWorkedExampleSays() {
    let terms = [Fraction(1, over: 4), Fraction(1, over: 6), Fraction(1, over: 10)]
    #expect(Fraction.sum(terms).description == "31/60")
  }

  @Test(arguments: [
    (Float(0.1), "13421773/134217728"), (1, "1"), (0, "0"), (-2.5, "-5/2"),
    (Float.leastNonzeroMagnitude, "1/" + (BigInt(1) << 149).description),
    (Float.greatestFiniteMagnitude, ((BigInt(1) << 128) - (BigInt(1) << 104)).description),
  ])
  func takesFloatsExactly(value: Float, number: String) {
    #expect(Fraction(value).description == number)
  }

  /// Against integers of any length, whose arithmetic is another's.
  @Test func calculatesAsLongIntegersDo() throws {
    var random = TestSupport.SeededGenerator(seed: 6)
    for _ in 0..<FuzzCount.cases(usual: 300) {
      let count = Int.random(in: 1...40, using: &random)
      let top = [20, 2000, 1 << 31, Int.max / 2].randomElement(using: &random) ?? 20
      // Rules that square their factors give squares of small numbers.
      let isSquare = top == 2000 && Bool.random(using: &random)
      let terms = (0..<count).map { _ in
        let denominator = Int.random(in: 1...top, using: &random)
        return Fraction(
          Int.random(in: 0...top, using: &random),
          over: isSquare ? denominator * denominator * 90_000 : denominator
        )
      }
      var (numerator, denominator) = (BigInt(0), BigInt(1))
      for term in terms {
        let parts = term.parts
        numerator = numerator * parts.denominator + parts.numerator * denominator
        denominator *= parts.denominator
      }
      let sum = Fraction.sum(terms)
      let expected = Fraction(numerator, over: denominator)
      #expect(sum == expected)
      #expect(terms.reduce(.zero, +) == expected)
      #expect(abs(sum.double - terms.reduce(0) { $0 + $1.double }) <= 1e-12 * sum.double)
      let factor = Fraction(Int.random(in: 1...top, using: &random), over: 3)
      let product = sum * factor
      #expect(
        product.parts.numerator * sum.parts.denominator * 3
          == product.parts.denominator * sum.parts.numerator
          * (factor * Fraction(3)).parts.numerator
      )
      #expect(product.parts.numerator.greatestCommonDivisor(with: product.parts.denominator) == 1)
      if !sum.isZero { #expect(product.divided(by: sum) == factor) }
      #expect((sum < product) == (factor > .one) || sum.isZero || factor == .one)
    }
  }

  @Test func knowsNoQuotientByZero() {
    #expect(Fraction.one.divided(by: .zero) == nil)
    #expect(Fraction(Int.min).description == "-9223372036854775808")
    #expect(
      (Fraction(Int.min) * Fraction(Int.min)).description
        == "85070591730234615865843651857942052864"
    )
  }
}
