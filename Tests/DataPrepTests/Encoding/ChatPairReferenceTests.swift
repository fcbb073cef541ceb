import Foundation
import JSON
import TestSupport
import Testing

@testable import DataPrep

/// Prompts and completions that are lists of messages, cut as TRL documents it.
///
/// The prompt is what the template makes of the prompt's messages with the beginning of an answer, the
/// completion is what the whole chat has behind it. Every fourth template of the fixtures is taken.
@Suite(
  .enabled(if: ReferencePython.isAvailable, "needs the reference environment"),
  .enabled(if: Fixtures.isAvailable, "needs the fixtures folder")
)
struct ChatPairReferenceTests {
  private static let record = #"""
    {"prompt": [{"role": "user", "content": "What color is the sky?"}, {"role": "assistant", "content": "Grey."}, {"role": "user", "content": "And at noon?"}], "completion": [{"role": "assistant", "content": "It is blue."}]}
    """#
  private static let tokens = #"{"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"}"#

  private static let script = """
    import glob, json, os, sys
    from transformers.utils.chat_template_utils import render_jinja_template
    record, tokens = json.loads(sys.argv[2]), json.loads(sys.argv[3])
    for path in sorted(glob.glob(sys.argv[1] + "/*.jinja"))[::4]:
        def render(messages, starts_answer):
            return render_jinja_template(
                conversations=[messages], chat_template=open(path).read(),
                add_generation_prompt=starts_answer, **tokens)[0][0]
        try:
            prompt = render(record["prompt"], True)
            whole = render(record["prompt"] + record["completion"], False)
        except Exception:
            continue
        name = os.path.basename(path)
        # TRL refuses a template whose whole does not begin with the prompt.
        if whole != "" and whole.startswith(prompt):
            print(json.dumps({"name": name, "prompt": prompt, "whole": whole}))
    """

  @Test func promptsAreThoseOfTRL() throws {
    try TemporaryFolder.with { folder in
      let records = folder.appending(path: "in.jsonl").path
      try Data(Self.record.utf8).write(to: URL(filePath: records))
      var settings = RenderSettings()
      settings.specialTokens = folder.appending(path: "tokens.json").path
      try Data(Self.tokens.utf8).write(to: folder.appending(path: "tokens.json"))
      let output = try ReferencePython.run(
        Self.script,
        arguments: [Fixtures.path("templates"), Self.record, Self.tokens],
        timeLimit: 300
      )
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
      #expect(lines.count > 20)
      for line in lines {
        let expected = try JSONParser().parse(copying: String(line)).value
        let name = try #require(expected["name"]?.string)
        let whole = try #require(expected["whole"]?.string)
        settings.chatTemplate = Fixtures.path("templates/\(name)")
        try RenderedPairs(settings, as: .turns).forEach(in: records, 0..<1) { _, result in
          let pairs = try result.get()
          // A template that writes nothing of the chat has no turns.
          guard whole.contains("blue") else { return }
          #expect(pairs.map(\.prompt) == [expected["prompt"]?.string], "\(name)")
          #expect(
            whole.hasPrefix((pairs.first.map { $0.prompt + $0.completion } ?? "-")),
            "\(name)"
          )
        }
      }
    }
  }
}
