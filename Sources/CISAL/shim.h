// Gives Swift the C library isa-l.h.
#pragma once
#include <isa-l.h>
