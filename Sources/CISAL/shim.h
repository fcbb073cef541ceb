// Gives Swift the C library isa-l.h. `struct isal_zstream` holds an array of 65,824 bytes, more than
// Swift imports as a tuple: the stream stays behind an opaque pointer and one function.
#pragma once
#include <isa-l.h>
#include <stdint.h>
#include <stdlib.h>

struct cisal_compressor {
  struct isal_zstream stream;
  uint8_t level_buffer[ISAL_DEF_LVL3_DEFAULT];
};

static inline void *cisal_allocate_compressor(void) {
  return calloc(1, sizeof(struct cisal_compressor));
}

static inline void cisal_free_compressor(void *compressor) { free(compressor); }

// Compresses `in` into a zlib stream, all at once. Returns the stream's size, or 0 where it does not fit.
//
// Level 3, though 1 and 2 are faster: on x86-64 those two enter a hash of the stream's own address into
// their match table (`.write_first_byte` of igzip_icf_body_h1_gr_bt.asm, up to 2.32 at least), so that
// equal input gives unequal streams now and then. Level 3 finds its matches by other code.
static inline uint32_t cisal_compress_zlib(void *compressor, const void *in, uint32_t in_count,
                                           void *out, uint32_t out_capacity) {
  struct cisal_compressor *state = (struct cisal_compressor *)compressor;
  struct isal_zstream *stream = &state->stream;
  isal_deflate_stateless_init(stream);
  stream->level = 3;
  stream->level_buf = state->level_buffer;
  stream->level_buf_size = sizeof(state->level_buffer);
  stream->gzip_flag = IGZIP_ZLIB;
  stream->end_of_stream = 1;
  stream->flush = NO_FLUSH;
  stream->hist_bits = 0;
  stream->next_in = (uint8_t *)in;
  stream->avail_in = in_count;
  stream->next_out = (uint8_t *)out;
  stream->avail_out = out_capacity;
  if (isal_deflate_stateless(stream) != COMP_OK || stream->avail_in != 0) return 0;
  return stream->total_out;
}
