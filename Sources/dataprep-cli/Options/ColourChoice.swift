import ArgumentParser

/// The value of `--color`.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
  /// Where the output is a terminal and `NO_COLOR` is not set.
  case auto
  case always
  case never
}
