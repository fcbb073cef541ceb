import Yams

extension SetJudgement {
  /// `metadata.yaml`, whose keys are those of generative_data_prep, says what the files are.
  func checkMetadata(in folder: String) {
    let path = "\(folder)/metadata.yaml"
    guard FileSystem.exists(path) else { return }
    guard let count = try? FileSystem.byteCount(path), count <= 1 << 16,
      let bytes = try? FileBytes.read(path, .found),
      let text = String(validating: bytes, as: UTF8.self),
      YAMLReferences.fault(in: text) == nil,
      let metadata = (try? Yams.compose(yaml: text))?.mapping
    else {
      add(.metadataUnreadable, .warning, in: path, found: "it is no YAML of keys and values")
      return
    }
    let all = members.filter { $0.file.path.hasPrefix(folder + "/") }
    for (key, found) in facts(of: all) {
      guard let node = metadata[Node(key)], let expected = node.int, expected != found else {
        continue
      }
      add(
        .metadataDisagrees,
        .error,
        in: path,
        found: "\(found)",
        expected: "\(key) is \(expected)"
      )
    }
    if metadata["token_type_ids"]?.bool == true, let member = all.first(where: \.lacksTypes) {
      add(
        .metadataDisagrees,
        .error,
        in: path,
        found: "none in \(member.file.path)",
        expected: "token_type_ids is true"
      )
    }
  }

  /// The numbers that the keys of the metadata stand for, as far as all files could be read.
  private func facts(of members: [Member]) -> [(key: String, found: Int)] {
    var facts: [(String, Int)] = []
    for (split, word) in [(TrainingSet.Split.train, "training"), (.dev, "dev")] {
      let files = members.filter { $0.file.split == split }
      facts.append(("number_of_\(word)_files", files.count))
      let rowCounts = files.compactMap { $0.content?.rowCount }
      guard rowCounts.count == files.count, let least = rowCounts.min() else { continue }
      facts.append(("max_batch_size_\(split.name)", least))
      facts.append(("\(split.name)_sequences", rowCounts.reduce(0, +)))
    }
    let widths = Set(members.compactMap { $0.content?.width })
    if widths.count == 1, let width = widths.first { facts.append(("max_seq_length", width)) }
    let sizes = Set(members.compactMap { $0.content?.vocabularySize })
    if sizes.count == 1, let size = sizes.first { facts.append(("vocab_size", size)) }
    return facts
  }
}
