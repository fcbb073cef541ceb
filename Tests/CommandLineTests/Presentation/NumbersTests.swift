import Testing

@testable import dataprep_cli

@Suite struct NumbersTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsDigits(number: Int, text: String) {
    #expect(Numbers.grouped(number) == text)
  }

  @Test(arguments: [
    (0.0, 1, "0.0"), (97.25, 1, "97.3"), (-0.04, 2, "-0.04"), (1234.5, 0, "1235"),
    (.infinity, 1, "–"), (.nan, 1, "–"),
  ])
  func writesFixedDigits(value: Double, digits: Int, text: String) {
    #expect(Numbers.fixed(value, digits) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (999.4, "999"), (999.6, "1.0 k"), (45_600_000.0, "46 M"), (1.25e6, "1.3 M"),
    (2e12, "2 T"),
  ])
  func shortensRates(value: Double, text: String) {
    #expect(Numbers.short(value) == text)
  }

  @Test(arguments: [
    (0.0, "0:00"), (6.2, "0:07"), (754.0, "12:34"), (3723.0, "1:02:03"), (.nan, "–"),
  ])
  func writesDurations(seconds: Double, text: String) {
    #expect(Numbers.duration(seconds) == text)
  }
}
