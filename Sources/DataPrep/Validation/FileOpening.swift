import HDF5

/// Opens a file dataset by dataset, so that each fault of its structure is a finding of its own.
struct FileOpening {
  let path: String
  private(set) var tally: FindingTally
  /// Whether there are token types, be they of use or not.
  private(set) var hasTypes = false
  /// Whether there are rows of which no chunk was ever written.
  private(set) var isUnwritten = false

  init(path: String, limit: Int) {
    self.path = path
    tally = FindingTally(limit: limit)
  }

  /// Opens the file and looks at what its datasets claim; values are not read.
  ///
  /// - Returns: What can be scanned: nil where the ids cannot; datasets with faults are left out.
  mutating func open() -> TrainingFile? {
    do throws(HDF5Error) {
      let file = try HDF5File(reading: path)
      let attributes = attributes(of: file)
      guard let (kind, ids) = ids(of: file) else { return nil }
      var others: [DatasetReader?] = [nil, nil, nil]
      if kind == .columns {
        for (index, name) in FileLayout.optionalDatasets.enumerated() {
          others[index] = dataset(name, in: file, kind: index == 2 ? .float : .signedInteger)
          guard let other = others[index], other.shape != ids.shape else { continue }
          add(
            .shapesUnequal,
            .error,
            found: "\(name) is \(Self.text(other.shape)), \(FileLayout.tokenIDs) is "
              + Self.text(ids.shape)
          )
          others[index] = nil
        }
      }
      for dataset in [ids] + others.compactMap(\.self) { checkChunks(of: dataset) }
      if ids.rowCount == 0 { add(.noRows, .note, found: "no rows") }
      if ids.shape.last == 0 { add(.noRows, .error, found: "rows without tokens") }
      return TrainingFile(
        path: path,
        kind: kind,
        tokenIDs: ids,
        tokenTypes: others[0],
        categoryIDs: others[1],
        lossWeights: others[2],
        attributes: attributes
      )
    } catch {
      add(error)
      return nil
    }
  }

  private mutating func attributes(of file: borrowing HDF5File) -> [Attribute] {
    do throws(HDF5Error) {
      return try file.attributes()
    } catch {
      add(error)
      return []
    }
  }

  /// Opens the ids, or the one dataset of Cerebras.
  private mutating func ids(
    of file: borrowing HDF5File
  ) -> (TrainingFile.Kind, DatasetReader)? {
    if let ids = dataset(FileLayout.tokenIDs, in: file, kind: .signedInteger) {
      return (.columns, ids)
    }
    guard tally.isEmpty, let data = cerebrasData(of: file) else {
      if tally.isEmpty { add(.datasetMissing, .error, found: FileLayout.tokenIDs) }
      return nil
    }
    return (.cerebras, data)
  }

  private mutating func cerebrasData(of file: borrowing HDF5File) -> DatasetReader? {
    guard
      let data = dataset(FileLayout.cerebrasData, in: file, kind: .signedInteger, rank: 3)
    else { return nil }
    guard data.shape[1] == 3 else {
      add(
        .shapesUnequal,
        .error,
        found: "\(FileLayout.cerebrasData) is \(Self.text(data.shape)), expected rows × 3 × tokens"
      )
      return nil
    }
    return data
  }

  /// Opens a dataset and checks its rank and type; nil where it is not there, or not of use.
  private mutating func dataset(
    _ name: String,
    in file: borrowing HDF5File,
    kind: NumberFormat.Kind,
    rank: Int = 2
  ) -> DatasetReader? {
    do throws(HDF5Error) {
      let dataset = try DatasetReader(name, in: file, rank: rank)
      if name == FileLayout.tokenTypes { hasTypes = true }
      let wantsFloat = kind == .float
      guard (dataset.format.kind == .float) == wantsFloat else {
        add(
          .wrongType,
          .error,
          found: "\(name) holds \(dataset.format), expected \(wantsFloat ? "floats" : "integers")"
        )
        return nil
      }
      if !wantsFloat, dataset.format != .int32 {
        add(.unusualType, .note, found: "\(name) holds \(dataset.format)")
      }
      return dataset
    } catch {
      guard error.code != .missing else { return nil }
      if name == FileLayout.tokenTypes { hasTypes = true }
      add(error)
      return nil
    }
  }

  /// Every chunk was written.
  private mutating func checkChunks(of dataset: DatasetReader) {
    guard dataset.rowCount > 0 else { return }
    if dataset.isNeverWritten {
      isUnwritten = true
      add(.chunksMissing, .error, found: "all \(dataset.name)", expected: dataset.fillText)
    }
    guard let extents = dataset.chunkExtents else { return }
    do throws(HDF5Error) {
      var wanted = 1
      for (size, extent) in zip(dataset.shape, extents) {
        let count = size / extent + (size % extent == 0 ? 0 : 1)
        let (product, overflows) = wanted.multipliedReportingOverflow(by: count)
        wanted = overflows ? Int.max : product
      }
      let stored = try dataset.storedChunkCount()
      guard stored < wanted else { return }
      if stored == 0 { isUnwritten = true }
      add(
        .chunksMissing,
        .error,
        found: "\(wanted - stored) of \(wanted) \(dataset.name)",
        expected: dataset.fillText
      )
    } catch {
      add(error)
    }
  }

  private mutating func add(_ error: HDF5Error) {
    let finding = StructureFinding(error)
    add(finding.code, finding.severity, found: finding.found)
  }

  private mutating func add(
    _ code: FindingCode,
    _ severity: ValidationFinding.Severity,
    found: String = "",
    expected: String = ""
  ) {
    tally.add(code, severity, in: path, found: found, expected: expected)
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map { "\($0)" }.joined(separator: " × ")
  }
}
