// Walks all rows of pids.tsv: a row is reviewed by reading it, its form by this.
#include "devices/codec/code_text.hpp"
#include "devices/codec/pid_table.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"
#include "tests/devices/codec/table_checks.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

using namespace outpost;
using namespace outpost::dev;

namespace {

using Row = std::vector<std::string_view>;

const std::set<std::string_view> kinds = {"u", "s", "code", "bool", "dtc", "pids", "raw"};
const std::set<std::string_view> units = {"%",         "L/h",  "Nm",    "Pa",   "V",    "bool", "code",
                                          "count",     "deg",  "degC",  "dtc",  "g/s",  "h",    "hex",
                                          "kPa",       "kg/h", "km",    "km/h", "list", "mA",   "min",
                                          "mg/stroke", "ppm",  "ratio", "rpm",  "s",    "mg/m3"};

std::set<std::string_view> code_lists() {
  std::set<std::string_view> out;
  for (const auto& row : table_rows(data_file("pid_codes.tsv"))) out.insert(row[0]);
  return out;
}

bool is_name(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// "-", "3" or "0!4": bits of the first byte.
bool is_needs(std::string_view s) {
  if (s == "-") return true;
  const auto bit = [](std::string_view c) { return c.size() == 1 && c[0] >= '0' && c[0] <= '7'; };
  const auto mark = s.find('!');
  if (mark == s.npos) return bit(s);
  return bit(s.substr(0, mark)) && bit(s.substr(mark + 1)) && s.substr(0, mark) != s.substr(mark + 1);
}

void check_row(const Row& row) {
  BOOST_TEST((row[0].size() == 2 && is_hex_cell(row[0])));
  BOOST_TEST(is_name(row[2]));
  BOOST_TEST(kinds.contains(row[5]));
  BOOST_TEST(units.contains(row[8]));
  for (const std::size_t i : {1u, 3u, 4u, 6u, 7u}) BOOST_TEST(is_number_cell(row[i]));
  const auto bytes = table_number(row[1]), bit = table_number(row[3]), bits = table_number(row[4]);
  BOOST_TEST((bits >= 1 && bits <= 32 && bit + bits <= bytes * 8));
  BOOST_TEST(table_number(row[6]) > 0);
  BOOST_TEST(is_needs(row[9]));
  if (row[9] != "-") BOOST_TEST(bit >= 8);  // the bits that say so are in the first byte
  BOOST_TEST((row[10] == "-" || (is_hex_cell(row[10]) && table_hex(row[10]) < std::int64_t{1} << int(bits))));
  BOOST_TEST(both_languages(row[11], row[12]), row[11] << " / " << row[12]);
  BOOST_TEST((row[14] == "-" || row[14] == "detail" || row[14] == "shared" || row[14] == "detail shared"));
  if (row[5] == "bool") BOOST_TEST((row[8] == "bool" && bits == 1));
  if (row[5] == "code") BOOST_TEST((row[8] == "code" && row[13] != "-"));  // a bare number helps nobody
  if (row[5] == "u" || row[5] == "s") BOOST_TEST((row[8] != "bool" && row[8] != "code"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identifier_table)

BOOST_AUTO_TEST_CASE(every_row_is_well_formed) {
  const auto lists = code_lists();
  std::map<std::string_view, std::string_view> bytes_of;
  std::set<std::string_view> names, pids;
  std::string_view previous;
  for (const auto& row : table_rows(data_file("pids.tsv"))) {
    BOOST_REQUIRE(row.size() == 15u);
    BOOST_TEST_CONTEXT(row[0] << " " << row[2]) {
      check_row(row);
      BOOST_TEST((row[13] == "-" || lists.contains(row[13])));
      // The rows of an identifier stand together and agree on its length.
      if (row[0] != previous) BOOST_TEST(pids.insert(row[0]).second);
      previous = row[0];
      BOOST_TEST(bytes_of.emplace(row[0], row[1]).first->second == row[1]);
      // A name means one thing in the whole table; only the support lists share theirs.
      if (row[5] != "pids") BOOST_TEST(names.insert(row[2]).second);
    }
  }
  BOOST_TEST_MESSAGE(pids.size() << " identifiers, " << names.size() << " named fields");
  BOOST_TEST(pids.size() >= 150u);
}

// Only the raw view of whole bytes may share bits with other fields, and a field that is flagged so: it is
// the same bytes in another scale, and the bits of the first byte never let both through.
BOOST_AUTO_TEST_CASE(fields_do_not_overlap) {
  std::set<std::string_view> shared;
  for (const auto& row : table_rows(data_file("pids.tsv")))
    if (row[14].ends_with("shared")) shared.insert(row[2]);
  for (int n = 0; n < 256; ++n) {
    const auto* pid = find_pid(static_cast<std::uint8_t>(n));
    if (pid == nullptr) continue;
    std::set<unsigned> used;
    for (const auto& f : pid->fields) {
      if (f.kind == PidField::Kind::raw) continue;
      if (shared.contains(f.name)) {
        const auto twin = std::find_if(pid->fields.begin(), pid->fields.end(), [&](const PidField& t) {
          return t.bit == f.bit && t.bits == f.bits && t.name != f.name;
        });
        BOOST_REQUIRE(twin != pid->fields.end());
        BOOST_TEST((f.needs == twin->blocked_by && f.blocked_by == twin->needs), f.name);
        continue;
      }
      for (unsigned b = f.bit; b < f.bit + f.bits; ++b)
        BOOST_TEST(used.insert(b).second, f.name << " bit " << b);
      // The byte that says what is supported is no value itself.
      for (const auto& other : pid->fields)
        if (other.needs >= 0) BOOST_TEST(f.bit >= 8);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_reads_behind_the_data_and_unsupported_fields_stay_out) {
  const auto has = [](const std::vector<ObdValue>& values, std::string_view name) {
    return std::any_of(values.begin(), values.end(), [&](const ObdValue& v) { return v.name == name; });
  };
  for (int n = 0; n < 256; ++n) {
    const auto* pid = find_pid(static_cast<std::uint8_t>(n));
    if (pid == nullptr) continue;
    const auto ones = decode_pid(*pid, Bytes(pid->bytes, 0xFF)),
               zeros = decode_pid(*pid, Bytes(pid->bytes, 0x00));
    for (const auto& f : pid->fields) {
      if (f.needs >= 0) BOOST_TEST(!has(zeros, f.name), f.name);
      if (f.blocked_by >= 0) BOOST_TEST(!has(ones, f.name), f.name);
      if (f.needs < 0 && f.none < 0) BOOST_TEST((has(zeros, f.name) && has(ones, f.name)), f.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(values_carry_their_words_and_unknown_codes_none) {
  const auto words = [](std::uint8_t number, Bytes data) {
    const auto v = decode_pid(*find_pid(number), data);
    BOOST_REQUIRE(!v.empty());
    return v[0];
  };
  BOOST_TEST(words(0x51, {4}).text_en == "Diesel");
  BOOST_TEST(words(0x51, {4}).text_zh == "柴油");
  BOOST_TEST(words(0x51, {4}).number == 4);
  BOOST_TEST(words(0x51, {0xEE}).text_en.empty());
  BOOST_TEST(words(0x51, {0xEE}).text_zh.empty());
  BOOST_TEST(words(0x03, {2, 0}).text_en == "Closed loop, oxygen sensors control the mixture");
  BOOST_TEST(words(0x03, {3, 0}).text_en.empty());  // two states at once are no state
  BOOST_TEST(words(0x12, {8}).text_en == "Pump switched on for a test");
  BOOST_TEST(words(0x1C, {6}).text_en == "EOBD (Europe)");
  BOOST_TEST(words(0x1E, {1}).text_en == "Working");
  BOOST_TEST(words(0x5F, {15}).text_en == "Heavy duty Euro V (B2)");
  BOOST_TEST(words(0x0C, {0, 0}).text_en.empty());  // a plain number needs none
  BOOST_TEST(code_text("no_such_list", 1).en.empty());
}

BOOST_AUTO_TEST_SUITE_END()
