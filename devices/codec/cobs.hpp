// Consistent Overhead Byte Stuffing (Cheshire and Baker): bytes without zeros, so that a zero can end a frame
// and a reader that lost its place finds the next one.
#pragma once

#include "edge/base/bytes.hpp"

namespace outpost::dev {

/// Without the ending zero.
Bytes cobs_encode(ByteView payload);
/// The inverse of a frame without its ending zero. Error `cobs-malformed` (a zero inside, or a length that
/// points behind the end).
Result<Bytes> cobs_decode(ByteView frame);

}  // namespace outpost::dev
