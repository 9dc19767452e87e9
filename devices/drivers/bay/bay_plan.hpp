// Which questions to ask a car, in which order, with as few round trips as its answers allow. Pure: what is
// known in, questions out.
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

/// How the car can be asked.
struct BayManner {
  Bus bus = Bus::none;
  bool together = true;  ///< several identifiers in one request
  bool whole = false;    ///< a report: what nobody waits for may ride with the values
  bool wwh = false;      ///< no service 01: see bay_plan_wwh.hpp
  bool truck = false;    ///< nothing is asked
};

/// The chapters of a report, in their order. Each is planned when those before it are answered. The first
/// screen needs them up to the scales.
enum class BayChapter {
  codes,          ///< number and trouble codes
  lamp,           ///< identifier 01, unless it comes with the values
  lists,          ///< which identifiers of service 01 there are; may take several rounds
  scales,         ///< identifiers that say how others are to be read
  types,          ///< which information of service 09 there is
  identity,       ///< that information
  freeze_list,    ///< what freeze frame 0 holds; may take several rounds
  freeze,         ///< which code stored it, and that
  monitor_lists,  ///< service 06: which monitors there are; may take several rounds
  monitors,       ///< and their results
  live,           ///< codes by UDS, and every value once
  end,
};

/// The questions of a chapter given what is known; none when there is nothing to ask. `asked` keeps the lists
/// that were asked for already, over all rounds of a report.
std::vector<BayQuestion> chapter_questions(BayChapter chapter, const BayFacts& facts, const BayManner& manner,
                                           std::set<Bytes>& asked);
/// True for chapters that are planned again after their questions were answered.
bool has_rounds(BayChapter chapter);

/// The identifiers of service 01 to requests: up to six at a time on CAN when `together`, else one by one.
/// Those whose length no table knows go alone.
std::vector<BayQuestion> live_questions(const std::vector<std::uint8_t>& pids, const BayFacts& facts,
                                        const BayManner& manner);

}  // namespace outpost::dev
