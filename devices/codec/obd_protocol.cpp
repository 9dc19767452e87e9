#include "devices/codec/obd_protocol.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::array<Protocol, 9> table = {{
    {1, Bus::j1850_pwm, "J1850PWM", "SAE J1850 PWM"},
    {2, Bus::j1850_vpw, "J1850VPW", "SAE J1850 VPW"},
    {3, Bus::iso9141, "ISO9141", "ISO 9141-2"},
    {4, Bus::kwp, "ISO14230_SLOW", "ISO 14230-4 KWP (5 baud)"},
    {5, Bus::kwp, "ISO14230_FAST", "ISO 14230-4 KWP (fast)"},
    {6, Bus::can11, "CAN11_500", "ISO 15765-4 CAN (11 bit, 500 kbit/s)"},
    {7, Bus::can29, "CAN29_500", "ISO 15765-4 CAN (29 bit, 500 kbit/s)"},
    {8, Bus::can11, "CAN11_250", "ISO 15765-4 CAN (11 bit, 250 kbit/s)"},
    {9, Bus::can29, "CAN29_250", "ISO 15765-4 CAN (29 bit, 250 kbit/s)"},
}};

constexpr std::array<std::string_view, 7> bus_names = {"none", "j1850_pwm", "j1850_vpw", "iso9141",
                                                       "kwp",  "can11",     "can29"};

template <class Match> const Protocol* find(Match match) {
  const auto i = std::find_if(table.begin(), table.end(), match);
  return i == table.end() ? nullptr : &*i;
}

}  // namespace

const Protocol* protocol_by_number(int number) {
  return find([&](const Protocol& p) { return p.number == number; });
}
const Protocol* protocol_by_key(std::string_view key) {
  return find([&](const Protocol& p) { return p.key == key; });
}

std::string_view bus_name(Bus bus) { return bus_names[static_cast<std::size_t>(bus)]; }

Bus bus_by_name(std::string_view name) {
  const auto i = std::find(bus_names.begin(), bus_names.end(), name);
  return i == bus_names.end() ? Bus::none : static_cast<Bus>(i - bus_names.begin());
}

std::uint8_t sum_checksum(ByteView bytes) {
  unsigned sum = 0;
  for (const auto b : bytes) sum += b;
  return static_cast<std::uint8_t>(sum);
}

std::uint8_t j1850_crc(ByteView bytes) {
  unsigned crc = 0xFF;
  for (const auto b : bytes) {
    crc ^= b;
    for (int i = 0; i < 8; ++i) crc = crc & 0x80 ? (crc << 1) ^ 0x1D : crc << 1;
    crc &= 0xFF;
  }
  return static_cast<std::uint8_t>(~crc);
}

}  // namespace outpost::dev
