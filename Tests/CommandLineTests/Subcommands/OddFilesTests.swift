import Foundation
import TestSupport
import Testing

/// Sound files of unusual make, and unsound ones that look like nothing much.
@Suite(.enabled(if: ReferencePython.isAvailable, "needs the reference environment"))
struct OddFilesTests {
  private static let preamble = """
    import h5py, itertools, numpy as np, os, sys
    os.chdir(sys.argv[1])
    rng = np.random.default_rng(1)
    def rows(count, width):
        types = np.zeros((count, width), "i4")
        types[:, width // 2:] = 1
        types[:, -1] = 3
        ids = rng.integers(3, 60, (count, width)).astype("i4")
        ids[:, -1] = 2
        return ids, types

    """

  private func workshop(_ make: String) throws -> Workshop {
    let workshop = try Workshop()
    _ = try ReferencePython.run(
      Self.preamble + make,
      arguments: [workshop.folder.path("")]
    )
    return workshop
  }

  /// Each filter reads what the one before has written, whichever they are.
  @Test func filtersAreUndoneInAnyOrder() throws {
    let workshop = try workshop(
      """
      ids, types = rows(23, 40)
      kinds = ["shuffle", "fletcher32", "deflate"]
      for count in range(4):
          for order in itertools.permutations(kinds, count):
              for number in "i4", "i2", ">i8":
                  with h5py.File("-".join(order + (number.strip(">"),)) + ".hdf5", "w") as file:
                      for name, values in ("input_ids", ids), ("token_type_ids", types):
                          plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                          plist.set_chunk((5, 17))
                          for kind in order:
                              if kind == "deflate": plist.set_deflate(4)
                              else: getattr(plist, "set_" + kind)()
                          space = h5py.h5s.create_simple(values.shape)
                          kind = h5py.h5t.py_create(np.dtype(number))
                          set = h5py.h5d.create(file.id, name.encode(), kind, space, plist)
                          set.write(h5py.h5s.ALL, h5py.h5s.ALL, values)
      """
    )
    defer { workshop.folder.remove() }
    let names = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path(""))
      .filter { $0.hasSuffix(".hdf5") }.sorted()
    #expect(names.count == 48)
    for name in names {
      let outcome = try workshop.run("unpack", name, "-o", "all.hdf5", "--overwrite")
      #expect(outcome.status == 0, "\(name): \(outcome.errors)")
      _ = try ReferencePython.run(
        """
        import h5py, os, sys
        os.chdir(sys.argv[1])
        with h5py.File("all.hdf5") as new, h5py.File(sys.argv[2]) as old:
            for key in "input_ids", "token_type_ids":
                assert (new[key][:] == old[key][:]).all(), key
        """,
        arguments: [workshop.folder.path(""), name]
      )
    }
  }

  @Test func retypingInPlaceRefusesToLoseAnything() throws {
    let workshop = try workshop(
      """
      ids, types = rows(3, 8)
      with h5py.File("x.hdf5", "w") as file:
          file["input_ids"], file["token_type_ids"], file["doc_id"] = ids, types, ids
          file.attrs["names"], file.attrs["few"] = ["a", "b"], np.zeros(9000, "i1")
      """
    )
    defer { workshop.folder.remove() }
    let refused = try workshop.run("retype", "x.hdf5", "--in-place", "--rule", "all=prompt")
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(
      refused.errors.contains(
        #"in place, dataset "doc_id", attribute "few", attribute "names" would be lost"#
      ),
      "\(refused.errors)"
    )
    let written = try workshop.run("retype", "x.hdf5", "-o", "y.hdf5", "--rule", "all=prompt")
    #expect(written.status == 0)
    #expect(written.errors.contains(#"dataset "doc_id" is not in the output"#))
    // What needs more room than an attribute has is left out as well.
    for name in ["few", "names"] {
      #expect(written.errors.contains("attribute \"\(name)\" is not in the output"))
    }
  }

  /// With the latest format h5py puts more than eight attributes into a heap, which is not read.
  @Test func attributesOutsideTheHeaderAreNotLostSilently() throws {
    let workshop = try workshop(
      """
      ids, types = rows(3, 8)
      with h5py.File("x.hdf5", "w", libver="latest") as file:
          file["input_ids"], file["token_type_ids"] = ids, types
          for number in range(9): file.attrs[str(number)] = number
      """
    )
    defer { workshop.folder.remove() }
    let written = try workshop.run("retype", "x.hdf5", "-o", "y.hdf5", "--rule", "all=prompt")
    #expect(written.status == 0)
    #expect(written.errors.contains("a list of attributes outside the header is not in the output"))
    let refused = try workshop.run("retype", "x.hdf5", "--in-place", "--rule", "all=prompt")
    #expect(refused.status == 2)
  }

  /// What h5py wrote, h5py reads from the output.
  @Test func attributesOfH5pyAreCarriedOver() throws {
    let workshop = try workshop(
      """
      ids, types = rows(3, 8)
      for name, bounds in ("x.hdf5", "earliest"), ("y.hdf5", "latest"):
          with h5py.File(name, "w", libver=bounds) as file:
              file["input_ids"], file["token_type_ids"] = ids, types
              file.attrs["flag"], file.attrs["off"] = True, np.bool_(False)
              file.attrs["flags"], file.attrs["none"] = [True, False, True], np.zeros(0, "?")
              turned = h5py.enum_dtype({"TRUE": 1, "FALSE": 2}, basetype="u1")
              file.attrs["turned"] = np.array([1, 2, 2], turned)
              file.attrs["scales"], file.attrs["text"] = np.array([0.5, -1.5], ">f4"), "grün"
              file.attrs["numbers"] = np.arange(3, dtype="u2")
      """
    )
    defer { workshop.folder.remove() }
    for name in ["x.hdf5", "y.hdf5"] {
      for command in [["retype", name, "--rule", "all=prompt"], ["unpack", name]] {
        let outcome = try workshop.run(command + ["-o", "new.hdf5", "--overwrite"])
        #expect(outcome.status == 0)
        #expect(!outcome.errors.contains("is not in the output"), "\(outcome.errors)")
        _ = try ReferencePython.run(
          """
          import h5py, numpy as np, os, sys
          os.chdir(sys.argv[1])
          with h5py.File("new.hdf5") as file:
              attrs = file.attrs
              for name in "flag", "off", "flags", "none", "turned":
                  assert attrs[name].dtype == bool, (name, attrs[name])
              assert attrs["flag"] and not attrs["off"] and attrs["flag"].shape == ()
              assert attrs["flags"].tolist() == [True, False, True] and len(attrs["none"]) == 0
              assert attrs["turned"].tolist() == [True, False, False]
              assert attrs["scales"].tolist() == [0.5, -1.5]
              assert attrs["numbers"].tolist() == [0, 1, 2]
              assert attrs["text"].decode() == "grün"
          """,
          arguments: [workshop.folder.path("")]
        )
      }
    }
  }

  @Test func numbersBeyondAFloatAreAFinding() throws {
    let workshop = try workshop(
      """
      ids, types = rows(3, 8)
      with h5py.File("x.hdf5", "w") as file:
          file["input_ids"], file["token_type_ids"] = ids, types
          weights = np.ones((3, 8)); weights[1, 2] = 1e300
          file["loss_weight"] = weights
      """
    )
    defer { workshop.folder.remove() }
    let outcome = try workshop.run("validate", "x.hdf5")
    #expect(outcome.status == 1, "\(outcome.output)")
  }

  /// Whoever needs what cannot be read says so; the others read what they need.
  @Test func datasetsOfOddTypesLeaveTheRestReadable() throws {
    let workshop = try workshop(
      """
      ids, types = rows(3, 8)
      with h5py.File("x.hdf5", "w") as file:
          file["input_ids"], file["token_type_ids"] = ids, types
          file["loss_weight"] = np.ones((3, 8), np.longdouble)
          file["category_ids"] = np.array([["a"] * 8] * 3, "S")
      """
    )
    defer { workshop.folder.remove() }
    for command in ["stats", "inspect"] {
      let outcome = try workshop.run(command, "x.hdf5")
      #expect(outcome.status == 0 && outcome.errors == "", "\(command): \(outcome.errors)")
    }
    let categories = "category_ids: found strings, expected numbers\n"
    let weights = "loss_weight: found floats of 80 bits in 16 bytes, expected numbers\n"
    #expect(
      try workshop.run("stats", "x.hdf5", "--by", "category")
        == Outcome(status: 2, errors: "error: x.hdf5: " + categories)
    )
    #expect(
      try workshop.run("preview", "x.hdf5")
        == Outcome(status: 2, errors: "error: x.hdf5: " + weights)
    )
    for command in ["unpack", "retype"] {
      let outcome = try workshop.run(command, "x.hdf5", "-o", "y.hdf5", "--overwrite")
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("warning: dataset \"loss_weight\" is not in the output\n"))
      #expect(outcome.errors.contains("warning: dataset \"category_ids\" is not in the output\n"))
      #expect(try workshop.run("validate", "y.hdf5").status == 0)
    }
  }

  /// With one extent 0 the others are still counted with.
  @Test func hugeExtentsBesideNoneAreRefused() throws {
    let workshop = try workshop(
      """
      for name, shape in ("a", (0, 2**62)), ("b", (2**62, 0)), ("c", (0, 3, 2**62)):
          with h5py.File(name + ".hdf5", "w") as file:
              keys = ["data"] if name == "c" else ["input_ids", "token_type_ids"]
              for key in keys:
                  chunks = tuple(min(16, max(1, extent)) for extent in shape)
                  file.create_dataset(key, shape=shape, dtype="i4", chunks=chunks,
                                      maxshape=tuple(None for _ in shape))
      """
    )
    defer { workshop.folder.remove() }
    for name in ["a.hdf5", "b.hdf5", "c.hdf5"] {
      for command in [["stats", name], ["unpack", name, "-o", "o.hdf5"], ["validate", name]] {
        let outcome = try workshop.run(command)
        #expect([1, 2].contains(outcome.status), "\(command): \(outcome)")
      }
    }
  }
}
