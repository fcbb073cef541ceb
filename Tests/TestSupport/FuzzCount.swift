/// How many random cases a property test tries.
package enum FuzzCount {
  /// The number in `DATAPREP_FUZZ_COUNT`; where it is unset or no number, `usual`.
  ///
  /// Keep `usual` small enough for a test to end within seconds; a long hunt sets the variable.
  package static func cases(usual: Int) -> Int {
    environmentValue("DATAPREP_FUZZ_COUNT").flatMap(Int.init) ?? usual
  }
}
