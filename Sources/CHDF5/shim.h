// Gives Swift the C library hdf5.h. The constants of HDF5 are macros that open the library first, and
// Swift imports neither such macros nor the variables behind them (they are mutable globals): each
// gets a function. The other wrappers hide what differs between the library's versions.
#pragma once
#include <hdf5.h>

static inline hid_t chdf5_int8_little_endian(void) { return H5T_STD_I8LE; }
static inline hid_t chdf5_int32_little_endian(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_float32_little_endian(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_float64_little_endian(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_int64_little_endian(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }

static inline hid_t chdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_access(void) { return H5P_DATASET_ACCESS; }

static inline unsigned chdf5_create_exclusively(void) { return H5F_ACC_EXCL; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }

// H5Lget_info is one of two functions with two different structures, by version. Returns the link's
// type, and for a hard link sets the address of its object; negative on failure.
static inline int chdf5_link(hid_t location, const char *name, haddr_t *address) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  if (H5Lget_info2(location, name, &info, H5P_DEFAULT) < 0) return -1;
  if (info.type == H5L_TYPE_HARD &&
      H5VLnative_token_to_addr(location, info.u.token, address) < 0) return -1;
#else
  H5L_info_t info;
  if (H5Lget_info(location, name, &info, H5P_DEFAULT) < 0) return -1;
  if (info.type == H5L_TYPE_HARD) *address = info.u.address;
#endif
  return (int)info.type;
}

// File locking is set by property since 1.10.7; an older library knows the environment variable only.
static inline herr_t chdf5_turn_file_locking_off(hid_t file_access) {
#if H5_VERSION_GE(1, 10, 7)
  return H5Pset_file_locking(file_access, 0, 1);
#else
  (void)file_access;
  return 0;
#endif
}

// H5F_LIBVER_V18 names the format of 1.8 since 1.10.2, and H5F_LIBVER_LATEST is a macro.
static inline herr_t chdf5_use_earliest_format(hid_t file_access) {
#if H5_VERSION_GE(1, 10, 2)
  return H5Pset_libver_bounds(file_access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
#else
  return H5Pset_libver_bounds(file_access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
#endif
}
