// The lines of one reply to messages, unit by unit. Strict on purpose: a line that cannot be read, a word of
// the adapter in the middle of data, a wrong checksum or a hole in a message leaves no message behind.
#pragma once

#include "devices/codec/elm327.hpp"
#include "devices/codec/isotp_address.hpp"
#include "devices/codec/obd_protocol.hpp"

#include <functional>
#include <optional>

namespace outpost::dev {

/// How the reply came about.
struct ReplyContext {
  Bus bus = Bus::none;
  bool headers = true;          ///< ATH1; without headers units cannot be told apart
  std::string sent;             ///< what was written, for the echo
  std::uint32_t answer_id = 0;  ///< the one unit asked; 0 = the units of OBD-II
  IsoTpAddress address = {};    ///< of CAN frames with an address byte (ATCEA); only with headers
};

struct UnitMessage {
  std::string source;  ///< "7E8", "18DAF110", "10"; "" without headers
  Bytes data;          ///< from the service byte on
};

/// Why nothing of a unit (or, with an empty source, of the whole reply) may be used.
struct UnitFault {
  std::string source;
  std::string name;  ///< stable: "isotp-sequence", "checksum", "negative-11"
  std::string text;
};

struct FrameSet {
  std::vector<UnitMessage> messages;
  std::vector<UnitFault> faults;  ///< of units whose messages were left out, and of lines of strangers
  bool no_data = false;           ///< the car did not answer: not an error
  bool spoilt = false;            ///< the first fault concerns the whole reply; no messages
};

FrameSet read_frames(const ElmReply& reply, const ReplyContext& context);

/// Hands every data line of a reply (squeezed) to `take`, which gives a fault when the line cannot be read
/// (its source does not count). Nothing when all is well; else the set that the reply is worth: spoilt,
/// or no data. What the adapter itself says weighs more than a line that cannot be read.
std::optional<FrameSet> each_data_line(const ElmReply& reply, std::string_view sent,
                                       const std::function<std::optional<UnitFault>(std::string_view)>& take);

}  // namespace outpost::dev
