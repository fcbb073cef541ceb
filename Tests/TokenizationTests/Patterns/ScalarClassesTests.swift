import JSON
import TestSupport
import Testing

@testable import Tokenization

struct ScalarClassesTests {
  @Test(arguments: [
    (UInt32(0x41), CategorySet.uppercaseLetter), (0x20, .spaceSeparator), (0x0A, .newline),
    (0x09, .controlSpace), (0x85, .controlSpace), (0x1C, .otherControl), (0x180E, .format),
    (0x4E00, .otherLetter), (0x2167, .letterNumber), (0x10FFFF, .unassigned),
    // New in Unicode 15, 15.1 and 16; and one that is only in 17.
    (0x1E030, .modifierLetter), (0x2EBF0, .otherLetter), (0x10D40, .decimalNumber),
    (0x11DE0, .unassigned),
  ])
  func knowsTheCategoriesOfUnicode16(scalar: UInt32, category: CategorySet) {
    #expect(ScalarClasses.unicode16.set(of: scalar) == category)
  }

  /// The reader of the table relies on its size.
  @Test func tableHoldsEveryPageItNames() {
    let numbers = Array("\(CategoryTable.pageNumbers)".utf8)
    #expect(numbers.count == 0x1100 * 2)
    let pages = stride(from: 0, to: numbers.count, by: 2).compactMap {
      Int(String(decoding: numbers[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    #expect(pages.count == 0x1100)
    #expect(CategoryTable.pages.utf8CodeUnitCount == ((pages.max() ?? 0) + 1) * 256)
  }

  @Test func fourBytesOfAnyValueNameAPage() {
    #expect(ScalarClasses.unicode16.set(of: 0x1F_FFFF) == .unassigned)
  }

  @Test(.enabled(if: Fixtures.isAvailable, "needs the fixtures folder"))
  func everyClassHasTheRangesOfTheReference() throws {
    let parser = JSONParser()
    let json = try parser.parse(
      copying: try Fixtures.bytes("tokenizer-goldens/onig_classes.json")
    )
    var classes = 0
    for member in json.members {
      guard case .scalar(let set) = try ExpressionParser.parse(member.key) else {
        Issue.record("\(member.key) is not a class")
        continue
      }
      let ranges = member.node.elements.compactMap { (range: JSONNode) -> ClosedRange<UInt32>? in
        let bounds = range.elements.compactMap { $0.int64.map { UInt32(clamping: $0) } }
        guard let first = bounds.first, let last = bounds.last else { return nil }
        return first...last
      }
      // The list has no surrogates, as text has none.
      let surrogates = ScalarSet(0xD800...0xDFFF)
      let expected = ScalarSet(ranges: ranges).subtracting(surrogates)
      #expect(set.subtracting(surrogates) == expected, "\(member.key)")
      classes += 1
    }
    withExtendedLifetime(parser) {}
    #expect(classes >= 20)
  }
}
