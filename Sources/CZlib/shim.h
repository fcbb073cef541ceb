// Gives Swift the C library zlib.h.
#pragma once
#include <zlib.h>
