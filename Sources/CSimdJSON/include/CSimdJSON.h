// A C interface to the simdjson parser.
#pragma once
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
/// The readable bytes that simdjson needs behind the end of a text.
size_t csimdjson_padding(void);
#ifdef __cplusplus
}
#endif
