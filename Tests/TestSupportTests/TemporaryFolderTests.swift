import Foundation
import TestSupport
import Testing

@Suite struct TemporaryFolderTests {
  @Test func keepsFilesUntilItIsRemoved() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("text", to: "inner/file")
    #expect(try folder.text("inner/file") == "text")
    #expect(try folder.names() == ["inner"])
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
