// From a request and the adapter's reply to values: SAE J1979 services 01-04, 06, 07, 09, 0A and UDS 10 01,
// 14, 19, 22 and 3E. A value comes out only when service, identifier, length, source and checksum all agree;
// everything else is a named fault. Pure; any thread.
#pragma once

#include "devices/codec/obd_frames.hpp"
#include "devices/codec/obd_request.hpp"
#include "devices/codec/obd_value.hpp"

namespace outpost::dev {

struct ObdReading {
  std::vector<ObdValue> values;
  std::vector<UnitFault> faults;  ///< per unit; with an empty source of the whole reply
  bool no_data = false;           ///< the car did not answer: told apart from an error
  bool spoilt = false;            ///< the reply as a whole was refused; worth asking again
  int pending = 0;                ///< "wait" answers (7F xx 78) seen

  /// The first value of this name (of any unit), or nullptr.
  const ObdValue* find(std::string_view name) const;
};

/// What the reply says to the request. `context.answer_id` is filled in from the request when it names a
/// unit.
ObdReading read_obd(const ObdRequest& request, ReplyContext context, const ElmReply& reply);

/// Answers of the adapter itself: ATRV, ATI (AT@1, STI), ATDPN. `request` as sent.
ObdReading read_adapter(std::string_view request, const ElmReply& reply);

/// What the reason of a refusal means, in English words; "reason 99" for one that the standard does not name.
std::string negative_text(std::uint8_t code);

}  // namespace outpost::dev
