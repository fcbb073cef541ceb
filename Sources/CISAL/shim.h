// Gives Swift the deflate of ISA-L.
#pragma once
#include <isa-l/igzip_lib.h>

// Sizes and flags are macros, some of them expressions that Swift does not import.
static inline uint32_t dp_isal_level1_buffer_size(void) { return ISAL_DEF_LVL1_DEFAULT; }
static inline uint16_t dp_isal_zlib_framing(void) { return IGZIP_ZLIB; }
