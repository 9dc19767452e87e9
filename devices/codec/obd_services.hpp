// Inside of read_obd: the payload of one unit, service by service. `payload` begins with the service echo,
// which has been checked; `answers` are all answers of one unit to one request, never empty. Errors name what
// is wrong.
#pragma once

#include "devices/codec/obd_frames.hpp"
#include "devices/codec/obd_request.hpp"
#include "devices/codec/obd_value.hpp"

namespace outpost::dev::services {

using Values = Result<std::vector<ObdValue>>;
using Answers = std::vector<ByteView>;

/// Service 01 with one to six identifiers, and 02 with a frame number behind each.
Values live_data(const ObdRequest& request, const Answers& answers, Bus bus);
/// 03, 07, 0A: `dtc.stored`, `dtc.pending`, `dtc.permanent`.
Values trouble_codes(const ObdRequest& request, const Answers& answers, Bus bus);
/// 06 on CAN.
Values monitor_results(const ObdRequest& request, const Answers& answers, Bus bus);
/// 09.
Values vehicle_information(const ObdRequest& request, const Answers& answers, Bus bus);
/// 04 and UDS 14.
Values cleared(const ObdRequest& request, const Answers& answers, Bus bus);
/// UDS 19 with 02, 04, 06, 42 or 55: `uds.dtc`, `snapshot.*`, `extended.*`, `wwh.dtc`, `wwh.permanent`.
Values uds_codes(const ObdRequest& request, const Answers& answers, Bus bus);
/// UDS 22 with one identifier, or with several whose lengths are known.
Values identifier(const ObdRequest& request, const Answers& answers, Bus bus);
/// UDS 10 01: `session.default`, and the unit's times where it tells them.
Values session(const ObdRequest& request, const Answers& answers, Bus bus);
/// UDS 3E 00: `tester_present.ok`.
Values tester_present(const ObdRequest& request, const Answers& answers, Bus bus);

inline Error wrong(std::string name, std::string text) {
  return fail(Code::corrupt, std::move(name), std::move(text));
}

}  // namespace outpost::dev::services
