// Which questions to ask a car, in which order, with as few round trips as its answers allow.
#pragma once

#include "devices/codec/obd_protocol.hpp"
#include "devices/codec/obd_request.hpp"
#include "devices/drivers/bay/bay_facts.hpp"

#include <string>
#include <vector>

namespace outpost::dev {

struct BayQuestion {
  std::string step;  ///< "vin", "codes", "live"...: what a person sees as progress
  ObdRequest request;
  int frames = 0;  ///< that answer it at most; 0 = not known
};

/// What the screen needs first: lamp, codes, number.
std::vector<BayQuestion> first_questions();
/// A whole report, apart from the lists of supported identifiers and the live values, which depend on
/// answers.
std::vector<BayQuestion> report_questions();
/// The next list of supported identifiers to ask for (0120, 0140...) or nothing.
std::optional<BayQuestion> next_support_question(const BayFacts& facts, std::set<std::uint8_t>& asked);
/// The identifiers of service 01 to requests: up to six at a time on CAN when `together`, else one by one.
/// Those whose length no table knows go alone.
std::vector<BayQuestion> live_questions(const std::vector<std::uint8_t>& pids, Bus bus, bool together);

}  // namespace outpost::dev
