// A C interface to simdjson's DOM parser.
//
// simdjson is C++ and Swift's C++ interoperability spreads to every client of a module that uses
// it, so the calls that Swift needs are wrapped here. There is one call per text: the
// parser leaves its result on a tape of 64-bit words, and Swift walks that tape itself.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with its buffers; to be used by one thread at a time.
typedef struct csimdjson_parser csimdjson_parser;

/// Where the last parsed text lies. Valid until the parser's next parse or its end.
typedef struct {
  /// The words, in the layout that simdjson documents (doc/tape.md in its repository).
  const uint64_t *tape;
  /// The unescaped strings that the tape's words point into.
  const uint8_t *strings;
} csimdjson_document;

/// What came of a parse.
typedef enum {
  csimdjson_parsed,
  /// Not JSON, or JSON that simdjson does not take, such as an integer beyond 64 bits.
  csimdjson_refused,
  csimdjson_out_of_memory,
  csimdjson_too_long,
} csimdjson_status;

/// The readable bytes that simdjson needs behind the end of a text.
size_t csimdjson_padding(void);

/// The longest text that a parser takes, in bytes.
size_t csimdjson_maximum_length(void);

/// Makes a parser for at most `maximum_depth` levels of non-empty arrays and objects, or gives
/// NULL if there is no memory.
csimdjson_parser *csimdjson_parser_create(size_t maximum_depth);

/// Ends the parser and frees its buffers. Takes NULL.
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// The length of text, in bytes, that the parser's buffers have room for at present.
size_t csimdjson_parser_capacity(const csimdjson_parser *parser);

/// Parses `length` bytes at `text`, behind which csimdjson_padding() more must be readable.
/// Writes `document` only if the text was parsed.
csimdjson_status csimdjson_parse(
    csimdjson_parser *parser, const uint8_t *text, size_t length, csimdjson_document *document);

/// Asks the processor for `length` bytes at `memory` ahead of their use. Swift has no word for it.
static inline void csimdjson_prefetch(const void *memory, size_t length) {
  for (size_t place = 0; place < length; place += 64) {
    __builtin_prefetch((const char *)memory + place);
  }
}

#ifdef __cplusplus
}
#endif
