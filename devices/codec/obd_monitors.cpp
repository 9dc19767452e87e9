// Service 06 on CAN: test results with their limits, in units given by a scaling id.
#include "devices/codec/monitor_text.hpp"
#include "devices/codec/obd_services.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <array>
#include <bitset>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

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

Values supported_monitors(std::uint8_t base, ByteView data) {
  if (data.size() != 4) return wrong("data-length", "The list of monitors has 4 bytes.");
  auto v = list_value("supported_monitors");
  const auto raw = bits_at(data, 0, 32);
  for (unsigned i = 0; i < 32 && base + i + 1 <= 0xFF; ++i)
    if (raw >> (31 - i) & 1) v.list.push_back(fmt::format("{:02X}", base + i + 1));
  return std::vector<ObdValue>{v};
}

}  // namespace

Values monitor_results(const ObdRequest& request, const Answers& answers, Bus bus) {
  if (!is_can(bus)) return wrong("bus-unsupported", "Test results of older buses are laid out per maker.");
  if (request.bytes.size() != 2) return wrong("request-malformed", "One monitor at a time.");
  const auto mid = request.bytes[1];
  auto rest = answers[0].subspan(1);
  if (mid % 0x20 == 0) return supported_monitors(mid, rest.subspan(1));
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
