import TestSupport
import Testing

/// Where a machine promises fixtures or a reference environment, suites must not skip in silence.
@Suite struct ExpectedSurroundingsTests {
  @Test(.enabled(if: Fixtures.isExpected, "DATAPREP_EXPECT_FIXTURES is not 1"))
  func theFixturesAreThere() {
    #expect(Fixtures.isAvailable, "expected at \(Fixtures.path(""))")
  }

  @Test(.enabled(if: ReferencePython.isExpected, "DATAPREP_EXPECT_PYTHON is not 1"))
  func theReferenceEnvironmentIsThere() throws {
    #expect(ReferencePython.isAvailable, "expected at \(ReferencePython.path)")
    let version = try ReferencePython.run("import tokenizers; print(tokenizers.__version__)")
    #expect(!version.isEmpty)
  }
}
