// Services 01 and 02.
#include "devices/codec/obd_services.hpp"
#include "devices/codec/pid_table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

// Takes "identifier [frame] data" off the front of `rest`.
Values take_one(const ObdRequest& request, ByteView& rest, bool only) {
  const bool freeze = request.service() == 0x02;
  const auto number = rest[0];
  if (freeze && (rest.size() < 2 || rest[1] != request.bytes[2]))
    return wrong("frame-echo", "The answer is of another freeze frame.");
  rest = rest.subspan(freeze ? 2 : 1);
  const auto* pid = find_pid(number);
  if (pid == nullptr) {
    if (!only)
      return wrong("pid-length-unknown",
                   fmt::format("The length of identifier {:02X} is not known.", number));
    auto raw = text_value(fmt::format("pid_{:02X}", number), to_hex(rest));
    raw.key = fmt::format("{:02X}", number);
    raw.unit = "hex";
    rest = {};
    return std::vector<ObdValue>{raw};
  }
  if (rest.size() < pid->bytes)
    return wrong("data-short",
                 fmt::format("Identifier {:02X} has {} bytes, {} came.", number, pid->bytes, rest.size()));
  auto values = decode_pid(*pid, rest.first(pid->bytes));
  rest = rest.subspan(pid->bytes);
  return values;
}

// One answer: every identifier in it was asked for, comes once, and nothing is left over.
Result<void> take_answer(const ObdRequest& request, ByteView answer, std::vector<ObdValue>& out,
                         std::vector<std::uint8_t>& seen) {
  const bool freeze = request.service() == 0x02;
  const auto asked = freeze ? request.data().first(1) : request.data();
  auto rest = answer.subspan(1);
  while (!rest.empty()) {
    const auto number = rest[0];
    if (std::find(asked.begin(), asked.end(), number) == asked.end())
      return wrong("pid-echo",
                   fmt::format("Identifier {:02X} was not asked for, or the length is wrong.", number));
    if (std::find(seen.begin(), seen.end(), number) != seen.end())
      return wrong("contradiction", fmt::format("Identifier {:02X} came twice.", number));
    seen.push_back(number);
    OUTPOST_TRY(auto values, take_one(request, rest, asked.size() == 1));
    for (auto& v : values) {
      if (freeze) v.name = "freeze." + v.name;
      out.push_back(std::move(v));
    }
  }
  return {};
}

}  // namespace

Values live_data(const ObdRequest& request, const Answers& answers, Bus bus) {
  const bool freeze = request.service() == 0x02;
  if (freeze ? request.bytes.size() != 3 : request.bytes.size() < 2)
    return wrong("request-malformed", "The request names no identifier.");
  if (!freeze && request.bytes.size() > 2 && !is_can(bus))
    return wrong("request-malformed", "Only CAN answers several identifiers at once.");
  std::vector<ObdValue> out;
  std::vector<std::uint8_t> seen;
  for (const auto answer : answers) OUTPOST_CHECK(take_answer(request, answer, out, seen));
  return out;
}

}  // namespace outpost::dev::services
