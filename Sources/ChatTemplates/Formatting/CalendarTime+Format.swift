extension CalendarTime {
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// The time as Python's `strftime` writes it in the C locale, without a zone; what it does not know
  /// stays as it is.
  func formatted(_ format: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < format.count {
      guard format[index] == UInt8(ascii: "%"), index + 1 < format.count else {
        result.append(format[index])
        index += 1
        continue
      }
      var flag: UInt8?
      var place = index + 1
      if "-_0^#".utf8.contains(format[place]), place + 1 < format.count {
        flag = format[place]
        place += 1
      }
      if let text = text(of: format[place], flag) {
        result += text.utf8
      } else {
        result += format[index...place]
      }
      index = place + 1
    }
    return result
  }

  private func text(of directive: UInt8, _ flag: UInt8?) -> String? {
    let text: String
    switch Unicode.Scalar(directive) {
    case "a": text = String(Self.weekdays[weekday].prefix(3))
    case "A": text = Self.weekdays[weekday]
    case "b", "h": text = String(Self.months[month - 1].prefix(3))
    case "B": text = Self.months[month - 1]
    case "c": text = combined("%a %b %e %H:%M:%S %Y")
    case "C": text = number(year / 100, 2, flag)
    case "d": text = number(day, 2, flag)
    case "D", "x": text = combined("%m/%d/%y")
    case "e": text = number(day, 2, flag ?? UInt8(ascii: "_"))
    case "f": text = "000000"
    case "F": text = combined("%Y-%m-%d")
    case "g": text = number(week.year % 100, 2, flag)
    case "G": text = String(week.year)
    case "H": text = number(hour, 2, flag)
    case "I": text = number((hour + 11) % 12 + 1, 2, flag)
    case "j": text = number(dayOfYear, 3, flag)
    case "k": text = number(hour, 2, flag ?? UInt8(ascii: "_"))
    case "l": text = number((hour + 11) % 12 + 1, 2, flag ?? UInt8(ascii: "_"))
    case "m": text = number(month, 2, flag)
    case "M": text = number(minute, 2, flag)
    case "n": text = "\n"
    case "p": text = hour < 12 ? "AM" : "PM"
    case "P": text = hour < 12 ? "am" : "pm"
    case "r": text = combined("%I:%M:%S %p")
    case "R": text = combined("%H:%M")
    case "S": text = number(second, 2, flag)
    case "t": text = "\t"
    case "T", "X": text = combined("%H:%M:%S")
    case "u": text = String(weekday + 1)
    case "U": text = number((dayOfYear + 6 - (weekday + 1) % 7) / 7, 2, flag)
    case "V": text = number(week.number, 2, flag)
    case "w": text = String((weekday + 1) % 7)
    case "W": text = number((dayOfYear + 6 - weekday) / 7, 2, flag)
    case "y": text = number(year % 100, 2, flag)
    case "Y": text = String(year)
    case "z", "Z": text = ""
    case "%": text = "%"
    default: return nil
    }
    return flag == UInt8(ascii: "^") ? text.uppercased() : text
  }

  private func combined(_ format: String) -> String {
    String(decoding: formatted(Array(format.utf8)), as: UTF8.self)
  }

  private func number(_ value: Int, _ width: Int, _ flag: UInt8?) -> String {
    let digits = String(value)
    guard flag != UInt8(ascii: "-") else { return digits }
    let fill = flag == UInt8(ascii: "_") ? " " : "0"
    return String(repeating: fill, count: max(0, width - digits.utf8.count)) + digits
  }

  private var isLeapYear: Bool { Self.isLeap(year) }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The day of the year, from 1.
  private var dayOfYear: Int {
    let starts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    return starts[month - 1] + day + (month > 2 && isLeapYear ? 1 : 0)
  }

  /// The day of the week, Monday being 0.
  private var weekday: Int {
    let past = year - 1
    return (past * 365 + past / 4 - past / 100 + past / 400 + dayOfYear - 1) % 7
  }

  /// The ISO week and the year that it belongs to.
  private var week: (year: Int, number: Int) {
    let number = (dayOfYear - weekday + 9) / 7
    if number < 1 {
      let last = CalendarTime(year: year - 1, month: 12, day: 31)
      return (year - 1, last.week.number)
    }
    if number == 53 {
      let length = isLeapYear ? 366 : 365
      if dayOfYear - weekday + 3 > length { return (year + 1, 1) }
    }
    return (year, number)
  }
}
