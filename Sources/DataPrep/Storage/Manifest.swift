import JSON

/// `manifest.json` of an output folder: what the run was asked to do, and every file it made.
///
/// It is written last: a folder with a manifest is complete. `--overwrite` removes what it names.
struct Manifest {
  let plan: PreparationPlan
  let tokenizerName: String
  let tokenizerDigest: String
  let report: PreparationReport
  /// Paths of all files of the run, relative to the folder; the manifest is not among them.
  let otherFiles: [String]

  /// The file's content.
  var bytes: [UInt8] {
    var text = JSONSerializer(ensureASCII: false, indent: "  ").string(value)
    text += "\n"
    return Array(text.utf8)
  }

  private var value: JSONValue {
    var root = JSONObject()
    root["format_version"] = .integer(Int(FileLayout.formatVersion))
    root["dataprep_version"] = .string(ToolVersion.current)
    root["settings"] = .object(settings)
    root["tokenizer"] = .object(
      ["name": .string(tokenizerName), "sha256": .string(tokenizerDigest)])
    root["chat_templates"] = .array(report.chatTemplates.map { .object(Self.object(for: $0)) })
    root["records"] = .object(records)
    root["tokens"] = .object(tokens)
    root["rows"] = .integer(report.rowCount)
    root["files"] = .array(report.files.map { .object(Self.object(for: $0)) })
    root["other_files"] = .array(otherFiles.map { .string($0) })
    return .object(root)
  }

  private var records: JSONObject {
    var object = JSONObject()
    object["read"] = .integer(report.records.read)
    object["written"] = .integer(report.records.written)
    object["truncated"] = .integer(report.records.truncated)
    object["dropped"] = .integer(report.records.dropped)
    object["quarantined"] = .integer(report.records.quarantined)
    return object
  }

  private var tokens: JSONObject {
    var object = JSONObject()
    object["prompt"] = .integer(report.tokens.prompt)
    object["completion"] = .integer(report.tokens.completion)
    object["separator"] = .integer(report.tokens.separator)
    object["padding"] = .integer(report.tokens.padding)
    object["dropped"] = .integer(report.tokens.dropped)
    return object
  }

  private static func object(for template: PreparationReport.ChatTemplateUse) -> JSONObject {
    [
      "name": .string(template.name), "sha256": .string(template.sha256),
      "date": template.date.map { .string($0) } ?? .null,
    ]
  }

  private static func object(for file: PreparationReport.File) -> JSONObject {
    var object = JSONObject()
    object["path"] = .string(FileSystem.name(of: file.path))
    object["rows"] = .integer(file.rowCount)
    object["bytes"] = .integer(file.byteCount)
    object["sha256"] = .string(file.sha256)
    return object
  }

  /// Settings under the names of the command line; those that do not change the output are left out.
  private var settings: JSONObject {
    var object = JSONObject()
    object["max_seq_length"] = .integer(plan.maximumSequenceLength)
    object["packing"] = .string(plan.packing.rawValue)
    object["overflow"] = plan.packing == .full ? .null : .string(plan.overflow.rawValue)
    object["packing_boundary"] = .string(plan.packingBoundary.rawValue)
    object["attention_boundary"] = .string(plan.attentionBoundary.rawValue)
    object["packing_window"] = plan.packingWindow.map { .integer($0) } ?? .null
    object["schema"] = .string(plan.schema.rawValue)
    object["prompt_key"] = .string(plan.fieldNames.prompt)
    object["completion_key"] = .string(plan.fieldNames.completion)
    object["prompt_prefix"] = .string(plan.promptPrefix)
    object["prompt_suffix"] = .string(plan.promptSuffix)
    object["space_separator"] = .string(plan.spaceSeparator.rawValue)
    object["keep_prompt_only"] = .boolean(plan.promptOnly == .keep)
    object["categories"] =
      plan.categoriesFile.map { .string(FileSystem.name(of: $0)) } ?? .null
    object["special_tokens_dict"] =
      plan.specialTokens.dictionaryJSON.map { .string($0) } ?? .null
    object["chat_template"] = .string(plan.chatTemplate.name)
    object["chat_template_name"] = plan.chatTemplateName.map { .string($0) } ?? .null
    object["train_on"] = .string(plan.trainedText.rawValue)
    object["turns"] = .string(plan.turns.rawValue)
    object["special_tokens_in_content"] =
      plan.specialTokensInContent.map { .string($0.rawValue) } ?? .null
    object["add_bos"] = .boolean(plan.addsBeginningOfSequence)
    object["on_error"] = .string(plan.onError.rawValue)
    object["max_record_bytes"] = .integer(plan.maximumRecordByteCount)
    object["compression"] = .string(plan.compression.name)
    object["shuffle_filter"] = .string(plan.shuffleFilter.rawValue)
    object["seed"] = .string(String(plan.seed))
    return object
  }

  /// The content of ``FileLayout/unfinishedMark``: a manifest that only names files, by their paths
  /// in the folder.
  static func mark(naming names: [String]) -> [UInt8] {
    var root = JSONObject()
    root["format_version"] = .integer(Int(FileLayout.formatVersion))
    root["files"] = .array([])
    root["other_files"] = .array(names.map { .string($0) })
    return Array((JSONSerializer(ensureASCII: false).string(.object(root)) + "\n").utf8)
  }

  /// The paths of the files that a folder's manifest names, itself included; names that would lead
  /// out of the folder are left out.
  ///
  /// - Throws: ``DataPrepError`` with code `foreignOutput` where it is not a manifest of a run.
  static func filePaths(
    inFolder folder: String,
    named name: String = FileLayout.manifest
  ) throws(DataPrepError) -> [String] {
    let path = "\(folder)/\(name)"
    let bytes = try FileBytes.read(path, .found)
    guard let value = try? JSONParser().parse(copying: bytes).value,
      value["format_version"] != nil, let files = value["files"]?.array
    else { throw DataPrepError(.foreignOutput, folder) }
    let names = files.compactMap { $0["path"]?.string }
    let others = (value["other_files"]?.array ?? []).compactMap(\.string)
    return (names + others).filter(isInside).map { "\(folder)/\($0)" } + [path]
  }

  private static func isInside(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !parts.contains("..") && !parts.contains("") && !parts.contains(".")
  }
}

extension JSONValue {
  fileprivate static func integer(_ number: Int) -> JSONValue { .number(.integer(Int64(number))) }
}
