import HDF5
import TestSupport
import Testing

/// Files of h5py: those that are read, and those that are refused by name.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct ForeignFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Runs a script that writes the file `path`; `numpy`, `h5py` and the file `f` are there.
  private func makeFile(_ script: String, open: String = "h5py.File(path, 'w')") throws -> String {
    let path = folder.path("foreign.h5")
    _ = try ReferencePython.run(
      "import sys, os, h5py, numpy\npath = sys.argv[1]\nos.chdir(os.path.dirname(path))\n"
        + "with \(open) as f:\n"
        + script.split(separator: "\n").map { "    \($0)\n" }.joined(),
      arguments: [path]
    )
    return path
  }

  @Test(arguments: [
    "chunks=(4, 5), compression='gzip', shuffle=True",
    "chunks=(16, 3), compression='gzip', compression_opts=9, fletcher32=True, shuffle=True",
    "chunks=(3, 10), fletcher32=True",
    "chunks=(3, 10), fletcher32=True, shuffle=True",
    "chunks=(7, 9)",
    "chunks=(32, 64), maxshape=(None, None), compression='gzip'",
    "",
  ])
  func readsOtherLayouts(settings: String) throws {
    for type in ["<i4", ">i4", "<i8", ">i2", "u1", "<u2", "i1", ">u8"] {
      let path = try makeFile(
        "f.create_dataset('x', data=numpy.arange(200).reshape(20, 10) % 128, "
          + "dtype='\(type)', \(settings))"
      )
      let dataset = try DatasetReader("x", in: try HDF5File(reading: path))
      let expected = (0..<200).map { Int32($0 % 128) }
      #expect(try dataset.readRows(0..<20) == expected, "\(type) \(settings)")
      #expect(try dataset.readRows(7..<9) == Array(expected[70..<90]), "\(type) \(settings)")
    }
  }

  @Test func readsCompactDataAndGroups() throws {
    let path = try makeFile(
      """
      g = f.create_group('a').create_group('b')
      dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
      dcpl.set_layout(h5py.h5d.COMPACT)
      s = h5py.h5s.create_simple((3, 4))
      d = h5py.h5d.create(g.id, b'c', h5py.h5t.STD_I16BE, s, dcpl)
      d.write(h5py.h5s.ALL, h5py.h5s.ALL, numpy.arange(-6, 6, dtype='>i2').reshape(3, 4))
      """
    )
    let dataset = try DatasetReader("/a/b/c", in: try HDF5File(reading: path))
    #expect(dataset.layout == .compact)
    #expect(dataset.format.description == "big-endian int16")
    #expect(try dataset.readRows(1..<3) == [-2, -1, 0, 1, 2, 3, 4, 5])
  }

  @Test func readsFillValuesAndUserBlocks() throws {
    let path = try makeFile(
      """
      d = f.create_dataset('x', (6, 4), '<i2', chunks=(2, 3), fillvalue=-9, compression='gzip')
      d[2:4, 0:2] = 5
      f.create_dataset('y', (2, 3), '>i8', fillvalue=11)
      f.create_dataset('z', data=[[1, 2], [3, 4]])
      """,
      open: "h5py.File(path, 'w', userblock_size=1024)"
    )
    let file = try HDF5File(reading: path)
    let chunked = try DatasetReader("x", in: file)
    #expect(
      try chunked.readRows(0..<6)
        == [Int32](repeating: -9, count: 8) + [5, 5, -9, -9, 5, 5, -9, -9]
        + [Int32](repeating: -9, count: 8)
    )
    #expect(
      try DatasetReader("y", in: file).readRows(0..<2) == [Int32](repeating: 11, count: 6)
    )
    #expect(try DatasetReader("z", in: file).readRows(0..<2) == [1, 2, 3, 4])
  }

  @Test func readsFloats() throws {
    for type in ["<f4", ">f4", "<f8", ">f8"] {
      let path = try makeFile("f['x'] = numpy.array([[0.5, -3]], dtype='\(type)')")
      let dataset = try DatasetReader("x", in: try HDF5File(reading: path))
      #expect(try dataset.readRows(0..<1, as: Float.self) == [0.5, -3])
    }
  }

  @Test(arguments: ["<", ">"])
  func readsEveryHalf(order: String) throws {
    let path = try makeFile(
      """
      bits = numpy.arange(1 << 16, dtype='\(order)u2').reshape(256, 256)
      f['x'] = bits.view('\(order)f2')
      f['y'] = bits.view('\(order)f2').astype('<f4')
      f.attrs['half'] = numpy.array([0.5, -3], dtype='\(order)f2')
      """
    )
    let file = try HDF5File(reading: path)
    let halves = try DatasetReader("x", in: file).readRows(0..<256, as: Float.self)
    let singles = try DatasetReader("y", in: file).readRows(0..<256, as: Float.self)
    for (half, single) in zip(halves, singles) {
      #expect(half.bitPattern == single.bitPattern || half.isNaN && single.isNaN)
    }
    #expect(try file.attribute(named: "half") == .doubles([0.5, -3]))
  }

  @Test func readsAttributesOrSaysWhyNot() throws {
    let path = try makeFile(
      """
      f.attrs['bytes'] = numpy.bytes_(b'abc')
      f.attrs['enum'] = numpy.array(1, h5py.enum_dtype({'NO': 0, 'TRUE': 1}, basetype='i1'))
      f.attrs['enum2'] = numpy.array(1, h5py.enum_dtype({'FALSE': 0, 'TRUE': 1}, basetype='i2'))
      f.attrs['flag'] = True
      f.attrs['flags'] = [True, False, True]
      f.attrs['off'] = numpy.bool_(False)
      f.attrs['odd'] = numpy.array(3, h5py.enum_dtype({'TRUE': 2, 'FALSE': 1}, basetype='i1'))
      f.attrs['turned'] = numpy.array([1, 2], h5py.enum_dtype({'TRUE': 1, 'FALSE': 2}, basetype='u1'))
      f.attrs['list'] = ['abc', 'd']
      f.attrs['matrix'] = [[1, 2], [3, 4]]
      f.attrs['number'] = numpy.uint16(7)
      f.attrs['reals'] = numpy.array([0.5, 2], dtype='>f4')
      f.attrs['str'] = 'abc ü'
      f.attrs['unsigned'] = numpy.uint64(2 ** 63)
      """
    )
    let attributes = try HDF5File(reading: path).attributes()
    let texts = attributes.map { "\($0.name): \($0.text)" }
    #expect(
      texts == [
        "bytes: abc",
        "enum: [enumerations]",
        "enum2: [enumerations]",
        "flag: true",
        "flags: true, false, true",
        "list: [a list of texts]",
        "matrix: [2 dimensions]",
        "number: 7",
        "odd: [enumerations]",
        "off: false",
        "reals: 0.5, 2.0",
        "str: abc ü",
        "turned: true, false",
        "unsigned: [a number beyond int64]",
      ]
    )
  }

  @Test(arguments: [
    (
      "f['t'] = [[1]]\nf['x'] = h5py.SoftLink('/t')", "unsupportedLink",
      "found a soft link, expected the dataset itself"
    ),
    (
      "f['x'] = h5py.ExternalLink('other.h5', '/t')", "unsupportedLink",
      "found an external link, expected the dataset itself"
    ),
    ("f.create_group('x')", "notDataset", "found a group or a type, expected a dataset"),
    ("f['x'] = [1, 2]", "wrongRank", "found 1 dimensions, expected 2"),
    ("f['x'] = 1", "wrongRank", "found 0 dimensions, expected 2"),
    ("f['x'] = [['a']]", "wrongType", "found strings, expected numbers"),
    ("f['x'] = [[True]]", "wrongType", "found enumerations, expected numbers"),
    ("f['x'] = [[1j]]", "wrongType", "found compounds, expected numbers"),
    (
      "f.create_dataset('x', data=[[0.5]], dtype=numpy.longdouble)", "wrongType",
      "found floats of 80 bits in 16 bytes, expected numbers"
    ),
    (
      "f.create_dataset('x', data=[[1]], compression='lzf')", "unsupportedFilter",
      "found filter 32000 (lzf), expected shuffle, deflate or fletcher32"
    ),
    (
      "f.create_dataset('x', data=[[1]], scaleoffset=4)", "unsupportedFilter",
      "found filter 6 (scaleoffset), expected shuffle, deflate or fletcher32"
    ),
    (
      "f.create_dataset('x', (1 << 20, 1 << 20), '<i4', chunks=(1, 1 << 10))", "oversized",
      "declares 1048576 × 1048576 int32 in a file of 1400 bytes; at most 1100 times its bytes "
        + "are read"
    ),
    (
      "f.create_dataset('x', (0, 1 << 16), '<i4', chunks=(1 << 13, 1 << 16), "
        + "maxshape=(None, 1 << 16))",
      "oversized", "chunks of 8192 × 65536 numbers"
    ),
    (
      "open('raw', 'wb').write(bytes(16))\n"
        + "f.create_dataset('x', (2, 2), '<i4', external=[('raw', 0, 16)])",
      "unsupportedLayout", "found data in an external file, expected it in the file itself"
    ),
  ])
  func refusesByName(script: String, code: String, detail: String) throws {
    let path = try makeFile(script)
    let error = failure { _ = try DatasetReader("x", in: try HDF5File(reading: path)) }
    #expect(error?.code.name == code)
    #expect(error?.description == "\(path): x: \(detail)")
  }

  @Test func refusesVirtualDatasets() throws {
    let path = try makeFile(
      """
      layout = h5py.VirtualLayout(shape=(2, 2), dtype='<i4')
      layout[0:2] = h5py.VirtualSource('/etc/hostname', 'x', shape=(2, 2))
      f.create_virtual_dataset('x', layout)
      """,
      open: "h5py.File(path, 'w', libver=('v110', 'v110'))"
    )
    let error = failure { _ = try DatasetReader("x", in: try HDF5File(reading: path)) }
    #expect(error?.code == .unsupportedLayout)
    #expect(
      error?.reason == "x: found a virtual dataset, expected data in the file itself"
    )
  }

  @Test func refusesNewerFormatsByName() throws {
    let path = try makeFile(
      "f.create_dataset('x', data=numpy.zeros((20, 10), '<i4'), chunks=(4, 10), "
        + "maxshape=(None, 10), compression='gzip')",
      open: "h5py.File(path, 'w', libver='latest')"
    )
    let error = failure { _ = try DatasetReader("x", in: try HDF5File(reading: path)) }
    #expect(error?.code == .newerFormat)
  }

  @Test(arguments: ["v108", "v110"])
  func readsLaterFormats(version: String) throws {
    for maximum in ["(None, 10)", "(None, None)", "(20, 10)"] {
      for chunks in ["(4, 10)", "(20, 10)"] {
        for compression in ["'gzip'", "None"] {
          let path = try makeFile(
            "f.create_dataset('x', data=numpy.arange(200).reshape(20, 10), dtype='<i4', "
              + "chunks=\(chunks), maxshape=\(maximum), compression=\(compression))",
            open: "h5py.File(path, 'w', libver=('\(version)', '\(version)'))"
          )
          let dataset = try DatasetReader("x", in: try HDF5File(reading: path))
          #expect(try dataset.readRows(0..<20) == Array(0..<200))
        }
      }
    }
  }
}
