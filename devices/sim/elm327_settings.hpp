// What AT commands set and ATZ, ATD and ATWS forget.
#pragma once

#include "edge/base/bytes.hpp"

#include <optional>

namespace outpost::dev {

struct ElmSettings {
  bool echo = true, line_feeds = false, spaces = true, headers = false;
  bool formatting = true;               ///< ATCAF: hides and adds the frame's length
  int protocol = 0;                     ///< chosen or found; 0 = none yet
  bool automatic = true;                ///< may look for another protocol
  bool connected = false;               ///< the protocol has been begun
  unsigned wait_units = 0x32;           ///< ATST: in 4.096 ms
  int adaptive = 1;                     ///< ATAT
  std::optional<std::uint32_t> header;  ///< ATSH: a CAN identifier, or three bytes of an older bus
  std::uint8_t priority = 0x18;         ///< ATCP: the upper byte of 29-bit identifiers
  // What is let in: identifier bits under a mask. Set by ATCRA, or by ATCF and ATCM together.
  std::optional<std::uint32_t> filter, mask;
  bool flow_control = true;              ///< ATCFC
  int flow_mode = 0;                     ///< ATFCSM
  std::optional<std::uint32_t> flow_id;  ///< ATFCSH
  Bytes flow_data;                       ///< ATFCSD
};

}  // namespace outpost::dev
