internal import JSON
internal import Synchronization

/// The grammars of a template, each learned when it is first asked for.
///
/// A grammar depends on the variables and on whether there are tools and documents. Any number of
/// threads may ask.
package final class TurnGrammars: Sendable {
  private struct Key: Hashable {
    let constants: ObjectIdentifier?
    let variables: [UInt8]
    let hasTools: Bool
    let hasDocuments: Bool
  }

  /// A grammar, with what must live as long for its address to be its own.
  private struct Known {
    let grammar: TurnGrammar
    let constants: RenderConstants?
  }

  private let template: ChatTemplate
  private let specialTokens: [String]
  private let known = Mutex<[Key: Known]>([:])

  /// More are forgotten: records whose variables all differ must not fill the memory.
  private static let largestCount = 256

  /// Makes the grammars of a template and a tokenizer's special tokens.
  package init(_ template: ChatTemplate, specialTokens: [String]) {
    self.template = template
    self.specialTokens = specialTokens
  }

  /// How the template writes turns when it is rendered with `context`.
  package func grammar(for context: RenderContext) -> TurnGrammar {
    var variables: [UInt8] = []
    if context.variables.count > 0 {
      JSONSerializer().write(.object(context.variables), to: &variables)
    }
    let key = Key(
      constants: context.constants.map { ObjectIdentifier($0) },
      variables: variables,
      hasTools: context.tools.isPresent,
      hasDocuments: context.documents.isPresent
    )
    if let grammar = known.withLock({ $0[key]?.grammar }) { return grammar }
    let grammar = TurnGrammar(learning: template, in: context, specialTokens: specialTokens)
    known.withLock {
      if $0.count >= Self.largestCount { $0.removeAll() }
      $0[key] = Known(grammar: grammar, constants: context.constants)
    }
    return grammar
  }
}
