// The choices of a plan, each spelled on the command line and in files as its raw value.

/// How articles are placed in rows.
public enum Packing: String, Sendable, CaseIterable {
  /// One article a row.
  case single
  /// Articles in order; a row closes at the first article that does not fit.
  case greedy
  /// A continuous stream of tokens, cut at every full row.
  case full
  /// Whole articles, the longest first, each where it leaves the least room.
  case bestFit = "best-fit"
}

/// What happens to an article that is longer than a row.
public enum OverflowPolicy: String, Sendable, CaseIterable {
  /// The whole article is left out.
  case drop
  /// Tokens are removed from its start.
  case truncateLeft = "truncate-left"
  /// Tokens are removed from its end, the closing EOS first.
  case truncateRight = "truncate-right"
  /// Prompt tokens are removed, oldest first; completions stay whole.
  case truncatePrompt = "truncate-prompt"
  /// The oldest turns of a chat are left out and it is rendered again, until it fits; what is no
  /// rendered chat is treated as by `truncatePrompt`.
  case dropTurns = "drop-turns"
  /// A chat becomes several, each of as many turns as fit behind its system message; what is no
  /// rendered chat is treated as by `truncatePrompt`.
  case split
}

/// The unit of packing, or of attention.
public enum Boundary: String, Sendable, CaseIterable {
  /// The whole record: a conversation stays together.
  case record
  /// Each prompt/completion pair.
  case pair
}

/// The shape of a record.
public enum RecordSchema: String, Sendable, CaseIterable {
  /// Recognised for each record.
  case auto
  /// `{"prompt": …, "completion": …}`
  case pair
  /// A list of pairs.
  case turns
  /// `{"messages": [{"role": …, "content": …}]}`, or the list alone.
  case messages
  /// `{"prompt": [{"role": …, "content": …}], "completion": [{"role": …, "content": …}]}`
  case chatPair = "chat-pair"
  /// `{"conversations": [{"from": …, "value": …}]}`
  case sharegpt
  /// `{"instruction": …, "input": …, "output": …}`
  case alpaca
  /// `{"text": …}`, or a line of a `.txt` file.
  case text
}

/// How a prompt and its completion are joined.
public enum SpaceSeparator: String, Sendable {
  /// Spaces at the seam are removed and exactly one stands before the completion.
  case oneSpace = "one-space"
  /// The texts stand as they are.
  case none
}

/// What happens to pairs and rows in which nothing is trained.
public enum PromptOnlyPolicy: String, Sendable {
  /// They are left out and counted.
  case drop
  /// They are kept.
  case keep
}

/// What happens to a record that cannot be read.
public enum ErrorPolicy: String, Sendable, CaseIterable {
  /// The run stops at the first one and writes nothing.
  case fail
  /// It is counted and left out.
  case skip
  /// It is counted, and its raw line goes to a file of its own.
  case quarantine
}

/// How the datasets are compressed; every choice can be read by any HDF5.
public enum Compression: Sendable, Equatable {
  /// DEFLATE at the speed of the tokenizer.
  case fast
  /// DEFLATE at a level from 1 to 12; smaller and slower.
  case gzip(Int)
  /// No compression.
  case none

  /// The spelling on the command line: `fast`, `gzip:6`, `none`.
  public var name: String {
    switch self {
    case .fast: "fast"
    case .gzip(let level): "gzip:\(level)"
    case .none: "none"
    }
  }

  /// Reads the spelling of the command line; `nil` for anything else, levels outside 1…12 included.
  public init?(name: String) {
    switch name {
    case "fast": self = .fast
    case "none": self = .none
    default:
      let parts = name.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "gzip", let level = Int(parts[1]),
        (1...12).contains(level)
      else { return nil }
      self = .gzip(level)
    }
  }
}

/// Whether the shuffle filter stands before compression.
public enum ShuffleFilterUse: String, Sendable {
  /// Bytes of equal significance stand together: smaller and faster.
  case on
  /// Compression alone, for readers that insist on it.
  case off
}

/// Whether an existing output may be replaced.
public enum OverwritePolicy: String, Sendable {
  /// An existing output stops the run before it starts.
  case refuse
  /// An existing file is replaced; in a folder, what an earlier run's manifest names.
  case replace
}

/// Whether free space is checked before a run.
public enum FreeSpacePolicy: String, Sendable {
  /// A run whose output may not fit does not start.
  case check
  /// It starts all the same.
  case ignore
}

/// Whether `loss_weight` is written.
public enum LossWeightPolicy: String, Sendable {
  /// Where some message sets a weight other than 1.
  case automatic
  /// Always.
  case always
}

/// Which records a chat template is applied to, and which template.
public enum ChatTemplateChoice: Sendable, Equatable {
  /// The tokenizer's template, for messages and sharegpt records.
  case automatic
  /// No template; messages and sharegpt records cannot be read.
  case none
  /// The tokenizer's template, for every record.
  case tokenizer
  /// The template in this file, for every record.
  case file(String)

  /// The spelling on the command line.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .none: "none"
    case .tokenizer: "tokenizer"
    case .file(let path): path
    }
  }

  /// Reads the spelling of the command line; what is no other choice is a file.
  public init(name: String) {
    switch name {
    case "auto": self = .automatic
    case "none": self = .none
    case "tokenizer": self = .tokenizer
    default: self = .file(name)
    }
  }
}

/// Whether a chat becomes one example or several.
public enum TurnPolicy: String, Sendable, CaseIterable {
  /// A chat is one example.
  case keep
  /// Each assistant turn is an example, with what was before it as its prompt.
  case split
}

/// What becomes of the text of a special token in a record's content.
public enum SpecialTokensInContent: String, Sendable, CaseIterable {
  /// It is plain text.
  case text
  /// It is the token.
  case allow
}
