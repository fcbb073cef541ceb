import Testing
@testable import DataPrep
