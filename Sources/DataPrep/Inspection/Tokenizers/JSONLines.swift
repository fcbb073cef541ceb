import JSON

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Walks a file of JSON values, one a line, for commands that answer line by line.
struct JSONLines {
  /// The largest line that is read.
  static let largestByteCount = 1 << 30

  /// A file, or `-` for standard input.
  let path: String
  /// Whether a line of spaces alone is passed over; else it is a fault.
  var passesOverBlankLines = false

  /// Calls `body` for each line in order, with the value or with why there is none.
  ///
  /// A node is valid until the next line.
  ///
  /// - Throws: ``DataPrepError`` where the file cannot be read, and what `body` throws.
  func walk(_ body: (Result<JSONNode, Fault>) throws -> Void) throws {
    let parser = JSONParser()
    let inputs = InputSet(files: [InputSet.File(path: path, lineKind: .json, byteCount: nil)])
    let reader = LineReader(
      inputs: inputs,
      maximumRecordByteCount: Self.largestByteCount,
      keepsOversized: false
    )
    var line: [UInt8] = []
    while let chunk = try reader.next() {
      var start = chunk.lines.lowerBound
      while start < chunk.lines.upperBound {
        let end = Self.lineEnd(in: chunk.bytes, start..<chunk.lines.upperBound)
        let count = end - start
        line.removeAll(keepingCapacity: true)
        line.reserveCapacity(count + JSONParser.padding)
        line.append(contentsOf: chunk.bytes[start..<end])
        line.append(contentsOf: repeatElement(0x20, count: JSONParser.padding))
        start = end + 1
        if passesOverBlankLines, line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
          continue
        }
        try body(Self.parse(line, count, parser))
      }
      if let oversized = chunk.oversized {
        try body(.failure(Fault(message: "the line has \(oversized.byteCount) bytes")))
      }
    }
  }

  /// Where the line that begins a range ends.
  private static func lineEnd(in bytes: [UInt8], _ range: Range<Int>) -> Int {
    // Safe: the search stays within the range, which the slice checks.
    unsafe bytes[range].withUnsafeBufferPointer { line in
      guard let start = line.baseAddress, let end = unsafe memchr(start, 0x0A, line.count) else {
        return range.upperBound
      }
      return unsafe range.lowerBound + (UnsafeRawPointer(end) - UnsafeRawPointer(start))
    }
  }

  /// Why a line gives no answer.
  struct Fault: Error, Equatable {
    var message: String
  }

  private static func parse(
    _ line: [UInt8],
    _ count: Int,
    _ parser: JSONParser
  ) -> Result<JSONNode, Fault> {
    do throws(JSONError) {
      return .success(try parser.parse(padded: line, count: count))
    } catch {
      return .failure(Fault(message: error.faultOfText))
    }
  }
}

extension JSONLines {
  /// The ids of a line: an array, or an object that has one under `ids` or `input_ids`.
  static func ids(_ node: JSONNode) throws(Fault) -> [Int32] {
    guard let list = node.kind == .object ? node["ids"] ?? node["input_ids"] : node,
      list.kind == .array
    else { throw Fault(message: "expected an array of ids, or an object with one under \"ids\"") }
    var ids: [Int32] = []
    ids.reserveCapacity(list.count)
    for element in list.elements {
      guard let number = element.int64, let id = Int32(exactly: number), id >= 0 else {
        throw Fault(message: "element \(ids.count) is no id")
      }
      ids.append(id)
    }
    return ids
  }
}
