// Service 06 on CAN: test results with their limits, in units given by a scaling id.
#include "devices/codec/monitor_text.hpp"
#include "devices/codec/obd_services.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::size_t max_lists = 6;  // SAE J1979, service 06 on CAN

struct Scaling {
  bool known = false, is_signed = false;
  double scale = 1, offset = 0;
  std::string_view unit;
};

const Scaling& scaling(std::uint8_t id) {
  static const auto table = [] {
    std::array<Scaling, 256> t;
    for (const auto& row : table_rows(data_file("mode06_units.tsv")))
      t[static_cast<std::uint8_t>(table_hex(row[0]))] = {true, row[1] == "1", table_number(row[2]),
                                                         table_number(row[3]), row[4]};
    return t;
  }();
  return table[id];
}

double scaled(const Scaling& s, ByteView two) {
  const auto raw = bits_at(two, 0, 16);
  return static_cast<double>(s.is_signed ? sign_extend(raw, 16) : raw) * s.scale + s.offset;
}

// Up to six lists in one answer: "number, four bytes", each asked for and there once.
Values supported_monitors(ByteView asked, ByteView rest) {
  constexpr std::size_t record = 5;
  if (rest.empty() || rest.size() % record != 0)
    return wrong("data-length", "A list of monitors has 4 bytes.");
  std::vector<ObdValue> out;
  std::bitset<256> seen;
  for (; !rest.empty(); rest = rest.subspan(record)) {
    const auto base = rest[0];
    if (std::find(asked.begin(), asked.end(), base) == asked.end())
      return wrong("monitor-echo", fmt::format("List {:02X} was not asked for.", base));
    if (seen.test(base)) return wrong("contradiction", fmt::format("List {:02X} came twice.", base));
    seen.set(base);
    out.push_back(list_value("supported_monitors"));
    const auto raw = bits_at(rest, 8, 32);
    for (unsigned i = 0; i < 32 && base + i + 1 <= 0xFF; ++i)
      if (raw >> (31 - i) & 1) out.back().list.push_back(fmt::format("{:02X}", base + i + 1));
  }
  return out;
}

bool is_list(std::uint8_t number) { return number % 0x20 == 0; }

}  // namespace

Values monitor_results(const ObdRequest& request, const Answers& answers, Bus bus) {
  if (!is_can(bus)) return wrong("bus-unsupported", "Test results of older buses are laid out per maker.");
  const auto asked = request.data();
  auto rest = answers[0].subspan(1);
  if (asked.size() <= max_lists && !asked.empty() && std::all_of(asked.begin(), asked.end(), is_list))
    return supported_monitors(asked, rest);
  if (asked.size() != 1) return wrong("request-malformed", "One monitor at a time.");
  const auto mid = asked[0];
  constexpr std::size_t record = 9;  // monitor, test, scaling, value, least, most
  if (rest.empty() || rest.size() % record != 0)
    return wrong("data-length", fmt::format("{} bytes are no list of test results.", rest.size()));
  std::vector<ObdValue> out;
  std::bitset<256> seen;
  for (; !rest.empty(); rest = rest.subspan(record)) {
    if (rest[0] != mid) return wrong("monitor-echo", "A result is of another monitor.");
    if (seen.test(rest[1])) return wrong("contradiction", fmt::format("Test {:02X} came twice.", rest[1]));
    seen.set(rest[1]);
    const auto& s = scaling(rest[2]);
    if (!s.known) return wrong("unit-unknown", fmt::format("Scaling {:02X} is not known.", rest[2]));
    const auto name = fmt::format("mid{:02X}.tid{:02X}.", mid, rest[1]);
    const double value = scaled(s, rest.subspan(3, 2)), least = scaled(s, rest.subspan(5, 2)),
                 most = scaled(s, rest.subspan(7, 2));
    const auto put = [&, label = monitor_text(mid)](ObdValue v) {
      v.label_en = label.en, v.label_zh = label.zh;
      out.push_back(std::move(v));
    };
    put(number_value(name + "value", std::string(s.unit), value));
    put(number_value(name + "min", std::string(s.unit), least));
    put(number_value(name + "max", std::string(s.unit), most));
    put(flag_value(name + "pass", value >= least && value <= most));
  }
  return out;
}

}  // namespace outpost::dev::services
