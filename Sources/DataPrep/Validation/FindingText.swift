// Every sentence of a validation stands in this file, one per code.

extension FindingCode {
  /// The sentence of a finding.
  ///
  /// - Parameters:
  ///   - found: What was found, in words that stand in the sentence.
  ///   - expected: What was expected, likewise.
  /// - Returns: The sentence, without a full stop.
  func sentence(found: String, expected: String) -> String {
    switch self {
    case .fileUnreadable: "the file cannot be read: \(found)"
    case .notHDF5: "the file is no HDF5 file"
    case .fileTruncated: "the file is cut off: \(found)"
    case .newerFormat: "the file's format is newer than this library reads: \(found)"
    case .fileDamaged: found.contains("is damaged") ? found : "the file is damaged: \(found)"
    case .memoryLimit: "the file took more than \(expected) of memory and was given up"
    case .timeLimit: "the file took more processor time than \(expected) and was given up"
    case .readerDied: "the process that read the file ended early: \(found)"
    case .datasetMissing: "the dataset \(found) is missing"
    case .typesMissing:
      "there is no token_type_ids: every token is trained, prompts and padding too"
    case .linkRefused, .layoutRefused, .filterRefused, .wrongRank, .wrongType, .oversized,
      .outsideFile,
      .chunkDamaged, .numberTooLarge:
      found
    case .unusualType: "\(found), int32 is usual"
    case .shapesUnequal: found
    case .chunksMissing: "\(found) chunks were never written: their numbers read as \(expected)"
    case .noRows: "the file has \(found)"
    case .negativeID: "the id \(found) is negative"
    case .idBeyondVocabulary: "the id \(found) is not below the vocabulary's size, \(expected)"
    case .doubleBOS: "two tokens \(found), which begin a text, stand side by side"
    case .unknownType: "the type \(found) is none of 0 to 3"
    case .rowUntrained: "no token of the row is trained\(found)"
    case .nothingTrained: "no token of the file is trained\(found)"
    case .rowAllPadding: "the row is all padding"
    case .paddingNotSuffix: "padding stands before the end of \(found)"
    case .paddingBetweenArticles: "padding stands between two articles"
    case .paddingIDVaries: "the id under padding is \(found), elsewhere it is \(expected)"
    case .separatorUnknown: "the separator has the id \(found), expected \(expected)"
    case .articleUnterminated: "the article ends without a separator\(found)"
    case .lastArticleCut: "the last article of the file has no end"
    case .startsMidArticle: "the row starts inside an article: \(found)"
    case .completionWithoutPrompt:
      "the article has no prompt; \(found) of the file's \(expected) articles have one"
    case .categoryUnexpected: "the category id is \(found), expected \(expected)"
    case .lossWeightInvalid: "the loss weight is \(found), expected 0 or more"
    case .maskInvalid: "the loss mask is \(found), expected 0 or 1"
    case .labelsNotShifted: "the label is \(found), the id that follows is \(expected)"
    case .duplicateRow: "the row is the same as \(found)"
    case .sharedRow: "the row is the same as \(found)"
    case .sharedArticle: "the article is the same as one of \(found)"
    case .comparisonSampled: "the \(found) are too many to compare all: one of \(expected) was"
    case .attributeMalformed: "the attribute \(found) has a value that is not understood"
    case .attributeDisagrees: found
    case .tokenizerDisagrees: "the file was made with another tokenizer: \(found)"
    case .widthsUnequal: "the rows have \(found) tokens, those of \(expected)"
    case .shardSizesUnequal: "the shards of \(found) differ in rows: \(expected)"
    case .shardMissing: "\(found) is missing"
    case .manifestUnreadable: "manifest.json cannot be used: \(found)"
    case .manifestDisagrees: "manifest.json says \(expected), found \(found)"
    case .metadataUnreadable: "metadata.yaml cannot be used: \(found)"
    case .metadataDisagrees: "metadata.yaml says \(expected), found \(found)"
    case .digestDisagrees: "the SHA-256 is \(found), \(expected)"
    case .everythingTrained: "every token is trained: the training does not use token types"
    case .typesUnused:
      "the file has token types, but the training does not use them: every token is trained"
    case .typesWanted: "the training uses token types, and the file has none"
    case .trainedByWeight:
      "completions and separators are trained, prompts with \(found)"
    case .batchTooLarge: "a batch of \(expected) rows is larger than the file, which has \(found)"
    case .tooManyWorkers: "\(expected) workers need as many training files, found \(found)"
    case .sequenceLengthDiffers: "the rows have \(found) tokens, the training wants \(expected)"
    case .vocabularyTooSmall:
      "the model's vocabulary of \(expected) is smaller than the data's, \(found)"
    case .noEvaluationFiles: "evaluation is wanted, and there are no dev files"
    }
  }

  /// What can be done, if there is something.
  var hint: String? {
    switch self {
    case .newerFormat: "write it again with h5py's libver='earliest', or with h5repack --high=V18"
    case .notHDF5, .fileTruncated, .fileDamaged, .outsideFile, .chunkDamaged, .chunksMissing:
      "copy or write the file again"
    case .linkRefused, .layoutRefused: "copy the data into the file with h5repack"
    case .filterRefused: "write it with gzip, which every HDF5 reads: h5repack -f GZIP=1"
    case .typesMissing, .typesWanted: "dataprep retype adds token_type_ids"
    case .wrongType, .unusualType: "write ids and types as int32, weights as float32"
    case .idBeyondVocabulary:
      "check that the tokenizer or --vocab-size is the one that made the ids"
    case .doubleBOS: "the text may hold the token that the tokenizer adds itself"
    case .unknownType: "0 is prompt, 1 completion, 2 padding, 3 separator"
    case .rowUntrained, .nothingTrained:
      "such rows give no loss, or a mean over nothing; leave them out, or raise the weight"
    case .paddingNotSuffix: "padding belongs behind the last token of a row"
    case .paddingIDVaries: "type 2 may hide tokens that were meant to be trained"
    case .articleUnterminated: "an answer may have been cut: --overflow truncate-prompt keeps them"
    case .sharedRow, .sharedArticle: "what is trained on should not be evaluated on"
    case .tokenizerDisagrees: "give the tokenizer that made the file"
    case .labelsNotShifted: "labels[t] is ids[t + 1] in this format"
    case .manifestDisagrees, .metadataDisagrees, .digestDisagrees:
      "a file was changed or exchanged after the run that made the folder"
    case .typesUnused: "add --use-token-type-ids if prompts should not be trained"
    case .batchTooLarge: "make the batch smaller, or the files fewer and larger"
    case .noEvaluationFiles: "convert records that are held back, and give those files with --eval"
    default: nil
    }
  }
}
