import DataPrep

/// What a conversion says of rendered chats, as lines of text and as JSON.
///
/// | key | |
/// |---|---|
/// | `records`, `examples` | records that were rendered, and the examples that they became |
/// | `trained_turns`, `untrained_turns`, `weighted_turns` | assistant turns; those whose message sets a weight other than 1 |
/// | `tail_tokens` | tokens behind the last trained one, which were cut off and are in no other count |
/// | `straddling_tokens` | tokens that reach over an end of a completion |
/// | `special_tokens_in_content`, `records_with_special_tokens` | special tokens in content that became plain text |
/// | `added_eos`, `added_bos` | tokens that the template did not write |
/// | `checked_prompts`, `different_prompts` | turns whose prompt was compared with the template's own for inference |
/// | `checked_generations`, `different_generations` | records whose `{% generation %}` blocks were compared with what is trained |
/// | `unwritten_messages`, `unwritten_answers`, `records_with_unwritten_messages` | messages of whose content or tool calls the template writes nothing, those of the assistant, and their records |
/// | `records_with_dropped_turns`, `dropped_turns`, `split_records` | what became of chats that are longer than a row |
/// | `lost_tokens` | tokens lost to overflow, by role |
/// | `templates` | `path`, `name`, `sha256`, `date` of the templates |
struct ChatSummary {
  let report: PreparationReport

  private var counts: [(key: String, label: String, count: Int)] {
    let chats = report.chats
    return [
      ("records", "rendered records", chats.records),
      ("examples", "examples", chats.examples),
      ("trained_turns", "trained turns", chats.trainedTurns),
      ("untrained_turns", "untrained turns", chats.untrainedTurns),
      ("weighted_turns", "weighted turns", chats.weightedTurns),
      ("tail_tokens", "tokens cut off behind the last trained one", chats.tailTokens),
      ("straddling_tokens", "tokens over an end of a completion", chats.straddlingTokens),
      (
        "special_tokens_in_content", "special tokens in content, as text",
        chats.specialTokensInContent
      ),
      (
        "records_with_special_tokens", "records with such tokens",
        chats.recordsWithSpecialTokens
      ),
      ("added_eos", "added EOS tokens", chats.addedEnds),
      ("added_bos", "added BOS tokens", chats.addedBeginnings),
      ("checked_prompts", "prompts compared with inference", chats.checkedPrompts),
      ("different_prompts", "prompts that differ from it", chats.differentPrompts),
      (
        "checked_generations", "records with marked generation", chats.checkedGenerations
      ),
      (
        "different_generations", "records where it differs", chats.differentGenerations
      ),
      ("unwritten_messages", "messages that are not written", chats.unwrittenMessages),
      ("unwritten_answers", "assistant's messages among them", chats.unwrittenAnswers),
      (
        "records_with_unwritten_messages", "records with such messages",
        chats.recordsWithUnwrittenMessages
      ),
      (
        "records_with_dropped_turns", "records that lost turns",
        chats.recordsWithDroppedTurns
      ),
      ("dropped_turns", "exchanges that they lost", chats.droppedTurns),
      ("split_records", "records that were split", chats.splitRecords),
    ]
  }

  /// The lines of the section; the first three counts always, others where they are not 0.
  var lines: [String] {
    var table = Table([.left, .right, .left])
    for (index, count) in counts.enumerated() where index < 3 || count.count > 0 {
      table.add(count.label, Numbers.grouped(count.count))
    }
    let lost = ChatRole.allCases.compactMap { role in
      report.chats.lostTokensByRole[role].flatMap {
        $0 > 0 ? "\(role.name) \(Numbers.grouped($0))" : nil
      }
    }
    if !lost.isEmpty {
      let sum = report.chats.lostTokensByRole.values.reduce(0, +)
      table.add("tokens lost to overflow", Numbers.grouped(sum), lost.joined(separator: " · "))
    }
    return table.lines
  }

  /// The object.
  var json: JSONText {
    .object(
      counts.map { ($0.key, .integer($0.count)) } + [
        (
          "lost_tokens",
          .object(
            ChatRole.allCases.map {
              ($0.name, .integer(report.chats.lostTokensByRole[$0] ?? 0))
            }
          )
        ),
        (
          "templates",
          .array(
            report.chatTemplates.map { template in
              .object([
                ("path", .string(template.path)), ("name", .string(template.name)),
                ("sha256", .string(template.sha256)),
                ("date", template.date.map { .string($0) } ?? .null),
              ])
            }
          )
        ),
      ]
    )
  }

  /// Good records by schema.
  var schemas: JSONText {
    .object(
      RecordSchema.allCases.filter { $0 != .auto }.map {
        ($0.rawValue, .integer(report.recordsBySchema[$0] ?? 0))
      }
    )
  }
}
