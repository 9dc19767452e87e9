// Mutated answers: whatever comes out must be backed by a line that a simple, separate reading of the text
// finds too.
#include "devices/codec/obd.hpp"
#include "edge/base/id.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;

namespace {

using Lines = std::vector<std::string>;

// One random damage to one random place.
void damage(Lines& lines, SeededRandom& random) {
  const std::string_view signs = "0123456789ABCDEFabcdef >:?.<\\ZXOK";
  if (lines.empty()) return;
  auto& line = lines[random.next() % lines.size()];
  const auto at = line.empty() ? 0 : random.next() % line.size();
  const char sign = signs[random.next() % signs.size()];
  switch (random.next() % 8) {
  case 0:
  case 1:
  case 2:
    if (!line.empty()) line[at] = sign;
    break;
  case 3: line.insert(line.begin() + static_cast<std::ptrdiff_t>(at), sign); break;
  case 4:
    if (!line.empty()) line.erase(at, 1 + random.next() % 3);
    break;
  case 5: lines.push_back(line); break;
  case 6: std::swap(lines[random.next() % lines.size()], lines[random.next() % lines.size()]); break;
  default: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(random.next() % lines.size()));
  }
}

ElmReply reply_of(const Lines& lines) {
  ElmReader reader;
  for (const auto& l : lines) reader.feed(as_bytes(l + "\r"));
  reader.feed(as_bytes("\r>"));
  return reader.next().value_or(ElmReply{});
}

// The bytes of every line that is nothing but hexadecimal, blanks apart; the identifier stays in front as
// text.
std::vector<std::string> hex_lines(const ElmReply& reply) {
  std::vector<std::string> out;
  for (const auto& l : reply.lines)
    if (auto s = squeeze(l); is_hex(s)) out.push_back(s);
  return out;
}

bool backed_rpm_can(const ElmReply& reply, const ObdValue& v) {
  const auto raw = fmt::format("{:04X}", static_cast<int>(v.number * 4));
  const auto lines = hex_lines(reply);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& l) {
    return l.size() % 2 == 1 && l.size() <= 3 + 16 && l.starts_with(v.source + "04410C" + raw);
  });
}

bool backed_rpm_iso(const ElmReply& reply, const ObdValue& v) {
  const auto raw = fmt::format("{:04X}", static_cast<int>(v.number * 4));
  const auto lines = hex_lines(reply);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& l) {
    if (l.size() != 16 || l != "486B" + v.source + "410C" + raw + l.substr(14)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 14; i += 2) sum += std::stoi(l.substr(i, 2), nullptr, 16);
    return (sum & 0xFF) == std::stoi(l.substr(14), nullptr, 16);
  });
}

bool backed_vin(const ElmReply& reply, const ObdValue& v) {
  std::string hex;
  for (const char c : v.text) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
  std::size_t step = 0;
  for (const auto& l : hex_lines(reply)) {
    if (!l.starts_with(v.source)) continue;
    const auto body = l.substr(3);
    if (step == 0 && body == "1014490201" + hex.substr(0, 6))
      step = 1;
    else if (step == 1 && body == "21" + hex.substr(6, 14))
      step = 2;
    else if (step == 2 && body == "22" + hex.substr(20))
      step = 3;
  }
  return step == 3;
}

struct Subject {
  std::string request, name;
  Bus bus;
  Lines lines;
  bool (*backed)(const ElmReply&, const ObdValue&);
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_mutated_answer_never_gives_a_value_that_no_line_backs) {
  const std::uint64_t seed = 0x0B0D'2026;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  const std::vector<Subject> subjects = {
      {"010C",
       "engine_rpm",
       Bus::can11,
       {"7E8 04 41 0C 1A F8 00 00 00", "7E9 04 41 0C 1A F4 00 00 00"},
       backed_rpm_can},
      {"010C", "engine_rpm", Bus::iso9141, {"48 6B 10 41 0C 1A F8 22"}, backed_rpm_iso},
      {"0902",
       "vin",
       Bus::can11,
       {"7E8 10 14 49 02 01 4C 5A 5A", "7E8 21 50 41 31 34 45 35 45", "7E8 22 31 30 30 31 32 33 34"},
       backed_vin},
  };
  int values = 0, rounds = 0;
  for (const auto& s : subjects) {
    const auto request = *parse_obd_request(s.request);
    for (int i = 0; i < 40'000; ++i, ++rounds) {
      auto lines = s.lines;
      for (auto n = 1 + random.next() % 3; n > 0; --n) damage(lines, random);
      const auto reply = reply_of(lines);
      const auto reading = read_obd(request, {s.bus, true, s.request, 0}, reply);
      for (const auto& v : reading.values) {
        ++values;
        BOOST_REQUIRE(v.name == s.name);
        BOOST_REQUIRE_MESSAGE(s.backed(reply, v),
                              "round " << i << ": " << value_text(v) << " of " << v.source);
      }
      BOOST_REQUIRE((!reading.values.empty() || !reading.faults.empty() || reading.no_data));
    }
  }
  BOOST_TEST_MESSAGE(rounds << " mutated answers, " << values << " values, all backed by a line");
  BOOST_TEST(values > 1'000);
}
