import TestSupport
import Testing

@testable import DataPrep

/// Files with exactly one fault, and the finding that names it.
struct FindingCase: Sendable, CustomTestStringConvertible {
  let code: FindingCode
  let severity: ValidationFinding.Severity
  var row: Int?
  var column: Int?
  let message: String
  /// Codes of findings that the fault has as well.
  var also: Set<FindingCode> = []
  /// Writes the files and returns the paths to validate.
  let make: @Sendable (TemporaryFolder) throws -> [String]
  /// Sets what the files are held against.
  var adjust: @Sendable (inout Validation) -> Void = { _ in }

  var testDescription: String { "\(code.rawValue): \(message)" }

  /// Validates the files and expects the finding, and nothing else above a note.
  func check() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try expectFinding(in: folder, try make(folder))
  }

  /// The same for all of some cases, whose files h5py has written again.
  static func checkRewritten(_ cases: [FindingCase]) throws {
    let root = try TemporaryFolder()
    defer { root.remove() }
    let made = try cases.map { test in
      let folder = try TemporaryFolder(in: root)
      return (test, folder, try test.make(folder))
    }
    let output = try ReferencePython.run(rewriting, arguments: [root.path])
    #expect(Int(String(decoding: output, as: UTF8.self)) ?? 0 >= cases.count)
    for (test, folder, paths) in made { try test.expectFinding(in: folder, paths) }
  }

  /// Writes all files below a folder again and prints how many there were.
  private static let rewriting = """
    import h5py, os, sys
    count = 0
    for folder, _, names in os.walk(sys.argv[1]):
        for path in (os.path.join(folder, name) for name in names if name.endswith('.hdf5')):
            with h5py.File(path) as old, h5py.File(path + '.new', 'w') as new:
                for name, value in old.attrs.items():
                    new.attrs[name] = value
                for name, data in old.items():
                    new.create_dataset(name, data=data[()], chunks=data.chunks, shuffle=data.shuffle,
                                       maxshape=data.maxshape, compression=data.compression)
            os.replace(path + '.new', path)
            count += 1
    print(count, end='')
    """

  private func expectFinding(in folder: TemporaryFolder, _ paths: [String]) throws {
    var validation = Validation(paths: paths)
    adjust(&validation)
    let report = try validation.run()
    let found = report.findings.first {
      $0.code == code && $0.row == row && $0.column == column
        && $0.message.replacing(folder.path + "/", with: "") == message
    }
    #expect(found?.severity == severity, "\(report.findings)")
    let others = report.findings.filter {
      $0.severity < .note && $0.code != code && !also.contains($0.code)
    }
    #expect(others.isEmpty, "\(others)")
  }
}

extension FindingCase {
  /// A finding of files that are made.
  init(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    row: Int? = nil,
    column: Int? = nil,
    _ message: String,
    also: Set<FindingCode> = [],
    make: @escaping @Sendable (TemporaryFolder) throws -> [String],
    adjust: @escaping @Sendable (inout Validation) -> Void = { _ in }
  ) {
    self.init(
      code: code,
      severity: severity,
      row: row,
      column: column,
      message: message,
      also: also,
      make: make,
      adjust: adjust
    )
  }

  /// A finding of one file that is made from the sound one.
  init(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    row: Int? = nil,
    column: Int? = nil,
    _ message: String,
    also: Set<FindingCode> = [],
    change: @escaping @Sendable (inout SmallTrainingFile) -> Void = { _ in },
    adjust: @escaping @Sendable (inout Validation) -> Void = { _ in }
  ) {
    self.init(
      code,
      severity,
      row: row,
      column: column,
      message,
      also: also,
      make: Self.file(change),
      adjust: adjust
    )
  }

  /// A finding of one file whose packing keeps articles whole.
  static func ofWholeArticles(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    row: Int? = nil,
    column: Int? = nil,
    _ message: String,
    also: Set<FindingCode> = [],
    change: @escaping @Sendable (inout SmallTrainingFile) -> Void
  ) -> FindingCase {
    FindingCase(code, severity, row: row, column: column, message, also: also) { file in
      file.texts = wholeArticles
      change(&file)
    }
  }

  /// A sound file: two rows of one article each, the second with padding.
  static let sound = SmallTrainingFile(
    ids: [[5, 6, 7, 2], [8, 9, 2, 69]],
    types: [[0, 1, 1, 3], [0, 1, 3, 2]]
  )

  /// The attributes of a file with whole articles.
  static let wholeArticles = [
    ("packing", "greedy"), ("overflow", "drop"), ("packing_boundary", "record"),
    ("attention_boundary", "record"),
  ]

  private static func file(
    _ change: @escaping @Sendable (inout SmallTrainingFile) -> Void
  ) -> @Sendable (TemporaryFolder) throws -> [String] {
    { folder in
      var file = sound
      change(&file)
      try file.write(to: folder.path("x.hdf5"))
      return [folder.path("x.hdf5")]
    }
  }

  /// Makes a folder of files from the sound one.
  static func folder(
    _ names: [String],
    _ change: @escaping @Sendable (Int, inout SmallTrainingFile) -> Void = { number, file in
      for row in file.ids.indices { file.ids[row][0] = Int32(10 * number + row + 10) }
    },
    adding others: [(name: String, text: String)] = []
  ) -> @Sendable (TemporaryFolder) throws -> [String] {
    { folder in
      for (number, name) in names.enumerated() {
        var file = sound
        change(number, &file)
        try file.write(to: folder.path(name))
      }
      for other in others { try folder.write(other.text, to: other.name) }
      return [folder.path]
    }
  }
}
