// The text of a captured byte stream, for `replay:FILE`. One line a step:
//
//   # anything after a hash at the start of a line is a comment
//   0    > "ATZ\r"              the host writes this; playing waits until it has written as many bytes
//   812  < "\r\rELM327 v1.5"    812 ms after the step before, the device says this
//   3    < 0D 0D 3E             bytes may be hexadecimal, with or without blanks
//   2000 ! unplug               the cable is pulled; opening the port again plays from the start
//
// In quotes \r \n \t \0 \\ \" and \xHH are understood. Pure.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <string_view>
#include <vector>

namespace outpost::dev {

struct ReplayStep {
  enum class Kind { from_host, from_device, unplug };
  Kind kind = Kind::from_device;
  Micros after_us = 0;  ///< since the step before
  Bytes bytes;
};

inline constexpr std::size_t max_replay_bytes = 16 << 20;  ///< an hour of a busy 115,200 baud line as text

/// Errors: `bad-replay` with the line's number.
Result<std::vector<ReplayStep>> parse_replay(std::string_view text);
/// One line, without its end, for whoever records a stream.
std::string replay_line(const ReplayStep& step);

}  // namespace outpost::dev
