/// The one place that knows how an output file is laid out: names, shapes, attributes.
///
/// `DataPrep.docc/FileLayout.md` documents it for readers; a test compares the two.
enum FileLayout {
  /// Token ids, Int32 `[rows, maximumSequenceLength]`.
  static let tokenIDs = "input_ids"
  /// Token types, Int32, the shape of ``tokenIDs``; values are those of ``TokenType``.
  static let tokenTypes = "token_type_ids"
  /// Category ids, Int32, the shape of ``tokenIDs``; −1 without a category and under padding.
  static let categoryIDs = "category_ids"
  /// Factors of the loss, Float32, the shape of ``tokenIDs``, each for the token as a label.
  static let lossWeights = "loss_weight"
  /// The datasets that can stand beside ``tokenIDs``: types, category ids, loss weights.
  static let optionalDatasets = [tokenTypes, categoryIDs, lossWeights]
  /// The one dataset of a Cerebras file, `[rows, 3, width]`: ids, loss mask, labels.
  static let cerebrasData = "data"

  /// The version of this layout; a reader that knows it can trust the attributes.
  static let formatVersion: Int64 = 1

  /// Names of the root attributes.
  enum Attribute {
    static let formatVersion = "format_version"
    static let toolVersion = "dataprep_version"
    static let tokenizerName = "tokenizer_name"
    static let tokenizerDigest = "tokenizer_sha256"
    static let endOfSequenceID = "eos_token_id"
    static let beginningOfSequenceID = "bos_token_id"
    static let paddingID = "pad_token_id"
    static let separatorIDs = "separator_ids"
    static let vocabularySize = "vocab_size"
    static let packing = "packing"
    static let overflow = "overflow"
    static let packingBoundary = "packing_boundary"
    static let attentionBoundary = "attention_boundary"
    static let keepsPromptOnly = "keep_prompt_only"
    static let deletedRows = "deleted_rows"
    /// On a file that was unpacked: its articles that are not whole, or may not be.
    static let cutArticles = "cut_articles"
    static let seed = "seed"
    /// On a file with ``FileLayout/lossWeights``: `factor` or `effective`.
    static let lossWeightKind = "loss_weight_kind"
    static let chatTemplateDigest = "chat_template_sha256"
    static let chatTemplateDate = "chat_template_date"
    /// On a file with ``FileLayout/categoryIDs``: the list of their names, as JSON.
    static let categoryNames = "category_names"
  }

  /// The value of ``Attribute/lossWeightKind``: each value multiplies the weight of its token's type.
  static let factorKind = "factor"

  /// Names in an output folder.
  static let manifest = "manifest.json"
  static let tokenizerFolder = "tokenizer"
  /// In the tokenizer's folder.
  static let chatTemplate = "chat_template.jinja"
  static let quarantine = "quarantine.jsonl"
  /// Names what a run is about to put into the folder, for as long as its manifest is not there.
  static let unfinishedMark = ".unfinished.json"

  /// The name of a training shard.
  static func trainingShard(_ number: Int, of count: Int) -> String {
    "train_\(number)_of_\(count).hdf5"
  }

  /// Rows in a chunk: 64 KiB of Int32, and at least one row.
  static func rowsPerChunk(width: Int) -> Int {
    max(1, 16384 / width)
  }
}
