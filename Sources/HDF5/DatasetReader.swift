import CHDF5
import Synchronization

/// A dataset of numbers that is being read; anyone's file.
///
/// Any thread may use it: calls of libhdf5 take turns, decoding does not. Once the file was closed
/// every read throws `closed`. Refused are data outside the file, layouts and filters that are not
/// decoded here, and sizes that the file cannot justify.
package final class DatasetReader: Sendable {
  /// The name inside the file.
  package let name: String
  /// The extents, `[rowCount, width]` for a dataset of rows.
  package let shape: [Int]
  /// How the file stores the numbers.
  package let format: NumberFormat
  /// How the numbers are laid out.
  package let layout: DatasetLayout

  let file: FileHandle
  let identifier: Identifier
  /// The bytes of a number that was never written.
  let fillValue: [UInt8]
  /// Where the chunks are; nil for other layouts, and where only libhdf5 knows.
  let index: ChunkIndex?
  let unfilteredChunk = Mutex(ReservedBuffer())

  /// Opens a dataset (H5Oopen); a name with slashes leads through groups.
  ///
  /// - Parameters:
  ///   - name: The name in the file.
  ///   - file: The file.
  ///   - rank: The number of dimensions it must have; nil for any.
  /// - Throws: `missing`, `unsupportedLink`, `notDataset`, `wrongRank`, `wrongType`,
  ///   `unsupportedLayout`, `unsupportedFilter`, `oversized`, `outsideFile`, `newerFormat`.
  package init(
    _ name: String,
    in file: borrowing HDF5File,
    rank: Int? = 2
  ) throws(HDF5Error) {
    let place = Place(file.path, name)
    let handle = file.handle
    let inspection: DatasetInspection
    do throws(HDF5Error) {
      let dataset = try DatasetPath(name: name, file: handle, place: place).open()
      inspection = try DatasetInspection(
        dataset.identifier.rawValue,
        header: dataset.header,
        in: handle,
        at: place
      )
      identifier = dataset.takeIdentifier()
    } catch {
      throw handle.translate(error)
    }
    self.name = name
    self.file = handle
    shape = inspection.extents
    format = inspection.format
    layout = inspection.layout
    fillValue = inspection.fillValue
    index = inspection.index
    if let rank, shape.count != rank {
      throw place.error(.wrongRank, "found \(shape.count) dimensions, expected \(rank)")
    }
  }

  /// The number of rows: the first extent.
  package var rowCount: Int { shape.first ?? 1 }

  /// The numbers in a row: the product of the other extents.
  package var width: Int { shape.dropFirst().reduce(1, *) }

  /// The bytes of the whole file.
  package var fileByteCount: Int { file.byteCount }

  /// The number that stands for what was never written, as text.
  package var fillText: String { format.text(of: fillValue) }

  var place: Place { Place(file.path, name) }
}

/// How the numbers of a dataset are laid out in its file.
package enum DatasetLayout: Hashable, Sendable {
  /// In chunks of these extents, each encoded by the filters.
  case chunked(extents: [Int], filters: FilterPipeline)
  /// In one run of bytes, at this offset; nil where nothing was ever written.
  case contiguous(offset: Int?)
  /// Inside the object's header.
  case compact
}
