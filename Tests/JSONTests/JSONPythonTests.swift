import Testing

@testable import JSON

/// Compares with Python's `json`, where there is a python3.
///
/// The documented differences: Python also takes NaN, Infinity and lone surrogates, and
/// makes an infinity of a double that is too large, whose text is kept here.
@Suite(
  "JSON against Python",
  .enabled(if: Python.isAvailable, "python3 is not installed")
)
struct JSONPythonTests {
  private static let settings: [JSONSerializer] = [
    JSONSerializer(),
    JSONSerializer(ensureASCII: false, separators: .compact, sortKeys: true),
    JSONSerializer(ensureASCII: false, indent: "    "),
    JSONSerializer(indent: "\t", sortKeys: true),
    JSONSerializer(separators: .init(item: " ;\n", key: "="), indent: ""),
  ]

  /// For each text (hexadecimal) a line: `-` if it is refused, else its dumps (hexadecimal).
  private static let script = """
    import json, sys
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(100000)
    def refuse(name): raise ValueError(name)
    settings = [dict(), dict(ensure_ascii=False, separators=(",", ":"), sort_keys=True),
      dict(ensure_ascii=False, indent=4), dict(indent="\\t", sort_keys=True),
      dict(separators=(" ;\\n", "="), indent=0)]
    for line in sys.stdin:
      try:
        value = json.loads(bytes.fromhex(line.strip()).decode(), parse_constant=refuse)
        dumps = [json.dumps(value, **setting).encode() for setting in settings]
        print(" ".join(dump.hex() for dump in dumps))
      except ValueError:
        print("-")
    """

  @Test func agreesOnValidityAndText() throws {
    var generator = TextGenerator(seed: 2)
    let texts = (0..<3000).map { number in
      switch number % 4 {
      case 0: generator.mutatedText()
      case 1: generator.shuffledText()
      default: generator.validText()
      }
    }
    let lines = try #require(Python.run(Self.script, texts.map(\.hexadecimal)))
    #expect(lines.count == texts.count + 1)
    let parser = JSONParser()
    for (text, line) in zip(texts, lines) {
      let source = String(decoding: text, as: UTF8.self)
      do {
        let value = try parser.parse(copying: text).value
        let expected = line.split(separator: " ").map(String.init)
        try #require(expected.count == Self.settings.count, "Python refuses \(source)")
        if line.contains("496e66696e697479") { continue }  // "Infinity": see above
        for (serializer, expected) in zip(Self.settings, expected) {
          #expect(Array(serializer.string(value).utf8).hexadecimal == expected, "\(source)")
        }
      } catch let error as JSONError where error.code != .tooDeep {
        #expect(line == "-", "\(source): \(error)")
      } catch is JSONError {
      }
    }
  }

  @Test func writesDoublesAsPythonDoes() throws {
    var random = SeededGenerator(seed: 3)
    var doubles = (0..<20_000).map { _ in Double(bitPattern: random.next()) }
    doubles += (0..<5000).map { _ in Double(random.next() >> UInt64(random.below(64))) }
    doubles += (-1074...1023).map { Double(sign: .plus, exponent: $0, significand: 1) }
    doubles += (-330...308).flatMap { exponent in
      ["1e", "-9.5e", "123456789e"].compactMap { Double("\($0)\(exponent)") }
    }
    doubles += doubles.flatMap { [$0.nextUp, $0.nextDown] }
    let script = """
      import json, struct, sys
      for line in sys.stdin: print(json.dumps(struct.unpack(">d", bytes.fromhex(line.strip()))[0]))
      """
    let lines = try #require(
      Python.run(script, doubles.map { $0.bitPattern.bigEndianBytes.hexadecimal })
    )
    #expect(lines.count == doubles.count + 1)
    for (double, line) in zip(doubles, lines) {
      #expect(JSONNumber.double(double).text == line)
    }
  }
}

extension UInt64 {
  fileprivate var bigEndianBytes: [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> UInt64($0)) }
  }
}
