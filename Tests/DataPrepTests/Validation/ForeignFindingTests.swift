import TestSupport
import Testing

@testable import DataPrep

/// Faults that only another program can write.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct ForeignFindingTests {
  @Test(arguments: cases)
  func isFound(_ test: FindingCase) throws {
    try test.check()
  }

  /// h5py users write `attrs[name] = array([5])`, and weights of any width.
  @Test(arguments: ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"])
  func soundFilesAreSound(type: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let make = Self.python(
      "both()\nf['loss_weight'] = numpy.array([[1, .5, .25, 1], [1, 1, .1, 0]], dtype='\(type)')\n"
        + "f.attrs['eos_token_id'] = numpy.array([2])\n"
        + "f.attrs['vocab_size'] = numpy.array([[70]], dtype='>u2')\n"
        + "f.attrs['packing'] = ['greedy']\nf.attrs['overflow'] = numpy.array([b'drop'])\n"
        + "f.attrs['keep_prompt_only'] = [0]\nf.attrs['seed'] = numpy.array([3])"
    )
    let path = try make(folder)[0]
    let report = try Validation(paths: [path]).run()
    #expect(report.findings.isEmpty, "\(report.findings)")
    let file = try TrainingFile(path: path)
    #expect(file.description.endOfSequenceID == 2)
    #expect(file.description.vocabularySize == 70)
    #expect(file.description.packing == .greedy)
    #expect(file.description.overflow == .drop)
    #expect(file.description.keepsPromptOnly == false)
    #expect(file.description.seed == 3)
    let slice = RowSlice(of: file, columns: .all)
    try slice.fill(0..<2)
    let last: Float = type.hasSuffix("2") ? 0x1.998p-4 : 0.1
    #expect(slice.lossWeights == [1, 0.5, 0.25, 1, 1, 1, last, 0])
  }

  private static let cases: [FindingCase] = [
    FindingCase(
      .datasetMissing,
      .error,
      "the dataset input_ids is missing",
      make: python("f['token_type_ids'] = types")
    ),
    FindingCase(
      .newerFormat,
      .error,
      "the file's format is newer than this library reads: input_ids: H5Oopen failed: "
        + "bad version number for layout message",
      also: [.newerFormat],
      make: python("both(chunks=(1, 4), compression='gzip')", open: "libver='latest'")
    ),
    FindingCase(
      .wrongRank,
      .error,
      "input_ids: found 1 dimensions, expected 2",
      make: python("f['input_ids'] = ids[0]\nf['token_type_ids'] = types")
    ),
    FindingCase(
      .wrongType,
      .error,
      "input_ids holds float64, expected integers",
      make: python("f['input_ids'] = ids * 1.0\nf['token_type_ids'] = types")
    ),
    FindingCase(
      .unusualType,
      .note,
      "input_ids holds int64, int32 is usual",
      make: python("f['input_ids'] = ids.astype('i8')\nf['token_type_ids'] = types")
    ),
    FindingCase(
      .numberTooLarge,
      .error,
      row: 1,
      column: 2,
      "the number 1099511627776 of input_ids does not fit 32 bits",
      make: python(
        "a = ids.astype('i8'); a[1, 2] = 1 << 40\nf['input_ids'] = a\nf['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .numberTooLarge,
      .error,
      row: 0,
      column: 3,
      "the number 18446744073709551615 of input_ids does not fit 32 bits",
      make: python(
        "a = ids.astype('>u8'); a[0, 3] = 2 ** 64 - 1\nf['input_ids'] = a\n"
          + "f['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .numberTooLarge,
      .error,
      row: 1,
      column: 2,
      "the number 1e+300 of loss_weight does not fit 32 bits",
      make: python("both()\nw = numpy.ones((2, 4)); w[1, 2] = 1e300\nf['loss_weight'] = w")
    ),
    FindingCase(
      .wrongType,
      .error,
      "loss_weight: found floats of 80 bits in 16 bytes, expected numbers",
      make: python("both()\nf['loss_weight'] = numpy.ones((2, 4), dtype=numpy.longdouble)")
    ),
    FindingCase(
      .linkRefused,
      .error,
      "input_ids: found an external link, expected the dataset itself",
      make: python(
        "f['input_ids'] = h5py.ExternalLink('other.h5', '/x')\nf['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .linkRefused,
      .error,
      "token_type_ids: found a soft link, expected the dataset itself",
      make: python(
        "f['input_ids'] = ids\nf['x'] = types\nf['token_type_ids'] = h5py.SoftLink('/x')"
      )
    ),
    FindingCase(
      .layoutRefused,
      .error,
      "input_ids: found data in an external file, expected it in the file itself",
      make: python(
        "f.create_dataset('input_ids', (2, 4), 'i4', external=[('raw', 0, 32)])\n"
          + "f['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .filterRefused,
      .error,
      "input_ids: found filter 32000 (lzf), expected shuffle, deflate or fletcher32",
      also: [.filterRefused],
      make: python("both(chunks=(1, 4), compression='lzf')")
    ),
    FindingCase(
      .oversized,
      .error,
      "input_ids: declares 1125899906842624 × 4 int32 in a file of 2080 bytes; at most 1100 times its "
        + "bytes are read",
      make: python(
        "f.create_dataset('input_ids', (1 << 50, 4), 'i4', chunks=(1, 4))\n"
          + "f['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .chunkDamaged,
      .error,
      "input_ids, chunk at [0, 0]: the chunk is damaged: it inflates to 4 bytes, " + "expected 16",
      make: python(
        "both(chunks=(1, 4), compression='gzip')\n"
          + "f['input_ids'].id.write_direct_chunk((0, 0), zlib.compress(b'1234'))"
      )
    ),
    FindingCase(
      .chunksMissing,
      .error,
      "1 of 2 input_ids chunks were never written: their numbers read as 0",
      make: python(
        "d = f.create_dataset('input_ids', (2, 4), 'i4', chunks=(1, 4))\nd[0] = ids[0]\n"
          + "f['token_type_ids'] = types"
      )
    ),
    FindingCase(
      .chunksMissing,
      .error,
      "all input_ids chunks were never written: their numbers read as 0",
      make: python("f.create_dataset('input_ids', (2, 4), 'i4')\nf['token_type_ids'] = types")
    ),
    FindingCase(
      .chunksMissing,
      .error,
      "1 of 2 token_type_ids chunks were never written: their numbers read as 1",
      make: python(
        "f['input_ids'] = ids\n"
          + "d = f.create_dataset('token_type_ids', (2, 4), 'i4', chunks=(1, 4), fillvalue=1)\n"
          + "d[0] = types[0]"
      )
    ),
    FindingCase(
      .nothingTrained,
      .error,
      "no token of the file is trained",
      also: [.rowUntrained],
      make: python("both()\nf['loss_weight'] = numpy.zeros((2, 4), dtype='f4')")
    ),
    FindingCase(
      .rowUntrained,
      .note,
      row: 1,
      "no token of the row is trained",
      make: python(
        "both()\nw = numpy.ones((2, 4), dtype='f4'); w[1, 1:] = 0\nf['loss_weight'] = w"
      )
    ),
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute loss_weight_kind, \"share\", has a value that is not understood",
      make: python(
        "both()\nf['loss_weight'] = numpy.ones((2, 4), dtype='f4')\n"
          + "f.attrs['loss_weight_kind'] = 'share'"
      )
    ),
    FindingCase(
      .attributeMalformed,
      .warning,
      "the attribute eos_token_id, \"-1\", has a value that is not understood",
      make: python("both()\nf.attrs['eos_token_id'] = -1")
    ),
    FindingCase(
      .outsideFile,
      .error,
      "input_ids: chunk at [0, 0]: 16 bytes at address 16777216 of 8192",
      also: [.fileDamaged],
      make: python(
        "both(chunks=(1, 4))\nat = f['input_ids'].id.get_chunk_info(0).byte_offset\nf.close()\n"
          + "b = bytearray(open(path, 'rb').read()) + bytes(8192)\nb = b[:8192]\n"
          + "b[40:48] = (8192).to_bytes(8, 'little')\n"
          + "b = b.replace(at.to_bytes(8, 'little'), (1 << 24).to_bytes(8, 'little'), 1)\n"
          + "open(path, 'wb').write(b)"
      )
    ),
    FindingCase(
      .lossWeightInvalid,
      .error,
      row: 1,
      column: 0,
      "the loss weight is -0.5, expected 0 or more",
      make: python(
        "f['input_ids'] = ids\nf['token_type_ids'] = types\n"
          + "f['loss_weight'] = numpy.array([[1, 1, 1, 1], [-.5, 1, 1, 0]], dtype='f4')"
      )
    ),
    FindingCase(
      .maskInvalid,
      .error,
      row: 0,
      column: 1,
      "the loss mask is -1, expected 0 or 1",
      make: python(
        "f['data'] = numpy.array([[[5, 6, 7], [0, -1, 1], [6, 7, 2]]], dtype='i4')"
      )
    ),
    FindingCase(
      .labelsNotShifted,
      .error,
      row: 0,
      column: 1,
      "the label is 6, the id that follows is 7",
      make: python(
        "f['data'] = numpy.array([[[5, 6, 7], [0, 1, 1], [5, 6, 7]]], dtype='i4')"
      )
    ),
  ]

  /// Makes a file with h5py: `f` is open, `ids` and `types` are those of the sound file, `both`
  /// writes them.
  private static func python(
    _ script: String,
    open: String = "libver=None"
  ) -> @Sendable (TemporaryFolder) throws -> [String] {
    { folder in
      let path = folder.path("x.hdf5")
      let lines = script.split(separator: "\n").map { "    \($0)\n" }.joined()
      _ = try ReferencePython.run(
        """
        import sys, os, zlib, h5py, numpy
        path = sys.argv[1]
        os.chdir(os.path.dirname(path))
        ids = numpy.array([[5, 6, 7, 2], [8, 9, 2, 69]], dtype='i4')
        types = numpy.array([[0, 1, 1, 3], [0, 1, 3, 2]], dtype='i4')
        def both(**settings):
            f.create_dataset('input_ids', data=ids, **settings)
            f.create_dataset('token_type_ids', data=types, **settings)
        with h5py.File(path, 'w', \(open)) as f:

        """ + lines,
        arguments: [path]
      )
      return [path]
    }
  }
}
