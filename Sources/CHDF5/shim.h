// Gives Swift the C library HDF5. The functions below stand for macros, which Swift cannot import.
#pragma once
#include <hdf5.h>

// H5F_ACC_* expand to expressions that first open the library.
static inline unsigned dp_H5F_ACC_RDONLY(void) { return H5F_ACC_RDONLY; }
static inline unsigned dp_H5F_ACC_EXCL(void) { return H5F_ACC_EXCL; }

// Datatypes and property list classes are global variables behind macros.
static inline hid_t dp_H5T_STD_I32LE(void) { return H5T_STD_I32LE; }
static inline hid_t dp_H5T_STD_I64LE(void) { return H5T_STD_I64LE; }
static inline hid_t dp_H5T_NATIVE_INT32(void) { return H5T_NATIVE_INT32; }
static inline hid_t dp_H5T_NATIVE_INT64(void) { return H5T_NATIVE_INT64; }
static inline hid_t dp_H5T_IEEE_F32LE(void) { return H5T_IEEE_F32LE; }
static inline hid_t dp_H5T_C_S1(void) { return H5T_C_S1; }
static inline hid_t dp_H5P_FILE_CREATE(void) { return H5P_FILE_CREATE; }
static inline hid_t dp_H5P_FILE_ACCESS(void) { return H5P_FILE_ACCESS; }
static inline hid_t dp_H5P_DATASET_CREATE(void) { return H5P_DATASET_CREATE; }
static inline hid_t dp_H5P_GROUP_CREATE(void) { return H5P_GROUP_CREATE; }

// Unsigned sentinels that Swift would import with the wrong sign or not at all.
static inline hsize_t dp_H5S_UNLIMITED(void) { return H5S_UNLIMITED; }
static inline size_t dp_H5T_VARIABLE(void) { return H5T_VARIABLE; }
static inline hid_t dp_H5P_DEFAULT(void) { return H5P_DEFAULT; }
static inline hid_t dp_H5E_DEFAULT(void) { return H5E_DEFAULT; }

// Versioned names: the macros choose one, Swift sees only the numbered functions.
static inline hid_t dp_H5Dopen(hid_t location, const char *name) {
  return H5Dopen2(location, name, H5P_DEFAULT);
}
