/// The members of an object in order, as Python's dict has them: a key that comes again replaces
/// the value at its first place.
package struct JSONObject: Sendable {
  /// The keys in order, each once.
  package private(set) var keys: [String] = []
  /// The values in the order of `keys`.
  package private(set) var values: [JSONValue] = []
  /// The place of each key; empty while there are so few that a search is as fast.
  private var places: [ExactKey: Int] = [:]

  private static let searchedCount = 8

  package init() {}

  /// The number of members.
  package var count: Int { keys.count }

  /// The value of `key`, or nil if there is none.
  ///
  /// Setting nil removes the member, at a cost that grows with `count`.
  package subscript(key: String) -> JSONValue? {
    get { place(of: key).map { values[$0] } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): values[place] = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
    if count > Self.searchedCount { places.reserveCapacity(count) }
  }

  private func place(of key: String) -> Int? {
    if places.isEmpty { return keys.firstIndex { $0.hasSameCodePoints(as: key) } }
    return places[ExactKey(text: key)]
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    keys.append(key)
    values.append(value)
    if !places.isEmpty {
      places[ExactKey(text: key)] = keys.count - 1
    } else if keys.count > Self.searchedCount {
      findPlaces()
    }
  }

  private mutating func remove(at place: Int) {
    keys.remove(at: place)
    values.remove(at: place)
    if !places.isEmpty { findPlaces() }
  }

  private mutating func findPlaces() {
    places.removeAll(keepingCapacity: true)
    for (place, key) in keys.enumerated() { places[ExactKey(text: key)] = place }
  }
}

extension JSONObject: Sequence {
  package func makeIterator() -> Zip2Sequence<[String], [JSONValue]>.Iterator {
    zip(keys, values).makeIterator()
  }
}

extension JSONObject: Equatable {
  /// Whether both have the same keys with the same values, in whatever order.
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    JSONValue.object(left) == .object(right)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object of members in order; of equal keys the last counts.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }
}

/// A key by its code points; a String's own equality would also take canonical equivalents as one.
private struct ExactKey: Hashable {
  let text: String

  static func == (left: ExactKey, right: ExactKey) -> Bool {
    left.text.hasSameCodePoints(as: right.text)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    // Safe: the bytes are used only within the closure.
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
