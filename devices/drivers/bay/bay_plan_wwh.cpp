#include "devices/drivers/bay/bay_plan_wwh.hpp"

#include "devices/codec/pid_table.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::size_t most_together = 3;  // identifiers of two bytes in the one frame of a question to all
constexpr std::uint8_t emissions_group = 0x33;
constexpr std::uint8_t pending_or_confirmed = 0x0C, every_severity = 0xFF;
constexpr std::uint8_t list_step = 0x20;
// Read before the others: the lamp and the self-tests, and how other values are to be read.
constexpr std::array<std::uint8_t, 5> read_early = {0x01, 0x90, 0x91, 0x4F, 0x50};

BayQuestion identifier(std::string step, std::uint8_t high, std::uint8_t low) {
  return {std::move(step), {{0x22, high, low}, 0}, 0};
}

std::vector<BayQuestion> first() {
  return {identifier("vin", 0xF8, 0x02),
          {"codes", {{0x19, 0x42, emissions_group, pending_or_confirmed, every_severity}, 0}, 0},
          {"codes", {{0x19, 0x55, emissions_group}, 0}, 0}};
}

/// Frames that all units together answer, 0 when a length is not known.
int answer_frames(const Bytes& request, const BayFacts& facts) {
  constexpr std::size_t single = 7, first_frame = 6, next = 7;
  int out = 0;
  for (const auto& [source, unit] : facts.units) {
    std::size_t bytes = 1;
    for (std::size_t i = 2; i < request.size(); i += 2) {
      if (!unit.supported.contains(request[i])) continue;
      const auto* pid = find_pid(request[i]);
      if (pid == nullptr) return 0;
      bytes += 2 + pid->bytes;
    }
    if (bytes > 1) out += bytes <= single ? 1 : 1 + static_cast<int>((bytes - first_frame + next - 1) / next);
  }
  return out;
}

// Those whose length no table knows go alone: what follows them could not be told from them.
std::vector<BayQuestion> together(std::string_view step, const std::vector<std::uint8_t>& pids,
                                  const BayFacts& facts, const BayManner& manner) {
  std::vector<BayQuestion> out;
  bool open = false;
  for (const auto pid : pids) {
    const bool alone = !manner.together || find_pid(pid) == nullptr;
    const bool room = open && out.back().request.bytes.size() < 1 + 2 * most_together;
    if (alone || !room) out.push_back({std::string(step), {{0x22}, 0}, 0});
    out.back().request.bytes.insert(out.back().request.bytes.end(), {0xF4, pid});
    open = !alone;
  }
  for (auto& q : out) q.frames = answer_frames(q.request.bytes, facts);
  return out;
}

bool answered(std::uint8_t list, const std::set<std::uint8_t>& known) {
  const auto next = known.upper_bound(list);
  return next != known.end() && *next - list <= list_step;
}

// Three lists at once where the car may take it; then those that were named and not answered.
std::vector<BayQuestion> lists(const BayFacts& facts, const BayManner& manner, std::set<Bytes>& asked) {
  std::vector<std::uint8_t> wanted;
  if (manner.together && asked.insert({0x22}).second) {
    wanted = {0x00, 0x20, 0x40};
  } else {
    const auto known = facts.supported();
    for (unsigned n = 0; n <= 0xE0; n += list_step) {
      const auto list = static_cast<std::uint8_t>(n);
      const bool named = list == 0 || known.contains(list);
      if (named && !answered(list, known) && asked.insert({0x22, list}).second) wanted.push_back(list);
    }
  }
  auto out = together("supported", wanted, facts, manner);
  for (auto& q : out) q.frames = 0;  // what a list names is not known before it is read
  return out;
}

std::vector<BayQuestion> early(const BayFacts& facts, const BayManner& manner) {
  std::vector<std::uint8_t> pids;
  for (const auto pid : read_early)
    if (facts.supported().contains(pid)) pids.push_back(pid);
  auto out = together("monitors", pids, facts, manner);
  if (facts.vin.empty()) out.push_back(identifier("vin", 0xF1, 0x90));  // where every unit of UDS may have it
  return out;
}

// Nothing lists these as surely as asking for them.
std::vector<BayQuestion> identity() {
  return {identifier("calibrations", 0xF8, 0x04), identifier("calibrations", 0xF8, 0x06),
          identifier("units", 0xF8, 0x0A)};
}

std::vector<BayQuestion> every_value(const BayFacts& facts, const BayManner& manner) {
  std::vector<std::uint8_t> pids;
  for (const auto pid : facts.supported()) {
    const bool read = std::find(read_early.begin(), read_early.end(), pid) != read_early.end();
    if (pid % list_step != 0 && !read) pids.push_back(pid);
  }
  return together("live", pids, facts, manner);
}

}  // namespace

std::vector<BayQuestion> same_car_questions(bool wwh) {
  if (wwh) return {identifier("vin", 0xF8, 0x02), identifier("vin", 0xF1, 0x90)};
  return {{"vin", {{0x09, 0x02}, 0}, 0}};
}

std::vector<BayQuestion> wwh_chapter_questions(BayChapter chapter, const BayFacts& facts,
                                               const BayManner& manner, std::set<Bytes>& asked) {
  switch (chapter) {
  case BayChapter::codes: return first();
  case BayChapter::lists: return lists(facts, manner, asked);
  case BayChapter::scales: return early(facts, manner);
  case BayChapter::identity: return identity();
  case BayChapter::live: return every_value(facts, manner);
  default: return {};  // freeze frames and test results of service 02 and 06 are of service 01's cars
  }
}

std::vector<BayQuestion> wwh_live_questions(const std::vector<std::uint8_t>& pids, const BayFacts& facts,
                                            const BayManner& manner) {
  return together("live", pids, facts, manner);
}

}  // namespace outpost::dev
