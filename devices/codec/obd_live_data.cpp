// Services 01 and 02.
#include "devices/codec/obd_services.hpp"
#include "devices/codec/pid_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace outpost::dev::services {
namespace {

// One identifier of the question, and for service 02 the frame it is wanted of.
struct Asked {
  std::uint8_t number = 0, frame = 0;
  bool answered = false;
};

// Service 01: identifiers. Service 02: pairs of identifier and frame number.
Result<std::vector<Asked>> read_question(const ObdRequest& request, Bus bus) {
  const bool freeze = request.service() == 0x02;
  const auto data = request.data();
  if (data.empty() || (freeze && data.size() % 2 != 0))
    return wrong("request-malformed", "The request names no identifier, or no frame.");
  std::vector<Asked> out;
  for (std::size_t i = 0; i < data.size(); i += freeze ? 2 : 1) {
    if (std::any_of(out.begin(), out.end(), [&](const Asked& a) { return a.number == data[i]; }))
      return wrong("request-malformed", "The request names an identifier twice.");
    out.push_back({data[i], freeze ? data[i + 1] : std::uint8_t{0}});
  }
  if (out.size() > 1 && !is_can(bus))
    return wrong("request-malformed", "Only CAN answers several identifiers at once.");
  return out;
}

// The data of one identifier off the front of `rest`.
Values take_data(std::uint8_t number, ByteView& rest, bool only) {
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

// "identifier [frame] data" off the front of `rest`: it was asked for, comes once, and is of the frame that
// was asked for.
Values take_one(std::vector<Asked>& question, bool freeze, ByteView& rest) {
  const auto number = rest[0];
  const auto asked =
      std::find_if(question.begin(), question.end(), [&](const Asked& a) { return a.number == number; });
  if (asked == question.end())
    return wrong("pid-echo",
                 fmt::format("Identifier {:02X} was not asked for, or the length is wrong.", number));
  if (asked->answered) return wrong("contradiction", fmt::format("Identifier {:02X} came twice.", number));
  if (freeze && (rest.size() < 2 || rest[1] != asked->frame))
    return wrong("frame-echo", "The answer is of another freeze frame.");
  rest = rest.subspan(freeze ? 2 : 1);
  asked->answered = true;
  OUTPOST_TRY(auto values, take_data(number, rest, question.size() == 1));
  if (freeze)
    for (auto& v : values) v.name = "freeze." + v.name;
  return values;
}

}  // namespace

Values live_data(const ObdRequest& request, const Answers& answers, Bus bus) {
  OUTPOST_TRY(auto question, read_question(request, bus));
  std::vector<ObdValue> out;
  for (const auto answer : answers)
    for (auto rest = answer.subspan(1); !rest.empty();) {
      OUTPOST_TRY(auto values, take_one(question, request.service() == 0x02, rest));
      std::move(values.begin(), values.end(), std::back_inserter(out));
    }
  return out;
}

}  // namespace outpost::dev::services
