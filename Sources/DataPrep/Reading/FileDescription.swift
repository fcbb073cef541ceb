import HDF5
import JSON

/// What the root attributes of a file say of how it was made; every part may be missing.
struct FileDescription: Sendable, Equatable {
  var formatVersion: Int?
  var toolVersion: String?
  var tokenizerName: String?
  var tokenizerDigest: String?
  var vocabularySize: Int?
  var endOfSequenceID: Int32?
  var beginningOfSequenceID: Int32?
  var paddingID: Int32?
  /// The ids that a token of type 3 can have.
  var separatorIDs: [Int32]?
  var packing: Packing?
  /// How articles were made to fit; nil also for `full`, where nothing has to.
  var overflow: OverflowPolicy?
  var packingBoundary: Boundary?
  var attentionBoundary: Boundary?
  var keepsPromptOnly: Bool?
  /// What the numbers of `loss_weight` are.
  var lossWeightKind: LossWeightKind?
  var seed: UInt64?
  /// Rows without a completion that were left out.
  var deletedRowCount: Int?
  /// Articles, each a row, that were not whole when they were cut out of other rows.
  var cutArticleCount: Int?
  /// The names of categories; an id is the index of its name.
  var categoryNames: [String]?
  /// The attributes that have a known name and a value which none can have, with what was found.
  var malformed: [(name: String, found: String)] { faults.map { ($0.name, $0.found) } }

  private var faults: [Fault] = []

  private struct Fault: Sendable, Equatable {
    let name: String
    let found: String
  }

  /// Describes a file of which nothing is known.
  init() {}

  /// Reads attributes; names that are not known are left alone.
  init(_ attributes: [Attribute]) {
    typealias Name = FileLayout.Attribute
    for attribute in attributes {
      let isRead =
        switch attribute.name {
        case Name.formatVersion: readCount(attribute, into: \.formatVersion, 1...Int64.max)
        // An id is an Int32, so that no vocabulary has more.
        case Name.vocabularySize: readCount(attribute, into: \.vocabularySize, 1...1 << 31)
        case Name.deletedRows: readCount(attribute, into: \.deletedRowCount)
        case Name.cutArticles: readCount(attribute, into: \.cutArticleCount)
        case Name.endOfSequenceID: readID(attribute, into: \.endOfSequenceID)
        case Name.beginningOfSequenceID: readID(attribute, into: \.beginningOfSequenceID)
        case Name.paddingID: readID(attribute, into: \.paddingID)
        case Name.toolVersion: readText(attribute, into: \.toolVersion)
        case Name.tokenizerName: readText(attribute, into: \.tokenizerName)
        case Name.tokenizerDigest: readText(attribute, into: \.tokenizerDigest)
        case Name.packing: readChoice(attribute, into: \.packing)
        case Name.overflow:
          attribute.value == .text("none") || readChoice(attribute, into: \.overflow)
        case Name.packingBoundary: readChoice(attribute, into: \.packingBoundary)
        case Name.attentionBoundary: readChoice(attribute, into: \.attentionBoundary)
        case Name.lossWeightKind: readChoice(attribute, into: \.lossWeightKind)
        case Name.separatorIDs: readSeparators(attribute)
        case Name.keepsPromptOnly: readFlag(attribute)
        case Name.seed: readSeed(attribute)
        case Name.categoryNames: readNames(attribute)
        default: true
        }
      if !isRead { faults.append(Fault(name: attribute.name, found: attribute.text)) }
    }
  }

  private mutating func readID(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Int32?>
  ) -> Bool {
    guard let value = attribute.value.one, value >= 0 else { return false }
    self[keyPath: path] = Int32(exactly: value)
    return self[keyPath: path] != nil
  }

  private mutating func readCount(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Int?>,
    _ possible: ClosedRange<Int64> = 0...Int64.max
  ) -> Bool {
    guard let value = attribute.value.one, possible.contains(value) else { return false }
    self[keyPath: path] = Int(exactly: value)
    return self[keyPath: path] != nil
  }

  private mutating func readText(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, String?>
  ) -> Bool {
    guard case .text(let text) = attribute.value else { return false }
    self[keyPath: path] = text
    return true
  }

  private mutating func readChoice<Choice: RawRepresentable<String>>(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Choice?>
  ) -> Bool {
    guard case .text(let text) = attribute.value else { return false }
    self[keyPath: path] = Choice(rawValue: text)
    return self[keyPath: path] != nil
  }

  private mutating func readSeparators(_ attribute: Attribute) -> Bool {
    let values: [Int64]
    switch attribute.value {
    case .integers(let list): values = list
    case .integer(let value): values = [value]
    // What h5py makes of an empty list without a type.
    case .doubles(let list) where list.isEmpty: values = []
    default: return false
    }
    let ids = values.compactMap { Int32(exactly: $0) }
    guard ids.count == values.count, ids.allSatisfy({ $0 >= 0 }) else { return false }
    separatorIDs = ids
    return true
  }

  private mutating func readFlag(_ attribute: Attribute) -> Bool {
    if case .boolean(let value) = attribute.value {
      keepsPromptOnly = value
      return true
    }
    guard let value = attribute.value.one, value == 0 || value == 1 else { return false }
    keepsPromptOnly = value == 1
    return true
  }

  private mutating func readNames(_ attribute: Attribute) -> Bool {
    guard case .text(let text) = attribute.value,
      let list = try? JSONParser().parse(copying: text).value.array
    else { return false }
    let names = list.compactMap(\.string)
    guard names.count == list.count else { return false }
    categoryNames = names
    return true
  }

  private mutating func readSeed(_ attribute: Attribute) -> Bool {
    guard let value = attribute.value.one else { return false }
    seed = UInt64(bitPattern: value)
    return true
  }
}

extension AttributeValue {
  /// One whole number, be it in a list: h5py makes a list of `numpy.array([5])`.
  fileprivate var one: Int64? {
    switch self {
    case .integer(let number): number
    case .integers(let numbers): numbers.count == 1 ? numbers.first : nil
    default: nil
    }
  }
}
