// Services 03, 07, 0A and 06 of a simulated unit.
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"
#include "devices/sim/car_answers.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev {
namespace {

void append_word(Bytes& out, std::uint16_t word) {
  out.push_back(static_cast<std::uint8_t>(word >> 8));
  out.push_back(static_cast<std::uint8_t>(word));
}

std::vector<Bytes> code_messages(const std::vector<std::string>& list, std::uint8_t echo, Bus bus) {
  Bytes all;
  for (const auto& code : list) {
    const auto two = code_bytes(code);
    all.insert(all.end(), two.begin(), two.end());
  }
  if (is_can(bus)) {
    Bytes out = {echo, static_cast<std::uint8_t>(list.size())};
    out.insert(out.end(), all.begin(), all.end());
    return {out};
  }
  // Three codes a message without a count, filled up with zeros.
  std::vector<Bytes> out;
  do {
    Bytes one = {echo};
    const auto n = std::min<std::size_t>(6, all.size());
    one.insert(one.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
    one.resize(7);
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
    out.push_back(one);
  } while (!all.empty());
  return out;
}

}  // namespace

Bytes code_bytes(std::string_view code) {
  const auto letter = std::string_view("PCBU").find(code[0]);
  const auto rest = *from_hex(code.substr(1));
  return {static_cast<std::uint8_t>(letter << 6 | rest[0]), rest[1]};
}

std::vector<Bytes> codes_answer(const SimUnit& u, const ObdRequest& request, Bus bus) {
  if (request.bytes.size() != 1) return {};
  switch (request.service()) {
  case 0x03: return code_messages(u.stored, 0x43, bus);
  case 0x07: return code_messages(u.pending, 0x47, bus);
  default: return is_can(bus) ? code_messages(u.permanent, 0x4A, bus) : std::vector<Bytes>();
  }
}

std::optional<std::uint16_t> test_word(std::uint8_t scaling, double value) {
  for (const auto& row : table_rows(data_file("mode06_units.tsv"))) {
    if (table_hex(row[0]) != scaling) continue;
    const bool with_sign = row[1] == "1";
    const double raw = std::round((value - table_number(row[3])) / table_number(row[2]));
    if (!(raw >= (with_sign ? -32'768 : 0)) || raw > (with_sign ? 32'767 : 65'535)) return std::nullopt;
    return static_cast<std::uint16_t>(static_cast<std::int32_t>(raw));
  }
  return std::nullopt;
}

namespace {

// Up to six lists in one answer; a list without a monitor is left out, but for the first.
std::vector<Bytes> monitor_lists(const SimUnit& u, ByteView lists) {
  const auto has = [&](unsigned n) {
    return std::any_of(u.tests.begin(), u.tests.end(), [&](const SimTest& t) { return t.monitor == n; });
  };
  Bytes out = {0x46};
  for (const auto list : lists) {
    const auto bits = support_list(list, has);
    if (list != 0 && bits == Bytes(4)) continue;
    out.push_back(list);
    out.insert(out.end(), bits.begin(), bits.end());
  }
  if (out.size() == 1) return {};
  return {out};
}

}  // namespace

// On CAN only: older buses lay test results out per maker, and nobody here claims to know how.
std::vector<Bytes> tests_answer(const SimUnit& u, const ObdRequest& request, Bus bus) {
  const auto asked = request.data();
  if (!is_can(bus) || asked.empty() || asked.size() > max_together || mixes_lists(asked) || u.tests.empty())
    return {};
  if (asked[0] % 0x20 == 0) return monitor_lists(u, asked);
  if (asked.size() != 1) return {};
  const auto mid = asked[0];
  Bytes out = {0x46};
  for (const auto& t : u.tests) {
    if (t.monitor != mid) continue;
    out.insert(out.end(), {t.monitor, t.test, t.scaling});
    // After clearing, value and limits are the bytes 0000, whatever they mean in the scaling.
    for (const double v : {t.value, t.least, t.most})
      append_word(out, u.cleared ? 0 : test_word(t.scaling, v).value_or(0));
  }
  if (out.size() == 1) return {};
  return {out};
}

}  // namespace outpost::dev
