import ArgumentParser
import DataPrep
import Testing

@testable import dataprep_cli

@Suite struct OptionValueTests {
  @Test(arguments: [
    ("4096", 4096), ("32MiB", 33_554_432), ("64MB", 64_000_000), ("1g", 1_073_741_824),
    ("2k", 2048),
    ("3kB", 3000), ("7b", 7),
  ])
  func readsByteCounts(text: String, bytes: Int) throws {
    #expect(try ByteCount(argument: text).bytes == bytes)
  }

  @Test(arguments: ["", "x", "-1", "1.5MB", "1 MB", "٣", "99999999999g"])
  func refusesOtherByteCounts(text: String) {
    #expect(throws: ValidationError.self) { try ByteCount(argument: text) }
  }

  @Test(arguments: [
    ("0:5", 0..<5), ("7", 7..<8), ("3:", 3..<Int.max), (":2", 0..<2), (":", 0..<Int.max),
    ("4:4", 4..<4),
  ])
  func readsRows(text: String, rows: Range<Int>) throws {
    #expect(try RowRange(argument: text).range == rows)
  }

  @Test(arguments: ["", "a", "-1", "3:1", "-1:4", "1:2:3", "9223372036854775807"])
  func refusesOtherRows(text: String) {
    #expect(throws: ValidationError.self) { try RowRange(argument: text) }
  }

  @Test(arguments: [
    ("single", Packing.single, nil), ("best-fit", .bestFit, nil), ("best_fit", .bestFit, nil),
    ("greedy::truncate_right", .greedy, OverflowPolicy.truncateRight),
    ("single::drop", .single, .drop),
  ])
  func readsPackings(text: String, packing: Packing, overflow: OverflowPolicy?) throws {
    let argument = try PackingArgument(argument: text)
    #expect(argument.packing == packing)
    #expect(argument.overflow == overflow)
  }

  @Test(arguments: ["", "greed", "greedy:drop", "greedy::", "greedy::x", "greedy::drop::drop"])
  func refusesOtherPackings(text: String) {
    #expect(throws: ValidationError.self) { try PackingArgument(argument: text) }
  }
}
