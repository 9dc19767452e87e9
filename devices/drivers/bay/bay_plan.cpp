#include "devices/drivers/bay/bay_plan.hpp"

#include "devices/codec/pid_table.hpp"

namespace outpost::dev {
namespace {

constexpr std::size_t max_pids_together = 6;  // SAE J1979 on CAN

}  // namespace

std::vector<BayQuestion> first_questions() {
  return {{"monitors", {{0x01, 0x01}, 0}, 0},
          {"vin", {{0x09, 0x02}, 0}, 0},
          {"codes", {{0x03}, 0}, 0},
          {"codes", {{0x07}, 0}, 0},
          {"codes", {{0x0A}, 0}, 0}};
}

std::vector<BayQuestion> report_questions() {
  auto out = first_questions();
  out.push_back({"units", {{0x09, 0x0A}, 0}, 0});
  out.push_back({"calibrations", {{0x09, 0x04}, 0}, 0});
  out.push_back({"calibrations", {{0x09, 0x06}, 0}, 0});
  return out;
}

std::optional<BayQuestion> next_support_question(const BayFacts& facts, std::set<std::uint8_t>& asked) {
  const auto supported = facts.supported();
  for (unsigned base = 0x20; base <= 0xC0; base += 0x20) {
    const auto pid = static_cast<std::uint8_t>(base);
    if (supported.contains(pid) && asked.insert(pid).second)
      return BayQuestion{"supported", {{0x01, pid}, 0}, 0};
  }
  return std::nullopt;
}

std::vector<BayQuestion> live_questions(const std::vector<std::uint8_t>& pids, Bus bus, bool together) {
  std::vector<BayQuestion> out;
  Bytes open = {0x01};
  const auto close = [&] {
    if (open.size() > 1) out.push_back({"live", {std::exchange(open, {0x01}), 0}, 0});
  };
  for (const auto pid : pids) {
    const bool alone = !together || !is_can(bus) || find_pid(pid) == nullptr;
    if (alone) {
      out.push_back({"live", {{0x01, pid}, 0}, 0});
      continue;
    }
    open.push_back(pid);
    if (open.size() == 1 + max_pids_together) close();
  }
  close();
  return out;
}

}  // namespace outpost::dev
