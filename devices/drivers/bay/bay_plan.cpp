#include "devices/drivers/bay/bay_plan.hpp"

#include "devices/codec/pid_table.hpp"
#include "devices/drivers/bay/bay_plan_wwh.hpp"
#include "devices/drivers/bay/bay_uds_codes.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace outpost::dev {
namespace {

constexpr std::size_t max_pids_together = 6;    // SAE J1979, service 01 on CAN
constexpr std::size_t max_freeze_together = 3;  // service 02: identifier and frame
constexpr std::uint8_t frame_zero = 0x00;       // the one that the law wants; more are the makers' own
constexpr std::uint8_t list_step = 0x20;

BayQuestion question(std::string step, Bytes request) {
  return {std::move(step), {std::move(request), 0}, 0};
}

bool is_list(std::uint8_t number) { return number % list_step == 0; }

/// Frames of an ISO-TP message of so many bytes.
int frames_of(std::size_t bytes) {
  constexpr std::size_t single = 7, first = 6, next = 7;
  return bytes <= single ? 1 : 1 + static_cast<int>((bytes - first + next - 1) / next);
}

/// Frames that all units together answer to `pids`, 0 when a unit's answer cannot be foretold.
int answer_frames(const Bytes& pids, const BayFacts& facts) {
  int out = 0;
  for (const auto& [source, unit] : facts.units) {
    std::size_t bytes = 0;
    for (const auto number : pids) {
      if (!unit.supported.contains(number)) continue;
      const auto* pid = find_pid(number);
      if (pid == nullptr) return 0;
      bytes += 1 + pid->bytes;
    }
    if (bytes > 0) out += frames_of(1 + bytes);
  }
  return out;
}

/// `numbers` behind `service`, `most` at a time; `suffix` (if any) behind each.
std::vector<BayQuestion> grouped(std::string_view step, std::uint8_t service,
                                 const std::vector<std::uint8_t>& numbers, std::size_t most,
                                 const Bytes& suffix) {
  std::vector<BayQuestion> out;
  Bytes open = {service};
  std::size_t n = 0;
  const auto close = [&] {
    if (n > 0) out.push_back(question(std::string(step), std::exchange(open, {service})));
    n = 0;
  };
  for (const auto number : numbers) {
    const bool alone = most == 1 || find_pid(number) == nullptr;
    if (alone) close();
    open.push_back(number);
    open.insert(open.end(), suffix.begin(), suffix.end());
    if (++n == most || alone) close();
  }
  close();
  return out;
}

bool answered(std::uint8_t list, const std::set<std::uint8_t>& known) {
  const auto next = known.upper_bound(list);
  return next != known.end() && *next - list <= list_step;
}

/// Lists that are named by another list, and were neither answered nor asked for yet; 00 opens the row.
std::vector<std::uint8_t> new_lists(std::uint8_t service, const std::set<std::uint8_t>& known,
                                    std::set<Bytes>& asked) {
  std::vector<std::uint8_t> out;
  for (unsigned number = 0; number <= 0xE0; number += list_step) {
    const auto list = static_cast<std::uint8_t>(number);
    const bool named = list == 0 || known.contains(list);
    if (named && !answered(list, known) && asked.insert({service, list}).second) out.push_back(list);
  }
  return out;
}

std::vector<std::uint8_t> without_lists(const std::set<std::uint8_t>& numbers) {
  std::vector<std::uint8_t> out;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(out), [](auto n) { return !is_list(n); });
  return out;
}

bool several(const BayManner& manner) { return manner.together && is_can(manner.bus); }

// Six lists at once where the car may take it: what it does not have it leaves out. Lists and values never
// share a request: SAE J1979 forbids it, and many units then answer nothing.
std::vector<BayQuestion> list_questions(const BayFacts& facts, const BayManner& manner,
                                        std::set<Bytes>& asked) {
  if (several(manner) && asked.insert({0x01}).second)
    return {question("supported", {0x01, 0x00, 0x20, 0x40, 0x60, 0x80, 0xA0})};
  return grouped("supported", 0x01, new_lists(0x01, facts.supported(), asked),
                 several(manner) ? max_pids_together : 1, {});
}

bool with_values(const BayManner& manner) { return manner.whole && several(manner); }

std::vector<BayQuestion> scale_questions(const BayFacts& facts, const BayManner& manner) {
  if (with_values(manner)) return {};
  std::vector<std::uint8_t> pids;
  for (const auto pid : {std::uint8_t{0x4F}, std::uint8_t{0x50}})
    if (facts.supported().contains(pid)) pids.push_back(pid);
  auto out = live_questions(pids, facts, manner);
  for (auto& q : out) q.step = "scales";
  return out;
}

// A car that does not list its information is asked for what every car has.
std::vector<BayQuestion> identity_questions(const BayFacts& facts) {
  struct Row {
    std::uint8_t type;
    const char* step;
    bool unlisted;  // asked for even so
  };
  constexpr std::array<Row, 7> rows = {{{0x04, "calibrations", true},
                                        {0x06, "calibrations", true},
                                        {0x0A, "units", true},
                                        {0x08, "in_use", false},
                                        {0x0B, "in_use", false},
                                        {0x0D, "units", false},
                                        {0x0F, "units", false}}};
  const auto listed = facts.all(&BayUnit::info);
  std::vector<BayQuestion> out;
  for (const auto& row : rows)
    if (listed.empty() ? row.unlisted : listed.contains(row.type))
      out.push_back(question(row.step, {0x09, row.type}));
  return out;
}

bool stores_frames(const BayFacts& facts) {
  return std::any_of(facts.codes.begin(), facts.codes.end(),
                     [](const BayCode& c) { return c.kind != "permanent"; });
}

std::vector<BayQuestion> freeze_list_questions(const BayFacts& facts, const BayManner& manner,
                                               std::set<Bytes>& asked) {
  if (!stores_frames(facts)) return {};
  if (several(manner) && asked.insert({0x02}).second)
    return grouped("freeze", 0x02, {0x00, 0x20, 0x40}, max_freeze_together, {frame_zero});
  return grouped("freeze", 0x02, new_lists(0x02, facts.all(&BayUnit::freeze_supported), asked),
                 several(manner) ? max_freeze_together : 1, {frame_zero});
}

std::vector<BayQuestion> freeze_questions(const BayFacts& facts, const BayManner& manner) {
  if (!stores_frames(facts)) return {};
  auto pids = facts.all(&BayUnit::freeze_supported);
  pids.insert(0x02);  // the code that stored the frame: without it the values are nobody's
  return grouped("freeze", 0x02, without_lists(pids), several(manner) ? max_freeze_together : 1,
                 {frame_zero});
}

std::vector<BayQuestion> monitor_list_questions(const BayFacts& facts, const BayManner& manner,
                                                std::set<Bytes>& asked) {
  if (!is_can(manner.bus)) return {};  // older buses lay them out per maker
  if (several(manner) && asked.insert({0x06}).second)
    return {question("monitors", {0x06, 0x00, 0x20, 0x40, 0x60, 0x80, 0xA0})};
  std::vector<BayQuestion> out;
  for (const auto list : new_lists(0x06, facts.all(&BayUnit::monitors), asked))
    out.push_back(question("monitors", {0x06, list}));
  return out;
}

std::vector<BayQuestion> monitor_questions(const BayFacts& facts) {
  std::vector<BayQuestion> out;
  for (const auto monitor : without_lists(facts.all(&BayUnit::monitors)))
    out.push_back(question("monitors", {0x06, monitor}));
  return out;
}

// What other chapters have read already is left out. What tells how others are to be read comes first.
std::vector<BayQuestion> every_value(const BayFacts& facts, const BayManner& manner) {
  auto pids = without_lists(facts.supported());
  std::erase_if(pids, [](auto pid) { return pid == 0x01 || pid == 0x02 || pid == 0x4F || pid == 0x50; });
  if (with_values(manner))
    for (const auto pid : {std::uint8_t{0x50}, std::uint8_t{0x4F}, std::uint8_t{0x01}})
      if (pid == 0x01 || facts.supported().contains(pid)) pids.insert(pids.begin(), pid);
  return live_questions(pids, facts, manner);
}

std::vector<BayQuestion> behind(std::vector<BayQuestion> first, std::vector<BayQuestion> others) {
  std::move(others.begin(), others.end(), std::back_inserter(first));
  return first;
}

}  // namespace

std::vector<BayQuestion> chapter_questions(BayChapter chapter, const BayFacts& facts, const BayManner& manner,
                                           std::set<Bytes>& asked) {
  if (manner.truck) return {};
  if (manner.wwh) return wwh_chapter_questions(chapter, facts, manner, asked);
  switch (chapter) {
  case BayChapter::codes:
    return {question("vin", {0x09, 0x02}), question("codes", {0x03}), question("codes", {0x07}),
            question("codes", {0x0A})};
  case BayChapter::lamp:
    if (with_values(manner)) return {};
    return {question("monitors", {0x01, 0x01})};
  case BayChapter::lists: return list_questions(facts, manner, asked);
  case BayChapter::scales: return scale_questions(facts, manner);
  case BayChapter::types: return {question("units", {0x09, 0x00})};
  case BayChapter::identity: return identity_questions(facts);
  case BayChapter::freeze_list: return freeze_list_questions(facts, manner, asked);
  case BayChapter::freeze: return freeze_questions(facts, manner);
  case BayChapter::monitor_lists: return monitor_list_questions(facts, manner, asked);
  case BayChapter::monitors: return monitor_questions(facts);
  case BayChapter::live: return behind(uds_code_questions(manner), every_value(facts, manner));
  case BayChapter::end: break;
  }
  return {};
}

bool has_rounds(BayChapter chapter) {
  return chapter == BayChapter::lists || chapter == BayChapter::freeze_list ||
         chapter == BayChapter::monitor_lists;
}

std::vector<BayQuestion> live_questions(const std::vector<std::uint8_t>& pids, const BayFacts& facts,
                                        const BayManner& manner) {
  if (manner.wwh) return wwh_live_questions(pids, facts, manner);
  const bool several = manner.together && is_can(manner.bus);
  auto out = grouped("live", 0x01, pids, several ? max_pids_together : 1, {});
  if (is_can(manner.bus))
    for (auto& q : out)
      q.frames = answer_frames(Bytes(q.request.bytes.begin() + 1, q.request.bytes.end()), facts);
  return out;
}

}  // namespace outpost::dev
