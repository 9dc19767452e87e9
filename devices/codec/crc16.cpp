#include "devices/codec/crc16.hpp"

namespace outpost::dev {

std::uint16_t crc16_ccitt(ByteView bytes) {
  unsigned crc = 0xFFFF;
  for (const auto b : bytes) {
    crc ^= static_cast<unsigned>(b) << 8;
    for (int i = 0; i < 8; ++i) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    crc &= 0xFFFF;
  }
  return static_cast<std::uint16_t>(crc);
}

}  // namespace outpost::dev
