/// Writes a normalized text: what is stable as it stands, and the stretches between anew.
struct NormalizationWriter {
  private struct Item {
    var scalar: UInt32
    var combiningClass: UInt8
    var change: Int32
  }

  private let form: NormalizationForm
  private let decompositions: ScalarMappings
  private let old: NormalizedText
  private var bytes: [UInt8] = []
  private var alignments: [Range<Int>] = []
  private var copied = 0

  // Reused from one stretch to the next.
  private var items: [Item] = []
  private var changes: [ScalarChange] = []

  /// Begins an empty text; `old` must have its alignments stored if it tracks them.
  init(form: NormalizationForm, old: NormalizedText) {
    self.form = form
    self.old = old
    decompositions = form.decompositions
    bytes.reserveCapacity(old.bytes.count)
  }

  /// Copies what lies before `range` and writes `range` normalized.
  mutating func normalize(_ range: Range<Int>) {
    copy(upTo: range.lowerBound)
    decompose(range)
    sortMarks()
    if form.composes {
      compose()
    } else {
      changes = items.map { ScalarChange(scalar: $0.scalar, change: $0.change) }
    }
    old.write(changes, readingFrom: range.lowerBound, to: &bytes, &alignments)
    copied = range.upperBound
  }

  /// Copies the rest and puts the new text in the place of the old one.
  mutating func finish(into text: inout NormalizedText) {
    copy(upTo: old.bytes.count)
    text.bytes = bytes
    if text.tracksAlignments { text.alignments = alignments }
  }

  private mutating func copy(upTo end: Int) {
    bytes += old.bytes[copied..<end]
    if let oldAlignments = old.alignments { alignments += oldAlignments[copied..<end] }
  }

  private mutating func decompose(_ range: Range<Int>) {
    items.removeAll(keepingCapacity: true)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let (scalar, width) = old.bytes.scalar(at: offset)
      offset += width
      if let targets = decompositions[scalar] {
        var change: Int32 = 0
        for target in targets {
          append(target, change: change)
          change = 1
        }
      } else if HangulSyllables.contains(scalar) {
        let jamo = HangulSyllables.jamo(of: scalar)
        append(jamo.lead, change: 0)
        append(jamo.vowel, change: 1)
        if let tail = jamo.tail { append(tail, change: 1) }
      } else {
        append(scalar, change: 0)
      }
    }
  }

  private mutating func append(_ scalar: UInt32, change: Int32) {
    let combiningClass = NormalizationForm.combiningClasses[scalar]
    items.append(Item(scalar: scalar, combiningClass: combiningClass, change: change))
  }

  /// Sorts every run of marks by class, keeping the order within a class.
  private mutating func sortMarks() {
    var start = 0
    while start < items.count {
      guard items[start].combiningClass > 0 else {
        start += 1
        continue
      }
      var end = start + 1
      var isSorted = true
      while end < items.count, items[end].combiningClass > 0 {
        isSorted = isSorted && items[end - 1].combiningClass <= items[end].combiningClass
        end += 1
      }
      if !isSorted { sort(start..<end) }
      start = end
    }
  }

  /// A counting sort, so that a text of marks only takes no longer than any other.
  private mutating func sort(_ range: Range<Int>) {
    if range.count == 2 {
      items.swapAt(range.lowerBound, range.lowerBound + 1)
      return
    }
    var starts = [Int](repeating: 0, count: 257)
    for item in items[range] { starts[Int(item.combiningClass) + 1] += 1 }
    for index in 1..<257 { starts[index] += starts[index - 1] }
    let unsorted = Array(items[range])
    for item in unsorted {
      items[range.lowerBound + starts[Int(item.combiningClass)]] = item
      starts[Int(item.combiningClass)] += 1
    }
  }

  private mutating func compose() {
    changes.removeAll(keepingCapacity: true)
    var starter: Int?
    // The class of the last mark that stayed between the starter and here.
    var lastClass: UInt8?
    for item in items {
      if let starter, lastClass.map({ $0 < item.combiningClass }) ?? true,
        let composed = NormalizationForm.compositions.composition(
          of: changes[starter].scalar,
          item.scalar
        )
      {
        changes[starter].scalar = composed
        changes[starter].change += item.change - 1
        continue
      }
      if item.combiningClass == 0 {
        starter = changes.count
        lastClass = nil
      } else if starter != nil {
        lastClass = item.combiningClass
      }
      changes.append(ScalarChange(scalar: item.scalar, change: item.change))
    }
  }
}
