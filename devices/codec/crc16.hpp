// CRC-16/CCITT-FALSE: init FFFF, polynomial 1021, nothing reflected. "123456789" gives 29B1.
#pragma once

#include "edge/base/bytes.hpp"

namespace outpost::dev {

std::uint16_t crc16_ccitt(ByteView bytes);

}  // namespace outpost::dev
