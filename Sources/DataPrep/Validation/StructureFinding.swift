import HDF5

/// A failure to read a file, as a finding.
struct StructureFinding {
  let code: FindingCode
  let severity: ValidationFinding.Severity = .error
  let found: String
  let expected: String

  init(_ error: HDF5Error) {
    code = Self.codes[error.code] ?? .fileDamaged
    expected = code == .memoryLimit ? "there is" : ""
    found =
      switch code {
      case .datasetMissing: error.object ?? ""
      case .fileUnreadable, .fileTruncated: error.detail
      default: error.reason
      }
  }

  private static let codes: [HDF5Error.Code: FindingCode] = [
    .fileMissing: .fileUnreadable, .accessDenied: .fileUnreadable,
    .notRegularFile: .fileUnreadable, .systemFailure: .fileUnreadable, .notHDF5: .notHDF5,
    .truncated: .fileTruncated, .newerFormat: .newerFormat, .missing: .datasetMissing,
    .unsupportedLink: .linkRefused, .unsupportedLayout: .layoutRefused,
    .unsupportedFilter: .filterRefused, .wrongRank: .wrongRank, .wrongShape: .shapesUnequal,
    .wrongType: .wrongType, .notDataset: .wrongType, .oversized: .oversized,
    .outsideFile: .outsideFile, .damagedChunk: .chunkDamaged,
    .valueOutOfRange: .numberTooLarge, .outOfMemory: .memoryLimit,
  ]
}
