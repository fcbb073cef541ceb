// Gives Swift the C library hdf5.h.
#pragma once
#include <hdf5.h>
