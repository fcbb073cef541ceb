import HDF5

/// An open file of a training set, ours or anyone's.
///
/// Two kinds are known: `input_ids` beside `token_type_ids`, and the one dataset `data` of Cerebras,
/// `[rows, 3, width]`, with ids, loss mask and labels. Any thread may read it. The file stays open as
/// long as the object lives.
final class TrainingFile: Sendable {
  /// How the tokens are kept.
  enum Kind: Sendable, Equatable {
    /// `input_ids`, with the other datasets beside it.
    case columns
    /// `data`, as Cerebras has it.
    case cerebras
  }

  /// The path by which it was opened.
  let path: String
  let kind: Kind
  /// The ids: `input_ids` `[rows, width]`, or `data` `[rows, 3, width]`.
  let tokenIDs: DatasetReader
  /// `token_type_ids`; nil where there are none.
  let tokenTypes: DatasetReader?
  /// `category_ids`; nil where there are none.
  let categoryIDs: DatasetReader?
  /// `loss_weight`; nil where there are none.
  let lossWeights: DatasetReader?
  /// Why `category_ids` or `loss_weight` cannot be read, though they are there; they count as others.
  let unusable: [String: HDF5Error]
  /// The names of whatever else stands in the root group.
  let otherNames: [String]
  /// The root attributes, in the file's order.
  let attributes: [Attribute]
  /// Whether there are more, which are not read: later formats keep many outside the header.
  private let hasAttributesElsewhere: Bool
  /// What the attributes say.
  let description: FileDescription

  /// Rows in the file.
  var rowCount: Int { tokenIDs.rowCount }

  /// The bytes of the whole file.
  var byteCount: Int { tokenIDs.fileByteCount }

  /// The width of a row in tokens.
  var width: Int { tokenIDs.shape.last ?? 0 }

  /// The columns that the file has.
  var columns: RowSlice.Columns {
    switch kind {
    case .cerebras: return [.tokenIDs, .lossMask, .labels]
    case .columns:
      var columns: RowSlice.Columns = .tokenIDs
      if tokenTypes != nil { columns.formUnion([.tokenTypes, .narrowTypes]) }
      if categoryIDs != nil { columns.insert(.categoryIDs) }
      if lossWeights != nil { columns.insert(.lossWeights) }
      return columns
    }
  }

  /// Opens a file and checks that its datasets have one shape; values are not looked at.
  ///
  /// - Throws: ``DataPrepError``: `inputNotFound`, `badDataset`, `oversized`; for a folder also
  ///   `noInputFiles` and `unreadable`.
  convenience init(path: String) throws(DataPrepError) {
    guard FileSystem.exists(path) else { throw DataPrepError(.inputNotFound, path) }
    if FileSystem.isFolder(path) {
      let first = try TrainingSet(paths: [path]).files.first?.path ?? ""
      throw DataPrepError(
        .badDataset,
        path,
        found: "it is a folder; name one of its files, such as \(first)"
      )
    }
    do throws(HDF5Error) {
      let file = try HDF5File(reading: path)
      let (kind, ids) = try Self.ids(of: file)
      guard kind != .cerebras || ids.shape[1] == 3 else {
        throw HDF5Error(
          .wrongShape,
          object: FileLayout.cerebrasData,
          detail: "found \(ids.shape[1]) parts of a row, expected 3: ids, loss mask and labels"
        )
      }
      var unusable: [String: HDF5Error] = [:]
      var others: [DatasetReader?] = []
      for name in kind == .cerebras ? [] : FileLayout.optionalDatasets {
        do throws(HDF5Error) {
          others.append(try Self.optional(name, beside: ids, in: file))
        } catch {
          // Rows can do without these; without the right types they mean something else.
          guard error.code == .wrongType, name != FileLayout.tokenTypes else { throw error }
          unusable[name] = error
          others.append(nil)
        }
      }
      self.init(
        path: path,
        kind: kind,
        tokenIDs: ids,
        tokenTypes: others.first ?? nil,
        categoryIDs: others.dropFirst().first ?? nil,
        lossWeights: others.dropFirst(2).first ?? nil,
        unusable: unusable,
        otherNames: Self.otherNames(in: try file.names(), kind)
          + FileLayout.optionalDatasets.filter { unusable[$0] != nil },
        attributes: try file.attributes(),
        hasAttributesElsewhere: (try? file.hasAttributesElsewhere()) ?? true
      )
    } catch {
      let code: DataPrepError.Code = error.code == .oversized ? .oversized : .badDataset
      throw DataPrepError(code, path, found: error.reason)
    }
  }

  /// Takes datasets that were opened and checked one by one.
  init(
    path: String,
    kind: Kind,
    tokenIDs: DatasetReader,
    tokenTypes: DatasetReader?,
    categoryIDs: DatasetReader?,
    lossWeights: DatasetReader?,
    unusable: [String: HDF5Error] = [:],
    otherNames: [String] = [],
    attributes: [Attribute],
    hasAttributesElsewhere: Bool = false
  ) {
    self.path = path
    self.kind = kind
    self.tokenIDs = tokenIDs
    self.tokenTypes = tokenTypes
    self.categoryIDs = categoryIDs
    self.lossWeights = lossWeights
    self.unusable = unusable
    self.otherNames = otherNames
    self.attributes = attributes
    self.hasAttributesElsewhere = hasAttributesElsewhere
    description = FileDescription(attributes)
  }

  /// Makes sure that a dataset can be read if it is there, for whoever cannot do without.
  ///
  /// - Throws: ``DataPrepError`` with code `badDataset`.
  func require(_ names: [String]) throws(DataPrepError) {
    for name in names {
      guard let error = unusable[name] else { continue }
      throw DataPrepError(.badDataset, path, found: error.reason)
    }
  }

  /// The datasets and attributes that are not carried over when the rows are written anew, by name.
  var whatIsNotCarriedOver: [String] {
    otherNames.map { "dataset \"\($0)\"" }
      + attributes.filter { !$0.isWritable }.map { "attribute \"\($0.name)\"" }
      + (hasAttributesElsewhere ? ["a list of attributes outside the header"] : [])
  }

  private static func otherNames(in names: [String], _ kind: Kind) -> [String] {
    let known =
      kind == .cerebras
      ? [FileLayout.cerebrasData] : [FileLayout.tokenIDs] + FileLayout.optionalDatasets
    return names.filter { !known.contains($0) }
  }

  /// Tells the kinds apart: a file without `input_ids` and with `data` is one of Cerebras.
  private static func ids(
    of file: borrowing HDF5File
  ) throws(HDF5Error) -> (Kind, DatasetReader) {
    let missing: HDF5Error
    do throws(HDF5Error) {
      return (.columns, try DatasetReader(FileLayout.tokenIDs, in: file))
    } catch {
      guard error.code == .missing else { throw error }
      missing = error
    }
    do throws(HDF5Error) {
      return (.cerebras, try DatasetReader(FileLayout.cerebrasData, in: file, rank: 3))
    } catch {
      throw error.code == .missing ? missing : error
    }
  }

  private static func optional(
    _ name: String,
    beside ids: DatasetReader,
    in file: borrowing HDF5File
  ) throws(HDF5Error) -> DatasetReader? {
    let dataset: DatasetReader
    do throws(HDF5Error) {
      dataset = try DatasetReader(name, in: file)
    } catch {
      guard error.code == .missing else { throw error }
      return nil
    }
    guard dataset.shape == ids.shape else {
      throw HDF5Error(
        .wrongShape,
        object: name,
        detail: "the shape is \(dataset.rowCount) × \(dataset.width), that of "
          + "\(FileLayout.tokenIDs) is \(ids.rowCount) × \(ids.width)"
      )
    }
    return dataset
  }
}
