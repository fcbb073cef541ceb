import CHDF5

/// The types of numbers, as libhdf5 names them.
enum Datatype {
  /// The file type of a new dataset; throws for formats that are read but never written.
  static func identifier(
    of format: NumberFormat,
    at place: Place
  ) throws(HDF5Error) -> hid_t {
    switch format {
    case .int32: try Library.call("H5T_STD_I32LE", at: place) { chdf5_int32_little_endian() }
    case .int64: try Library.call("H5T_STD_I64LE", at: place) { chdf5_int64_little_endian() }
    case .float32: try Library.call("H5T_IEEE_F32LE", at: place) { chdf5_float32_little_endian() }
    default: throw place.error(.invalidRequest, "datasets of \(format) are not written")
    }
  }

  /// Makes the type of text with a fixed number of bytes, zeros behind shorter text.
  static func makeText(byteCount: Int, at place: Place) throws(HDF5Error) -> Identifier {
    let type = try Identifier(.datatype, from: "H5Tcopy", at: place) { H5Tcopy(chdf5_c_string()) }
    let rawValue = type.rawValue
    _ = try Library.call("H5Tset_size", at: place) { H5Tset_size(rawValue, byteCount) }
    _ = try Library.call("H5Tset_cset", at: place) { H5Tset_cset(rawValue, H5T_CSET_UTF8) }
    _ = try Library.call("H5Tset_strpad", at: place) {
      H5Tset_strpad(rawValue, H5T_STR_NULLPAD)
    }
    return type
  }

  /// Makes the type of booleans as h5py has them: an enumeration of bytes, FALSE and TRUE.
  static func makeBoolean(at place: Place) throws(HDF5Error) -> Identifier {
    let type = try Identifier(.datatype, from: "H5Tenum_create", at: place) {
      H5Tenum_create(chdf5_int8_little_endian())
    }
    let rawValue = type.rawValue
    for (name, byte) in [("FALSE", 0), ("TRUE", 1)] as [(String, Int8)] {
      var value = byte
      // The name is a C string and the value a byte until the call returns.
      _ = try Library.call("H5Tenum_insert", at: place) {
        unsafe H5Tenum_insert(rawValue, name, &value)
      }
    }
    return type
  }

  /// The format of a type found in a file; throws for what is no plain number.
  static func format(
    of type: borrowing Identifier,
    at place: Place
  ) throws(HDF5Error) -> NumberFormat {
    let type = type.rawValue
    let kind = try Library.call("H5Tget_class", at: place) { H5Tget_class(type).rawValue }
    switch H5T_class_t(kind) {
    case H5T_INTEGER: return try integerFormat(of: type, at: place)
    case H5T_FLOAT: return try floatFormat(of: type, at: place)
    case H5T_STRING: throw wrongType("strings", place)
    case H5T_COMPOUND: throw wrongType("compounds", place)
    case H5T_ENUM: throw wrongType("enumerations", place)
    default: throw wrongType("HDF5 type class \(kind)", place)
    }
  }

  /// The size in bytes of one element.
  static func byteCount(of type: hid_t, at place: Place) throws(HDF5Error) -> Int {
    try Library.call("H5Tget_size", at: place) {
      // Zero is how this function fails.
      let size = H5Tget_size(type)
      return size == 0 ? -1 : Int(clamping: size)
    }
  }

  private static func integerFormat(
    of type: hid_t,
    at place: Place
  ) throws(HDF5Error) -> NumberFormat {
    let byteCount = try byteCount(of: type, at: place)
    let order = try Library.call("H5Tget_order", at: place) { H5Tget_order(type).rawValue }
    let sign = try Library.call("H5Tget_sign", at: place) { H5Tget_sign(type).rawValue }
    let offset = try Library.call("H5Tget_offset", at: place) { H5Tget_offset(type) }
    let bitCount = try Library.call("H5Tget_precision", at: place) {
      Int(clamping: H5Tget_precision(type))
    }
    guard
      [1, 2, 4, 8].contains(byteCount), offset == 0, bitCount == 8 * byteCount,
      let byteOrder = NumberFormat.ByteOrder(order)
    else {
      throw wrongType("integers of \(bitCount) bits in \(byteCount) bytes", place)
    }
    return NumberFormat(
      kind: sign == H5T_SGN_NONE.rawValue ? .unsignedInteger : .signedInteger,
      byteCount: byteCount,
      byteOrder: byteOrder
    )
  }

  /// Takes floats of 16, 32 and 64 bits as IEEE 754 lays them out; libhdf5 1.10 names no type of 16.
  private static func floatFormat(
    of type: hid_t,
    at place: Place
  ) throws(HDF5Error) -> NumberFormat {
    let byteCount = try byteCount(of: type, at: place)
    let order = try Library.call("H5Tget_order", at: place) { H5Tget_order(type).rawValue }
    let offset = try Library.call("H5Tget_offset", at: place) { H5Tget_offset(type) }
    let bitCount = try Library.call("H5Tget_precision", at: place) {
      Int(clamping: H5Tget_precision(type))
    }
    var (sign, exponent, exponentBits, mantissa, mantissaBits) = (0, 0, 0, 0, 0)
    // Safe: each pointer is to one number, which lives across the call.
    _ = try Library.call("H5Tget_fields", at: place) {
      unsafe H5Tget_fields(type, &sign, &exponent, &exponentBits, &mantissa, &mantissaBits)
    }
    let bias = try Library.call("H5Tget_ebias", at: place) { Int(clamping: H5Tget_ebias(type)) }
    let norm = try Library.call("H5Tget_norm", at: place) { H5Tget_norm(type).rawValue }
    let layout = FloatLayout(
      bitCount: bitCount,
      signPlace: sign,
      exponentPlace: exponent,
      exponentBitCount: exponentBits,
      mantissaPlace: mantissa,
      mantissaBitCount: mantissaBits,
      bias: bias
    )
    guard offset == 0, norm == H5T_NORM_IMPLIED.rawValue, layout.isStandard(byteCount: byteCount),
      let byteOrder = NumberFormat.ByteOrder(order)
    else {
      throw wrongType("floats of \(bitCount) bits in \(byteCount) bytes", place)
    }
    return NumberFormat(kind: .float, byteCount: byteCount, byteOrder: byteOrder)
  }

  private static func wrongType(_ found: String, _ place: Place) -> HDF5Error {
    place.error(.wrongType, "found \(found), expected numbers")
  }
}

extension NumberFormat.ByteOrder {
  fileprivate init?(_ order: H5T_order_t.RawValue) {
    switch H5T_order_t(order) {
    case H5T_ORDER_LE: self = .littleEndian
    case H5T_ORDER_BE: self = .bigEndian
    default: return nil
    }
  }
}
