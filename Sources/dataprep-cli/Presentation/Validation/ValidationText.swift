import DataPrep

/// A validation as a list: a line a finding, hints once a kind, a sum.
///
///     error    train.hdf5, row 12, column 40
///              the id 50300 is not below the vocabulary's size, 50257 [id-beyond-vocabulary]
///
///     1 file, 1,024 rows: 1 error, 0 warnings, 0 notes
struct ValidationText {
  let report: ValidationReport
  let isStrict: Bool
  let colours: Colours

  /// The list, with a line end after each line.
  var text: String {
    var lines: [String] = []
    var hinted: Set<FindingCode> = []
    for finding in report.findings {
      let label = Table.pad(finding.severity.rawValue, to: 7, .left)
      lines.append(colours.paint(label, role(of: finding.severity)) + "  " + place(of: finding))
      let code = colours.paint("[\(finding.code.rawValue)]", .faint)
      lines.append("         \(VisibleText.inOneLine(finding.message)) \(code)")
      if let hint = finding.hint, hinted.insert(finding.code).inserted {
        lines.append("         " + colours.paint("hint:", .hint) + " \(hint)")
      }
    }
    if report.unlistedCount > 0 {
      let more = Numbers.grouped(report.unlistedCount)
      lines.append(colours.paint("         … and \(more) more; --max-findings lists them", .faint))
    }
    if !lines.isEmpty { lines.append("") }
    if report.unlistedCount > 0 { lines += kinds + [""] }
    lines.append(sum)
    return lines.map { $0 + "\n" }.joined()
  }

  /// How many there are of each kind, where not all are listed.
  private var kinds: [String] {
    var table = Table([.right, .left])
    for code in FindingCode.allCases {
      guard let count = report.countsByCode[code] else { continue }
      table.add(Numbers.grouped(count), code.rawValue)
    }
    return table.lines
  }

  private var sum: String {
    let rows = report.files.reduce(0) { $0 + ($1.rowCount ?? 0) }
    let counts = ValidationFinding.Severity.allCases.map { severity in
      Numbers.counted(report.counts[severity, default: 0], severity.rawValue)
    }
    let verdict = report.isSound(strict: isStrict) ? "sound" : "not sound"
    return "\(Numbers.counted(report.files.count, "file")), \(Numbers.counted(rows, "row")): "
      + "\(verdict) (\(counts.joined(separator: ", ")))"
  }

  private func place(of finding: ValidationFinding) -> String {
    var place = VisibleText.inOneLine(finding.file)
    if let row = finding.row { place += ", row \(row)" }
    if let column = finding.column { place += ", column \(column)" }
    return place
  }

  private func role(of severity: ValidationFinding.Severity) -> Colours.Role {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .hint
    }
  }

}
