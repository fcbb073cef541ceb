// The C interface to simdjson's DOM parser. Nothing here throws: simdjson reports by error code
// and allocates with nothrow new.
//
// simdjson itself would grow its buffers to exactly the length of each longer text, which
// reallocates for nearly every line of a file whose lines get longer. Here they grow by doubling,
// and shrink again when the texts have long been much smaller than the buffers.
#include "CSimdJSON.h"

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace {

// Below the 2^32 - 1 of simdjson, so that a tape's index (at most length + 3) fits 32 bits.
constexpr size_t maximum_length = 0xFFFFFF00;
constexpr size_t smallest_capacity = size_t(1) << 16;
// Buffers beyond this are given back after `patience` texts that need less than an eighth of them.
constexpr size_t kept_capacity = size_t(1) << 20;
constexpr size_t patience = 256;

}  // namespace

struct csimdjson_parser {
  simdjson::dom::parser parser;
  size_t maximum_depth;
  size_t capacity = 0;
  size_t small_texts = 0;

  // Afterwards, either the buffers have room for `wanted` bytes or the capacity is 0.
  simdjson::error_code reallocate(size_t wanted) noexcept {
    capacity = 0;
    small_texts = 0;
    simdjson::error_code error = parser.doc.allocate(wanted);
    if (!error) error = parser.allocate(wanted, maximum_depth);
    if (!error) capacity = wanted;
    return error;
  }

  simdjson::error_code make_room(size_t length) noexcept {
    if (length > capacity) {
      const size_t doubled = std::min(2 * capacity, maximum_length);
      return reallocate(std::max({length, doubled, smallest_capacity}));
    }
    if (capacity <= kept_capacity) return simdjson::SUCCESS;
    if (length > capacity / 8) {
      small_texts = 0;
    } else if (++small_texts > patience) {
      return reallocate(std::max(kept_capacity, capacity / 8));
    }
    return simdjson::SUCCESS;
  }
};

extern "C" {

size_t csimdjson_padding(void) { return simdjson::SIMDJSON_PADDING; }

size_t csimdjson_maximum_length(void) { return maximum_length; }

csimdjson_parser *csimdjson_parser_create(size_t maximum_depth) {
  csimdjson_parser *parser = new (std::nothrow) csimdjson_parser;
  // simdjson refuses at the depth it is given; that depth itself is to be allowed.
  if (parser) parser->maximum_depth = maximum_depth + 1;
  return parser;
}

void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

size_t csimdjson_parser_capacity(const csimdjson_parser *parser) { return parser->capacity; }

csimdjson_status csimdjson_parse(
    csimdjson_parser *parser, const uint8_t *text, size_t length, csimdjson_document *document) {
  if (length > maximum_length) return csimdjson_too_long;
  simdjson::error_code error = parser->make_room(length);
  if (!error) error = parser->parser.parse(text, length, false).error();
  if (error == simdjson::MEMALLOC) return csimdjson_out_of_memory;
  if (error) return csimdjson_refused;
  document->tape = parser->parser.doc.tape.get();
  document->strings = parser->parser.doc.string_buf.get();
  return csimdjson_parsed;
}

}  // extern "C"
