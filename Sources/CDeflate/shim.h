// Gives Swift the C library libdeflate.h.
#pragma once
#include <libdeflate.h>
