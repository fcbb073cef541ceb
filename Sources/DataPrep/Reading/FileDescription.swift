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
        case Name.formatVersion: readSize(attribute, into: \.formatVersion)
        case Name.vocabularySize: readSize(attribute, into: \.vocabularySize)
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

  private mutating func read<Number: FixedWidthInteger>(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Number?>
  ) -> Bool {
    guard case .integer(let value) = attribute.value else { return false }
    self[keyPath: path] = Number(exactly: value)
    return self[keyPath: path] != nil
  }

  private mutating func readID(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Int32?>
  ) -> Bool {
    guard case .integer(let value) = attribute.value, value >= 0 else { return false }
    return read(attribute, into: path)
  }

  private mutating func readSize(
    _ attribute: Attribute,
    into path: WritableKeyPath<Self, Int?>
  ) -> Bool {
    guard case .integer(let value) = attribute.value, value > 0 else { return false }
    return read(attribute, into: path)
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
    switch attribute.value {
    case .integers(let values):
      let ids = values.compactMap { Int32(exactly: $0) }
      guard ids.count == values.count else { return false }
      separatorIDs = ids
      return true
    case .integer(let value):
      guard let id = Int32(exactly: value) else { return false }
      separatorIDs = [id]
      return true
    default: return false
    }
  }

  private mutating func readFlag(_ attribute: Attribute) -> Bool {
    guard case .integer(let value) = attribute.value, value == 0 || value == 1 else { return false }
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
    guard case .integer(let value) = attribute.value else { return false }
    seed = UInt64(bitPattern: value)
    return true
  }
}
