import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// Whatever a tokenizer file holds, there is a tokenizer that encodes and decodes, or an error that
/// names the place.
@Suite("Damaged tokenizer files load or name the place")
struct MutationTests {
  /// How many damaged files there are in all.
  private static let count = FuzzCount.cases(usual: 300)
  private static let partCount = 10
  /// Where to write the file that each part is at, and those that take long; nil for nowhere.
  private static let folderToKeep = ProcessInfo.processInfo.environment["DATAPREP_FUZZ_KEEP"]

  private static let texts = [
    "", "Hello world, the then 123 <end>[CLS] don't", "  \n\t a\u{A0} é e\u{301} ſ ẞ İ ",
    "\u{65E5}\u{672C}の😀\u{200D}👩\u{0}\u{FEFF}\u{10FFFF}\r\nñ̃\u{AC01}ﬁ①\u{1100}\u{1161}",
    String(repeating: "a", count: 60), String(repeating: " ab", count: 70),
  ]

  /// The files that are damaged.
  private static func files() throws -> [[UInt8]] {
    var files = SmallTokenizers.all.sorted { $0.key < $1.key }.map(\.value)
    files += MarkedTokenizers.all.sorted { $0.key < $1.key }.enumerated()
      .filter { $0.offset % 7 == 0 }.map(\.element.value)
    files += RichTokenizers.all
    for name in ["tokenizer", "genetic-code"] {
      let url = PackageRoot.url("samples/\(name)/tokenizer.json")
      files.append([UInt8](try Data(contentsOf: url)))
    }
    return files
  }

  @Test(arguments: 0..<partCount)
  func loadsOrNamesThePlace(part: Int) throws {
    let files = try Self.files()
    var loaded = 0
    var slowest = (seconds: 0.0, number: 0)
    for number in stride(from: part, to: Self.count, by: Self.partCount) {
      var mutator = FileMutator(seed: UInt64(number))
      // The files in turn, but those that hold most kinds of components every other time.
      let file =
        number % 2 == 0
        ? RichTokenizers.all[number / 2 % RichTokenizers.all.count]
        : files[number / 2 % files.count]
      let damaged = try mutator.damaged(file)
      if let folder = Self.folderToKeep {
        // What was damaged last stays when the process dies.
        try Data(damaged).write(to: URL(fileURLWithPath: "\(folder)/\(part).json"))
      }
      let start = ContinuousClock.now
      do throws(TokenizerError) {
        try Self.use(try Tokenizer(json: damaged))
        loaded += 1
      } catch {
        let text = "\(error)"
        #expect(
          text.contains("$") && error.path.hasPrefix("$")
            && (error.code != .invalidJSON || text.contains("line ")),
          "file \(number): \(text.prefix(300))"
        )
      }
      let time = start.duration(to: .now) / .seconds(1)
      if time > slowest.seconds {
        slowest = (time, number)
        if time > 1, let folder = Self.folderToKeep {
          try Data(damaged).write(to: URL(fileURLWithPath: "\(folder)/slow-\(number).json"))
        }
      }
    }
    if Self.count > 1000 {
      print(
        "part \(part): \(loaded) loaded, the slowest took \(slowest.seconds) s: \(slowest.number)"
      )
    }
    #expect(slowest.seconds < 20, "file \(slowest.number)")
  }

  /// Encodes some texts each way, and decodes what comes out and some other ids.
  private static func use(_ tokenizer: Tokenizer) throws(TokenizerError) {
    let encoder = tokenizer.makeEncoder()
    var failure: TokenizerError?
    for text in texts {
      do throws(TokenizerError) {
        let encoding = try encoder.encode(text, addingSpecialTokens: true)
        var ids: [Int32] = []
        for recognition in [AddedTokenRecognition.all, .exceptSpecial] {
          let bytes = Array(text.utf8)
          unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
            unsafe try encoder.encode(
              bytes,
              addingSpecialTokens: true,
              recognizing: recognition,
              appendingTo: &ids
            )
          }
        }
        for skipping in [false, true] {
          _ = try tokenizer.decode(encoding.ids, skippingSpecialTokens: skipping)
          _ = try tokenizer.decode(
            ids + [0, 1, 2, -1, .max, .min, 300, 70_000] + ids.reversed(),
            skippingSpecialTokens: skipping
          )
        }
      } catch {
        failure = error
      }
    }
    _ = tokenizer.vocabularySize
    _ = tokenizer.addedTokens
    if let failure { throw failure }
  }
}
