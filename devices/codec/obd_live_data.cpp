// Services 01 and 02.
#include "devices/codec/obd_services.hpp"
#include "devices/codec/pid_table.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace outpost::dev::services {
namespace {

// One identifier of the question, and for service 02 the frame it is wanted of.
struct Asked {
  std::uint8_t number = 0, frame = 0;
  bool answered = false;
};

// What was asked: bounded by the request, and without a block of memory of its own, as this runs for every
// line of a car.
class Question {
public:
  static constexpr std::size_t most = 6;  // SAE J1979, service 01 on CAN

  std::size_t size() const { return size_; }
  void add(Asked asked) { all_[size_++] = asked; }
  Asked* find(std::uint8_t number) {
    const auto end = all_.begin() + size_;
    const auto at = std::find_if(all_.begin(), end, [&](const Asked& a) { return a.number == number; });
    return at == end ? nullptr : &*at;
  }

private:
  std::array<Asked, most> all_{};
  std::size_t size_ = 0;
};

// Service 01: identifiers. Service 02: pairs of identifier and frame number.
Result<Question> read_question(const ObdRequest& request, Bus bus) {
  const bool freeze = request.service() == 0x02;
  const std::size_t width = freeze ? 2 : 1;
  const auto data = request.data();
  if (data.empty() || data.size() % width != 0)
    return wrong("request-malformed", "The request names no identifier, or no frame.");
  if (data.size() / width > Question::most)
    return wrong("request-malformed", "The request names more than six identifiers.");
  Question out;
  for (std::size_t i = 0; i < data.size(); i += width) {
    if (out.find(data[i])) return wrong("request-malformed", "The request names an identifier twice.");
    out.add({data[i], freeze ? data[i + 1] : std::uint8_t{0}});
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
Values take_one(Question& question, bool freeze, ByteView& rest) {
  const auto number = rest[0];
  auto* const asked = question.find(number);
  if (asked == nullptr)
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
      if (out.empty())
        out = std::move(values);  // nearly always there is one identifier
      else
        std::move(values.begin(), values.end(), std::back_inserter(out));
    }
  return out;
}

}  // namespace outpost::dev::services
