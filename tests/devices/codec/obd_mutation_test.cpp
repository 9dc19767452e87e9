// Mutated answers: whatever comes out must be backed by a line that a simple, separate reading of the text
// finds too.
#include "devices/codec/j1939.hpp"
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

// A damage may by chance write the digit that adapters put between identifier and bytes (ATD1), and right.
std::string without_byte_count(std::string line) {
  constexpr std::size_t id = 3;
  if (line.size() > id && line.size() % 2 == 0 &&
      fmt::format("{:X}", (line.size() - id - 1) / 2) == line.substr(id, 1))
    line.erase(id, 1);
  return line;
}

bool backed_rpm_can(const ElmReply& reply, const ObdValue& v) {
  const auto raw = fmt::format("{:04X}", static_cast<int>(v.number * 4));
  const auto lines = hex_lines(reply);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    const auto l = without_byte_count(line);
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
    const auto body = without_byte_count(l).substr(3);
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

namespace {

// The messages of one 11-bit unit, read the simple way: each frame in turn, a long message only without
// holes.
std::vector<std::string> payloads(const ElmReply& reply, const std::string& source) {
  std::vector<std::string> out;
  std::string open;
  std::size_t want = 0, next = 1;
  for (const auto& line : hex_lines(reply)) {
    const auto l = without_byte_count(line);
    if (!l.starts_with(source) || l.size() < 5) continue;
    const auto number = std::stoul(l.substr(4, 1), nullptr, 16);
    if (l[3] == '0') out.push_back(l.substr(5, number * 2));
    if (l[3] == '1' && l.size() > 7) {
      want = 2 * (number << 8 | std::stoul(l.substr(5, 2), nullptr, 16));
      open = l.substr(7);
      next = 1;
    }
    if (l[3] == '2' && want > 0 && number == next) {
      open += l.substr(5);
      next = (next + 1) % 16;
    }
    if (want > 0 && open.size() >= want) {
      out.push_back(open.substr(0, want));
      want = 0;
    }
  }
  return out;
}

struct Exchange {
  std::string request, echo;  // hexadecimal: what every message that gives a value begins with
  Lines lines;
};

const std::vector<Exchange> exchanges = {
    {"010C0D", "41", {"7E8 06 41 0C 0C 80 0D 20 00", "7E9 04 41 0C 0C 84"}},
    {"020C00", "420C00", {"7E8 05 42 0C 00 0C 80 00 00"}},
    {"03", "43", {"7E8 06 43 02 03 01 04 20 00", "7E9 02 43 00"}},
    {"03", "43", {"7E8 10 0A 43 04 03 01 04 20", "7E8 21 C1 00 01 71 AA AA AA"}},
    {"07", "47", {"7E8 04 47 01 03 01 00 00 00"}},
    {"0A", "4A", {"7E8 04 4A 01 03 01 00 00 00"}},
    {"0601", "4601", {"7E8 10 0A 46 01 81 0B 00 20", "7E8 21 00 10 00 40 AA AA AA"}},
    {"0902",
     "4902",
     {"7E8 10 14 49 02 01 4C 5A 5A", "7E8 21 50 41 31 34 45 35 45", "7E8 22 31 30 30 31 32 33 34"}},
    {"0904",
     "4904",
     {"7E8 10 13 49 04 01 43 41 4C", "7E8 21 49 44 31 32 33 34 35", "7E8 22 36 37 38 39 30 31 AA"}},
    {"1902FF", "5902", {"7E8 10 0B 59 02 FF 03 01 11", "7E8 21 2F 04 20 00 09 AA AA"}},
    {"190403011101", "5904030111", {"7E8 10 0B 59 04 03 01 11 2F", "7E8 21 01 01 F4 0D 20 AA AA"}},
    {"190603011101", "5906030111", {"7E8 10 09 59 06 03 01 11 2F", "7E8 21 01 AB CD AA AA AA AA"}},
    {"194233FFFF", "594233", {"7E8 10 0B 59 42 33 FF FE 04", "7E8 21 44 03 01 11 2F AA AA"}},
    {"195533", "595533", {"7E8 10 09 59 55 33 FF 04 03", "7E8 21 01 11 2F AA AA AA AA"}},
    {"22F190",
     "62F190",
     {"7E8 10 14 62 F1 90 4C 5A 5A", "7E8 21 50 41 31 34 45 35 45", "7E8 22 31 30 30 31 32 33 34"}},
    {"22F40CF40D", "62F4", {"7E8 10 08 62 F4 0C 0C 80 F4", "7E8 21 0D 20 AA AA AA AA AA"}},
    {"3E00", "7E00", {"7E8 02 7E 00 00 00 00 00 00"}},
};

std::string printed(const ObdReading& reading, const std::string& source) {
  std::string out;
  for (const auto& v : reading.values)
    if (v.source == source) out += v.name + "=" + value_text(v) + ";";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_service_gives_a_value_without_its_echo) {
  const std::uint64_t seed = 0x0B0D'0008;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  int values = 0, rounds = 0;
  for (const auto& x : exchanges) {
    const auto request = *parse_obd_request(x.request);
    const auto sound = read_obd(request, {Bus::can11, true, x.request, 0}, reply_of(x.lines));
    BOOST_REQUIRE_MESSAGE(!sound.values.empty(), x.request);
    for (int i = 0; i < 6'000; ++i, ++rounds) {
      auto lines = x.lines;
      for (auto n = 1 + random.next() % 3; n > 0; --n) damage(lines, random);
      const auto reply = reply_of(lines);
      const auto reading = read_obd(request, {Bus::can11, true, x.request, 0}, reply);
      BOOST_REQUIRE((!reading.values.empty() || !reading.faults.empty() || reading.no_data));
      for (const auto& v : reading.values) {
        ++values;
        const auto said = payloads(reply, v.source);
        BOOST_REQUIRE_MESSAGE(std::any_of(said.begin(), said.end(),
                                          [&](const std::string& p) { return p.starts_with(x.echo); }),
                              x.request << " round " << i << ": " << v.name << " = " << value_text(v));
        // The same bytes say the same.
        if (said == payloads(reply_of(x.lines), v.source))
          BOOST_REQUIRE(printed(reading, v.source) == printed(sound, v.source));
      }
    }
  }
  BOOST_TEST_MESSAGE(rounds << " mutated answers of " << exchanges.size() << " exchanges, " << values
                            << " values");
  BOOST_TEST(values > 5'000);
}

BOOST_AUTO_TEST_CASE(no_mutated_dm1_gives_a_report_of_another_group) {
  const std::uint64_t seed = 0x1939;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  const std::vector<Lines> subjects = {
      {"18FECA00 04 FF 64 00 01 03 FF FF", "18FECA03 00 FF 00 00 00 00 FF FF"},
      {"1CECFF00 20 0A 00 02 FF CA FE 00", "1CEBFF00 01 04 FF 64 00 01 03 6E",
       "1CEBFF00 02 00 00 05 FF FF FF FF"}};
  int values = 0;
  for (const auto& subject : subjects)
    for (int i = 0; i < 20'000; ++i) {
      auto lines = subject;
      for (auto n = 1 + random.next() % 3; n > 0; --n) damage(lines, random);
      const auto reply = reply_of(lines);
      const auto reading = read_j1939(j1939_dm1, reply, true, "FECA");
      BOOST_REQUIRE((!reading.values.empty() || !reading.faults.empty() || reading.no_data));
      const auto hex = hex_lines(reply);
      for (const auto& v : reading.values) {
        ++values;
        BOOST_REQUIRE(std::any_of(hex.begin(), hex.end(), [&](const std::string& l) {
          if (l.size() < 8 || l.substr(6, 2) != v.source) return false;
          return l.substr(2, 4) == "FECA" || (l.substr(2, 2) == "EC" && l.ends_with("CAFE00"));
        }));
      }
    }
  BOOST_TEST_MESSAGE(values << " values of mutated DM1");
  BOOST_TEST(values > 1'000);
}
