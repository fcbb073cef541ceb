import Testing

@testable import DataPrep
@testable import dataprep_cli

@Suite struct ProgressLineTests {
  private static var progress: PreparationProgress {
    var progress = PreparationProgress()
    progress.recordCount = 12_345
    progress.tokenCount = 90_000_000
    progress.consumedByteCount = 100
    progress.totalByteCount = 400
    progress.textByteCount = 364_000_000
    progress.seconds = 2
    return progress
  }

  @Test(arguments: [
    (79, "25.0 %  12,345 records  182 MB/s  45 M tokens/s  ETA 0:06"),
    (50, "25.0 %  12,345 records  182 MB/s  45 M tokens/s"),
    (30, "25.0 %  12,345 records"),
    (8, "25.0 %"),
    (3, "25."),
    (0, ""),
  ])
  func fitsTheTerminal(columns: Int, text: String) {
    #expect(ProgressLine.text(for: Self.progress, columns: columns) == text)
  }

  @Test func knowsNoShareOfStandardInput() {
    var progress = Self.progress
    progress.totalByteCount = nil
    #expect(
      ProgressLine.text(for: progress, columns: 79)
        == "12,345 records  182 MB/s  45 M tokens/s"
    )
  }

  @Test func saysLittleBeforeTheStart() {
    #expect(ProgressLine.text(for: PreparationProgress(), columns: 79) == "0 records")
  }
}
