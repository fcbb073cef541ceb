@testable import Tokenization

/// Split patterns that real tokenizers use, and small ones that use each construct once.
enum PatternSamples {
  /// Found in public tokenizer files; each array is a sequence of `Split`s.
  static let published: [[String]] = [
    // tiktoken's way of writing cl100k, and the older one for GPT-4.
    [
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|"#
        + #"\s*[\r\n]|\s+(?!\S)|\s+"#
    ],
    [
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|"#
        + #"\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
    ],
    // Mistral's tekken.
    [
      #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"#
        + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"#
        + #"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    ],
    // Kimi K2.
    [
      #"[\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*"#
        + #"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"#
        + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+"#
        + #"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"#
        + #"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    ],
    // Qwen3.5: marks go with letters.
    [
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}|"#
        + #" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    ],
    // BLOOM and its relatives.
    [#" ?[^(\s|[.,!?…。，、।۔،])]+"#],
    [#" ?[^(\s|.,!?…。，、।۔،)]+"#, #"\p{N}"#],
    // CLIP.
    [
      #"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#
    ],
    // Falcon, and DeepSeek's first coder.
    [#"[0-9][0-9][0-9]"#],
    [#"[\p{P}\$\+<=>\^~\|`]+"#],
    [
      #"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, "[一-龥ࠀ-一가-퟿]+", #"\p{N}"#,
    ],
    // Digits from the right in threes.
    [#"\d+"#, #"(?=(\d{3})+(?!\d))"#],
    [#"\p{N}+"#, #"\d{1,3}(?=(?:\d{3})*\b)"#],
    // Used by normalizers.
    [#" {2,}"#], [#"\s+"#], [#"\s+$"#], [#"^\s+|\s+\z"#],
  ]

  /// One construct each.
  static let constructs: [String] = [
    #"a*"#, #"a*?"#, #"a?b"#, #"(?:a|b)*c"#, #"(a|ab)(c|bcd)?"#, #"a{2}"#, #"a{2,}"#, #"a{,2}b"#,
    #"[ab]{1,2}+"#, #"[ab]{2}?"#, #"[ab]{1,3}?"#, #"[az]++z"#, #"(?>[az]+)z"#, #"z*+"#, #"a{"#,
    #"a{,}"#, #"a{1"#, #"{"#, #"}"#, #"]"#, #"a||b"#, #"(?:)"#, #"|a"#, #"(?:a?)*b"#, #"(?:a*)+z"#,
    #"(?:a*?)+z"#, #"(?:[ab]{2}){2}"#, #"[ab]{2}{2}"#, #"(?:a+)?z"#, #"(?:a??)*b"#,
    #"^"#, #"$"#, #"^."#, #".$"#, #"\s+$"#, #"\A."#, #".\z"#, #".\Z"#, #"\s\Z"#, #"\n$"#, #"^\n"#,
    #"(?m:.)+"#, #".+"#, #"\b"#, #"\B"#, #"\b\w"#, #"\w+\b"#, #"\w+"#, #"\W+"#, #"[\w]+"#, #"[\W]"#,
    #"\d+"#, #"\D+"#, #"\h+"#, #"\H+"#, #"[\h]+"#, #"[^\h\s]+"#, #"\s+(?!\S)"#, #"\s*[\r\n]+"#,
    #"(?=a)."#, #"(?<=a)."#, #"(?<!a)."#, #"(?<=ab|z)."#, #"(?<=\s)\S"#, #"(?!\s)."#,
    #".(?=\s|\z)"#,
    #"[a-z]+"#, #"[^a-z]+"#, #"[a\-z]"#, #"[-a]"#, #"[a-]"#, #"[a-c-z]"#, #"[\s-]"#, #"[\]\[]"#,
    #"[[:alpha:]]+"#, #"[[:^alpha:]]+"#, #"[[:punct:]]+"#, #"[[:alnum:]_]+"#, #"[[:upper:]]+"#,
    #"[[:lower:]]+"#, #"[[:space:]]+"#, #"[[:blank:]]+"#, #"[[:cntrl:]]+"#, #"[[:digit:]]+"#,
    #"[[:graph:]]+"#, #"[[:print:]]+"#, #"[[:xdigit:]]+"#, #"[[:word:]]+"#, #"[[:ascii:]]+"#,
    #"[a-z&&[^aeiou]]+"#, #"[^a-z&&[^aeiou]]+"#, #"[\p{L}&&\p{ASCII}&&[^a]]+"#, #"[a[bc]z]+"#,
    #"[^a[^z]]+"#, #"[\p{L}\p{M}&&[^\p{Han}\p{Hiragana}]]+"#,
    #"\p{L}+"#, #"\p{^L}+"#, #"\P{L}+"#, #"\P{^L}+"#, #"\p{Lu}"#, #"\p{Uppercase_Letter}"#,
    #"\p{lowercase letter}"#, #"\p{Nd}+"#, #"\p{No}+"#, #"\p{Nl}+"#, #"\p{M}+"#, #"\p{Mn}"#,
    #"\p{Mc}"#,
    #"\p{Me}"#, #"\p{Pc}"#, #"\p{Pd}"#, #"\p{Ps}"#, #"\p{Pe}"#, #"\p{Pi}"#, #"\p{Pf}"#, #"\p{Po}"#,
    #"\p{Sm}"#, #"\p{Sc}"#, #"\p{Sk}"#, #"\p{So}"#, #"\p{Z}"#, #"\p{Zs}"#, #"\p{C}+"#, #"\p{Cc}"#,
    #"\p{Cf}"#, #"\p{Co}"#, #"\p{Cn}"#, #"\p{LC}+"#, #"\p{Alphabetic}+"#, #"\p{Alnum}+"#,
    #"\p{Upper}"#, #"\p{Lowercase}+"#, #"\p{White_Space}+"#, #"\p{Any}"#, #"\p{Assigned}+"#,
    #"\p{Han}+"#, #"\p{Hiragana}+"#, #"\p{Katakana}+"#, #"\p{Hangul}+"#, #"\p{Latin}+"#,
    #"\p{Greek}+"#,
    #"\p{Cyrillic}+"#, #"\p{Arabic}+"#, #"\p{Hebrew}+"#, #"\p{Devanagari}+"#, #"\p{Common}+"#,
    #"\p{Inherited}+"#, #"\p{Emoji}+"#, #"\p{Extended_Pictographic}+"#, #"\p{Graph}+"#,
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)"#, #"(?i)'s|'k|k"#, #"a(?i)b|s"#, #"(?i:[sk])+"#, #"(?i:[^s])+"#,
    #"(?i:a(?-i:b)|z)"#, #"(?i:[a-z]+)"#, #"(?i:\p{Lu})"#, #"(?i:é)?"#.replacing("é", with: "。"),
    #"(?x: a b | z # or so"# + "\n)", #"a(?#not this)b"#, #"(?x) [ a]+ # c"#,
    #"\x{61}+"#, #"\x61"#, #"\u0061"#, #"[\x{4E00}-\x{9FFF}]+"#, #"[\u3040-\u30ff]+"#,
    #"\t|\v|\f|\e|\a"#,
    #"[\b\t]"#, #"\.\-\/\<\'\""#, #"\。"#, #"(?<name>a)b"#, #"(a)(b)?"#, #"((a)|(z))+"#,
    #"[一-龥]+"#, #"😀|👩"#, #"😀+"#, #"é+"#, #"."#, #"\s"#, #"\S+"#, #"[^\s]"#,
  ]
}
