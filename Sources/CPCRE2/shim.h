// Gives Swift the C library pcre2.h.
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
