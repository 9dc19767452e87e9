#include "devices/codec/j1939.hpp"
#include "devices/codec/vector_row.hpp"
#include "devices/data/data.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <set>

using namespace outpost;
using namespace outpost::dev;

namespace {

std::string decode(const std::string& pgn, const std::string& raw, bool headers = true) {
  const VectorRow row{"x", "J1939", headers, pgn, raw};
  const auto reading = decode_vector(row);
  std::string out;
  for (const auto& v : reading.values)
    out += (out.empty() ? "" : ";") + v.name + (v.source.empty() ? "" : "@" + v.source) + "=" + value_text(v);
  if (reading.values.empty())
    out = reading.no_data ? "nodata" : "!" + (reading.faults.empty() ? "" : reading.faults.front().name);
  return out;
}

// Two codes in 10 bytes: a broadcast announcement and two packets.
const std::string begin = "1CECFF00 20 0A 00 02 FF CA FE 00";
const std::string part1 = "1CEBFF00 01 04 FF 64 00 01 03 6E";
const std::string part2 = "1CEBFF00 02 00 00 05 FF FF FF FF";
const std::string both = "dm1.lamp.mil@00=0;dm1.lamp.stop@00=0;dm1.lamp.warning@00=1;dm1.lamp.protect@00=0;"
                         "dm1.codes@00=100-1:3,110-0:5";

}  // namespace

BOOST_AUTO_TEST_SUITE(j1939)

BOOST_AUTO_TEST_CASE(identifiers_are_taken_apart) {
  const auto dm1 = j1939_id(0x18FECA21);
  BOOST_TEST(dm1.priority == 6);
  BOOST_TEST(dm1.pgn == 0xFECAu);
  BOOST_TEST(dm1.destination == 0xFF);
  BOOST_TEST(dm1.source == 0x21);
  const auto asked = j1939_id(0x18EA00F9);
  BOOST_TEST(asked.pgn == 0xEA00u);
  BOOST_TEST(asked.destination == 0x00);
  BOOST_TEST(asked.source == 0xF9);
  BOOST_TEST(j1939_id(0x0DF00401).pgn == 0x1F004u);
}

BOOST_AUTO_TEST_CASE(single_frames) {
  const std::string none = "dm1.lamp.mil@00=0;dm1.lamp.stop@00=0;dm1.lamp.warning@00=0;dm1.lamp.protect@00=0;"
                           "dm1.codes@00=none";
  const std::vector<std::array<std::string, 3>> table = {
      {"FECA", "6 0FECA 00 00 FF 00 00 00 00 FF FF", none},
      {"FECA", "18 FE CA 00 00 FF 00 00 00 00 FF FF", none},
      {"00FECA", "18FECA00 00FF00000000FFFF", none},
      {"FECA", "18FECA00 00FFFFFFFFFFFFFF", none},
      {"FECA", "18FECA03 04 FF 64 00 01 03 FF FF",
       "dm1.lamp.mil@03=0;dm1.lamp.stop@03=0;dm1.lamp.warning@03=1;"
       "dm1.lamp.protect@03=0;dm1.codes@03=100-1:3"},
      {"FECB", "18FECB00 FF FF BE 00 02 7F FF FF", "dm2.codes@00=190-2:-"},  // no lamps, count not told
      {"FECA", "18FECA00 40 3F 34 F2 F0 01 FF FF",  // SPN 520756 = 0x7F234, FMI 16; slow flash
       "dm1.lamp.mil@00=1;dm1.lamp.mil.flash@00=slow;dm1.lamp.stop@00=0;dm1.lamp.warning@00=0;"
       "dm1.lamp.protect@00=0;dm1.codes@00=520756-16:1"},
      {"FECA", "18FECA00 10 DF 64 00 01 03 FF FF",  // red lamp, fast flash
       "dm1.lamp.mil@00=0;dm1.lamp.stop@00=1;dm1.lamp.stop.flash@00=fast;dm1.lamp.warning@00=0;"
       "dm1.lamp.protect@00=0;dm1.codes@00=100-1:3"},
      {"FECA", "18FECA00 04 FF 64 00 01 83 FF FF", "!conversion-method"},
      {"FECA", "18FECA00 04 FF 64 00 01 03 12 34", "!dm-length"},
      {"FECA", "18FECA00 04 FF 64 00 01", "!dm-length"},
      {"FECA", "18FECA00 04 FF", "!dm-length"},
      {"FECA", "18FECA00 04 FF 00 00 01 03 FF FF", "!code-empty"},
      {"FECA", "18FECB00 04 FF 64 00 01 03 FF FF", "!no-answer"},
      {"FECA", "18FECA00 04 FF 64 00 01 03 FF FF|18FECA00 04 FF 64 00 01 04 FF FF", "!contradiction"},
      {"FECA", "18FECA00 04 FF 64 00 01 03 FF FF 00", "!line-malformed"},
      {"FECA", "98FECA00 04 FF 64 00 01 03 FF FF", "!line-malformed"},
      {"FECA", "68FECA00 04 FF 64 00 01 03 FF FF", "!line-malformed"},
      {"FECA", "NO DATA", "nodata"},
      {"FECA", "CAN ERROR", "!can-error"},
      {"FECA", "18E8FF00 01 FF FF FF FF CA FE 00", "!j1939-refused"},
      {"FECA", "18E8FF00 01 FF FF FF FF CB FE 00", "!no-answer"},
      {"FECA", "18E8FF00 03 FF FF FF FF CA FE 00", "!j1939-busy"},
      {"FECC", "18FECC00 04 FF 64 00 01 03 FF FF", "!pgn-unknown"},
      {"XX", "18FECA00 04 FF 64 00 01 03 FF FF", "!request-malformed"},
  };
  for (const auto& [pgn, raw, want] : table) BOOST_TEST_CONTEXT(raw) BOOST_TEST(decode(pgn, raw) == want);
}

BOOST_AUTO_TEST_CASE(messages_in_parts) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {begin + "|" + part1 + "|" + part2, both},
      {"7 0ECFF 00 20 0A 00 02 FF CA FE 00|7 0EBFF 00 01 04 FF 64 00 01 03 6E|7 0EBFF 00 02 00 00 05 FF FF "
       "FF FF",
       both},
      {"18ECF900 10 0A 00 02 FF CA FE 00|" + part1 + "|" + part2, both},  // addressed to us
      {begin + "|" + part1, "!tp-incomplete"},
      {begin + "|" + part2, "!tp-sequence"},
      {begin + "|" + part2 + "|" + part1, "!tp-sequence"},
      {begin + "|" + part1 + "|" + part1, "!tp-sequence"},
      {begin + "|" + part1 + "|" + begin, "!tp-interrupted"},
      {part1 + "|" + part2, "!tp-no-begin"},
      {begin + "|" + part1 + "|" + part2 + "|" + part2, "!tp-no-begin"},
      {"1CECFF00 20 0A 00 03 FF CA FE 00|" + part1 + "|" + part2, "!tp-length"},
      {"1CECFF00 20 06 00 01 FF CA FE 00|" + part1, "!tp-length"},
      {"1CECFF00 20 FF FF FF FF CA FE 00|" + part1, "!tp-length"},
      {"1CECFF00 20 0A 00 02 FF CA FE|" + part1 + "|" + part2, "!tp-length"},
      {"1CECFF00 FF 01 FF FF FF CA FE 00", "!tp-abort"},
      {"1CECFF00 20 0B 00 02 FF CA FE 00|" + part1 + "|" + part2, "!dm-length"},
      {"1CECFF00 20 0A 00 02 FF E3 FE 00|" + part1 + "|" + part2, "!no-answer"},  // of another group
  };
  for (const auto& [raw, want] : table) BOOST_TEST_CONTEXT(raw) BOOST_TEST(decode("FECA", raw) == want);
}

BOOST_AUTO_TEST_CASE(two_units_interleaved_are_kept_apart) {
  const auto other = [](std::string line) { return line.replace(line.find("FF00 "), 5, "FF03 "); };
  const auto raw = begin + "|" + other(begin) + "|" + part1 + "|" + other(part1) + "|" + part2;
  BOOST_TEST(decode("FECA", raw) == both);
  const VectorRow row{"x", "J1939", true, "FECA", raw};
  const auto reading = decode_vector(row);
  BOOST_REQUIRE(reading.faults.size() == 1u);
  BOOST_TEST(reading.faults[0].source == "03");
  BOOST_TEST(vector_report(row, reading, false).find("dm1.codes@00\t") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_headers) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"00 FF 00 00 00 00 FF FF",
       "dm1.lamp.mil=0;dm1.lamp.stop=0;dm1.lamp.warning=0;dm1.lamp.protect=0;dm1.codes=none"},
      {"00A|01: 04 FF 64 00 01 03 6E|02: 00 00 05 FF FF FF FF",
       "dm1.lamp.mil=0;dm1.lamp.stop=0;dm1.lamp.warning=1;dm1.lamp.protect=0;dm1.codes=100-1:3,110-0:5"},
      {"00A|01: 04 FF 64 00 01 03 6E", "!tp-incomplete"},
      {"00A|02: 00 00 05 FF FF FF FF", "!tp-sequence"},
      {"01: 04 FF 64 00 01 03 6E", "!tp-no-begin"},
      {"00A|01: 04 FF 64 00 01 03", "!line-malformed"},
      {"00A|1: 04 FF 64 00 01 03 6E", "!line-malformed"},
      {"00A|00 FF 00 00 00 00 FF FF", "!tp-interrupted"},
      {"00 FF 00 00 00 00 FF FF FF", "!line-malformed"},
      {"FECA00 FF 00 00 00 00 FF FF",
       "dm1.lamp.mil=0;dm1.lamp.stop=0;dm1.lamp.warning=0;dm1.lamp.protect=0;dm1.codes=none"},
      {"FE CA 64 00 01 03 00 00", "!line-malformed"},  // no echo, and looks like one
  };
  for (const auto& [raw, want] : table)
    BOOST_TEST_CONTEXT(raw) BOOST_TEST(decode("FECA", raw, false) == want);
}

// Parts lost, doubled, swapped: the very report or a named fault.
BOOST_AUTO_TEST_CASE(a_hole_never_gives_a_report) {
  const std::uint64_t seed = 19'39'73;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  int whole = 0;
  for (int round = 0; round < 3'000; ++round) {
    const std::size_t codes = 2 + random.next() % 60;
    Bytes data = {0x04, 0xFF};
    for (std::size_t i = 0; i < codes; ++i)
      for (const auto b : {100 + i, std::size_t{0}, i % 22, 1 + i})
        data.push_back(static_cast<std::uint8_t>(b));
    const auto parts = (data.size() + 6) / 7;
    std::vector<std::string> lines = {
        fmt::format("1CECFF0020{:02X}{:02X}{:02X}FFCAFE00", data.size() & 0xFF, data.size() >> 8, parts)};
    data.resize(parts * 7, 0xFF);
    for (std::size_t i = 0; i < parts; ++i)
      lines.push_back(fmt::format("1CEBFF00{:02X}", i + 1) + to_hex(ByteView(data).subspan(i * 7, 7)));
    const auto at = random.next() % lines.size();
    const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
    const auto fault = random.next() % 4;
    if (fault == 1) lines.erase(place);
    if (fault == 2) lines.insert(place, std::string(*place));
    if (fault == 3 && at + 1 < lines.size()) std::swap(lines[at], lines[at + 1]);
    const bool sound = fault == 0 || (fault == 3 && at + 1 == lines.size());
    const auto reading = read_j1939(j1939_dm1, {lines, false}, true, "FECA");
    const auto* list = reading.find("dm1.codes");
    BOOST_REQUIRE_MESSAGE((list != nullptr) == sound,
                          "round " << round << " fault " << fault << " at " << at);
    if (!list) BOOST_REQUIRE(!reading.faults.empty());
    if (list) BOOST_REQUIRE(list->list.size() == codes);
    whole += list ? 1 : 0;
  }
  BOOST_TEST(whole > 500);
}

BOOST_AUTO_TEST_CASE(entries_and_words) {
  const auto code = parse_j1939_code("520192-31:126");
  BOOST_REQUIRE(code.has_value());
  BOOST_TEST(code->spn == 520'192u);
  BOOST_TEST(code->fmi == 31);
  BOOST_TEST(*code->count == 126);
  BOOST_TEST(!parse_j1939_code("100-1:-")->count.has_value());
  for (const std::string bad : {"", "100", "100-1", "100:1-2", "-1:2", "100-32:1", "524288-1:1", "100-1:127",
                                "100-1:x", "100-1:", "1e3-1:1"})
    BOOST_TEST(!parse_j1939_code(bad).has_value(), bad);
  BOOST_TEST(j1939_spn_word(100).en == "Engine oil pressure");
  BOOST_TEST(j1939_spn_word(520'192).en.empty());
  for (std::uint8_t fmi = 0; fmi < 32; ++fmi) {
    BOOST_TEST(!j1939_fmi_word(fmi).en.empty());
    BOOST_TEST(!j1939_fmi_word(fmi).zh.empty());
  }
  BOOST_TEST(j1939_fmi_word(32).en.empty());
  std::set<std::string> seen;
  const auto rows = table_rows(data_file("j1939_spn.tsv"));
  BOOST_TEST(rows.size() >= 100u);
  for (const auto& row : rows) {
    BOOST_REQUIRE(row.size() == 3u);
    BOOST_TEST(seen.insert(std::string(row[0])).second);
    const auto parsed = parse_j1939_code(std::string(row[0]) + "-1:1");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(j1939_spn_word(parsed->spn).zh == row[2]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
