/// The command line of sambanova/generative_data_prep's `data_prep`, read as a plan.
///
/// One table maps the peer's spellings and values; what has no meaning here is named in a warning.
public enum PeerArguments {
  /// Reads the peer's arguments, such as `["--input_path", "a.jsonl", "--output_path=b.hdf5"]`.
  ///
  /// - Throws: ``DataPrepError`` with code `invalidPlan` for a flag or value that the peer refuses.
  public static func plan(
    forDataPrep arguments: [String]
  ) throws(DataPrepError) -> (plan: PreparationPlan, warnings: [PreparationWarning]) {
    throw DataPrepError(.invalidPlan, found: "not yet")
  }
}
