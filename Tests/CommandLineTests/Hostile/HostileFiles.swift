import Foundation
import TestSupport
import Testing

/// Files that are made to mislead or to exhaust a reader, and what is said of each.
///
/// Each has only what is named in its script; `token_type_ids` are ones where the script says `types`.
enum HostileFiles {
  /// A file.
  struct Case: Sendable, CustomTestStringConvertible {
    /// Its name, without `.h5`.
    let name: String
    /// The codes of the errors that `validate` finds.
    let codes: [String]
    /// A part of what the other commands say; nil where they can read what they need.
    let refusal: String?
    /// Python that fills `f`, or writes the bytes of the file's `path`.
    let script: String

    init(_ name: String, _ codes: [String], _ refusal: String?, _ script: String) {
      (self.name, self.codes, self.refusal, self.script) = (name, codes, refusal, script)
    }

    var testDescription: String { name }
  }

  static let cases = [
    // Data that lies elsewhere.
    Case(
      "external-storage",
      ["layout-refused"],
      "input_ids: found data in an external file, expected it in the file itself",
      "f.create_dataset('input_ids', (4, 8), 'i4', external=[('raw', 0, 128)]); types()"
    ),
    Case(
      "soft-link",
      ["link-refused"],
      "input_ids: found a soft link, expected the dataset itself",
      "f['x'] = zeros; f['input_ids'] = h5py.SoftLink('/x'); types()"
    ),
    Case(
      "soft-link-loop",
      ["link-refused"],
      "input_ids: found a soft link, expected the dataset itself",
      "f['input_ids'] = h5py.SoftLink('/input_ids'); types()"
    ),
    Case(
      "external-link",
      ["link-refused"],
      "input_ids: found an external link, expected the dataset itself",
      "f['input_ids'] = h5py.ExternalLink('soft-link.h5', '/x'); types()"
    ),
    Case(
      "linked-types",
      ["link-refused"],
      "token_type_ids: found an external link, expected the dataset itself",
      "f['input_ids'] = zeros; f['token_type_ids'] = h5py.ExternalLink('soft-link.h5', '/x')"
    ),
    Case(
      "virtual",
      ["layout-refused"],
      "input_ids: found a virtual dataset, expected data in the file itself",
      """
      layout = h5py.VirtualLayout((4, 8), 'i4')
      layout[:] = h5py.VirtualSource('soft-link.h5', 'x', (4, 8))
      f.create_virtual_dataset('input_ids', layout); types()
      """
    ),
    // Filters.
    Case(
      "lzf",
      ["filter-refused"],
      "input_ids: found filter 32000 (lzf), expected shuffle, deflate or fletcher32",
      "f.create_dataset('input_ids', data=zeros, compression='lzf'); types()"
    ),
    Case(
      "scaled",
      ["filter-refused"],
      "input_ids: found filter 6 (scaleoffset), expected shuffle, deflate or fletcher32",
      "f.create_dataset('input_ids', data=zeros, scaleoffset=0); types()"
    ),
    Case(
      "unknown-filter",
      ["filter-refused"],
      "input_ids: found filter 305, expected shuffle, deflate or fletcher32",
      """
      properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
      properties.set_chunk((4, 8))
      properties.set_filter(305, h5py.h5z.FLAG_OPTIONAL, (1, 2))
      space = h5py.h5s.create_simple((4, 8))
      h5py.h5d.create(f.id, b'input_ids', h5py.h5t.STD_I32LE, space, properties); types()
      """
    ),
    // Chunks that are not what they should be.
    Case(
      "short-chunk",
      ["chunk-damaged"],
      "chunk at [0, 0]: the chunk is damaged: it inflates to 10 bytes, expected 128",
      "for name in both: chunks(name, zlib.compress(bytes(10)))"
    ),
    Case(
      "long-chunk",
      ["chunk-damaged"],
      "chunk at [0, 0]: the chunk is damaged: it inflates to more than 128 bytes",
      "for name in both: chunks(name, zlib.compress(bytes(1 << 20)))"
    ),
    Case(
      "noise",
      ["chunk-damaged"],
      "chunk at [0, 0]: the chunk is damaged: its deflate stream is damaged",
      "for name in both: chunks(name, b'\\x78\\x9c' + bytes(range(200)))"
    ),
    Case(
      "wrong-checksum",
      ["chunk-damaged"],
      "chunk at [0, 0]: the chunk is damaged: its deflate stream is damaged",
      "for name in both: chunks(name, zlib.compress(bytes(128))[:-1] + b'w')"
    ),
    Case(
      "empty-chunk",
      ["chunk-damaged"],
      "chunk at [0, 0]: the chunk is damaged: its deflate stream is damaged",
      "for name in both: chunks(name, b'x')"
    ),
    Case(
      "missing-chunks",
      ["chunks-missing"],
      nil,
      "chunks('input_ids', zlib.compress(bytes(128)), (16, 8), 2); types((16, 8))"
    ),
    // Sizes.
    Case(
      "huge-rows",
      ["oversized"],
      "input_ids: declares 1099511627776 × 1048576 int32 in a file of 2176 bytes",
      "f.create_dataset('input_ids', (1 << 40, 1 << 20), 'i4', chunks=(1, 1 << 20)); types()"
    ),
    Case(
      "huge-width",
      ["oversized"],
      "input_ids: declares 2 × 1125899906842624 int32 in a file of 2176 bytes",
      "f.create_dataset('input_ids', (2, 1 << 50), 'i4', chunks=(1, 1 << 20)); types()"
    ),
    Case(
      "huge-chunk",
      ["oversized"],
      "input_ids: chunks of 1 × 536870912 numbers",
      "f.create_dataset('input_ids', (4, 8), 'i4', maxshape=(None, None), chunks=(1, 1 << 29)); types()"
    ),
    Case(
      "narrow-rows",
      ["oversized"],
      "input_ids: declares 33554432 rows in a file of 2094",
      """
      stream = zlib.compress(bytes(32 << 20), 9)
      for name in both: chunks(name, stream, (1 << 25, 8), extents=(1 << 20, 8))
      """
    ),
    Case(
      "endless-row",
      ["oversized"],
      "input_ids: rows of 33554432 numbers, expected at most 16777216",
      """
      stream = zlib.compress(bytes(8 << 20))
      for name in both: chunks(name, stream, (1, 1 << 25), extents=(1, 1 << 21))
      """
    ),
    Case(
      "beside-the-data",
      ["oversized"],
      "input_ids: 17 chunks of 8388608 × 1 numbers for 272",
      """
      stream = zlib.compress(bytes(1 << 26))
      for name in both: chunks(name, stream, (16, 17), extents=(1 << 23, 1), kind='i8')
      """
    ),
    Case(
      "unlike-shapes",
      ["shapes-unequal"],
      "token_type_ids: the shape is 3 × 2, that of input_ids is 4 × 8",
      "f['input_ids'] = zeros; types((3, 2))"
    ),
    Case(
      "one-dimension",
      ["wrong-rank"],
      "input_ids: found 1 dimensions, expected 2",
      "f['input_ids'] = zeros[0]; types()"
    ),
    // What is no dataset of numbers.
    Case(
      "cycle",
      ["wrong-type"],
      "input_ids: found a group or a type, expected a dataset",
      "f['input_ids'] = f['/']; types()"
    ),
    Case(
      "texts",
      ["wrong-type"],
      "input_ids: found strings, expected numbers",
      "f['input_ids'] = numpy.array([[b'a', b'b']]); types()"
    ),
    Case(
      "lists",
      ["wrong-type"],
      "input_ids: found HDF5 type class 9, expected numbers",
      "f.create_dataset('input_ids', (2, 2), h5py.vlen_dtype('i4')); types()"
    ),
    // What is no file.
    Case("empty", ["not-hdf5"], "not an HDF5 file", "f.close(); open(path, 'wb').close()"),
    Case(
      "signature",
      ["not-hdf5"],
      "not an HDF5 file",
      "f.close(); open(path, 'wb').write(b'\\x89HDF\\r\\n\\x1a\\n')"
    ),
    Case(
      "half",
      ["file-truncated"],
      "the file has 3168 bytes, its header says 6336",
      "chunks('input_ids', b'x'); types(); f.close(); os.truncate(path, 3168)"
    ),
  ]

  /// Makes all of them in a folder.
  static func make(in folder: TemporaryFolder) throws {
    let scripts = cases.map { "make('\($0.name)', \"\"\"\n\($0.script)\n\"\"\")" }
    _ = try ReferencePython.run(
      preamble + "\n" + scripts.joined(separator: "\n").replacing("\\", with: "\\\\"),
      arguments: [folder.path]
    )
  }

  /// Makes one file with a script of its own.
  static func make(_ name: String, _ script: String, in folder: TemporaryFolder) throws {
    _ = try ReferencePython.run(
      preamble + "\nmake('\(name)', \"\"\"\n\(script)\n\"\"\")",
      arguments: [folder.path]
    )
  }

  private static let preamble = """
    import h5py, numpy, os, struct, sys, zlib
    os.chdir(sys.argv[1])
    zeros = numpy.zeros((4, 8), 'i4')
    both = 'input_ids', 'token_type_ids'

    def make(name, script):
        path = name + '.h5'
        f = h5py.File(path, 'w', libver=('earliest', 'v110') if name == 'virtual' else None)
        def types(shape=(4, 8)):
            f['token_type_ids'] = numpy.ones(shape, 'i4')
        def chunks(name, data, shape=(4, 8), count=1 << 60, extents=None, kind='i4'):
            extents = extents or (4, shape[1])
            dataset = f.create_dataset(name, shape, kind, maxshape=(None, None), chunks=extents,
                                       compression='gzip', shuffle=True)
            places = [(row, column) for row in range(0, shape[0], extents[0])
                      for column in range(0, shape[1], extents[1])]
            for place in places[:count]: dataset.id.write_direct_chunk(place, data)
        exec(script, globals() | locals())
        f.close()
    """
}
