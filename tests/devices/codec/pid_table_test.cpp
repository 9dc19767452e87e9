// Walks all rows of the tables: a row is reviewed by reading it, its form by this.
#include "devices/codec/obd_request.hpp"
#include "devices/codec/pid_table.hpp"
#include "devices/codec/readiness.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <boost/test/unit_test.hpp>
#include <charconv>
#include <map>
#include <set>

using namespace outpost;
using namespace outpost::dev;

namespace {

bool is_number(std::string_view s) {
  double v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  return error == std::errc() && end == s.data() + s.size();
}

bool is_hex_cell(std::string_view s) {
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v, 16);
  return error == std::errc() && end == s.data() + s.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(every_row_of_the_identifiers_is_well_formed) {
  const std::set<std::string_view> kinds = {"u", "s", "code", "bool", "dtc", "pids", "raw"};
  std::map<std::string_view, std::string_view> bytes_of;
  std::map<std::string_view, std::set<std::string_view>> names_of;
  std::set<std::string_view> pids;
  for (const auto& row : table_rows(data_file("pids.tsv"))) {
    BOOST_REQUIRE(row.size() == 13u);
    BOOST_TEST_CONTEXT(row[0] << " " << row[2]) {
      pids.insert(row[0]);
      BOOST_TEST((row[0].size() == 2 && is_hex_cell(row[0])));
      const auto [known, fresh] = bytes_of.emplace(row[0], row[1]);
      BOOST_TEST(known->second == row[1]);  // one length for all fields of an identifier
      BOOST_TEST(names_of[row[0]].insert(row[2]).second);
      BOOST_TEST(kinds.contains(row[5]));
      for (const int i : {1, 3, 4, 6, 7}) BOOST_TEST(is_number(row[static_cast<std::size_t>(i)]));
      BOOST_TEST(table_number(row[3]) + table_number(row[4]) <= table_number(row[1]) * 8);
      BOOST_TEST((table_number(row[4]) >= 1 && table_number(row[4]) <= 32));
      BOOST_TEST((row[9] == "-" || (is_number(row[9]) && table_number(row[9]) < 8)));
      BOOST_TEST((row[10] == "-" || is_hex_cell(row[10])));
      if (row[9] != "-") BOOST_TEST(table_number(row[3]) >= 8);  // its support bit is in byte A
      for (const int i : {2, 8, 11, 12}) BOOST_TEST(!row[static_cast<std::size_t>(i)].empty());
    }
  }
  BOOST_TEST_MESSAGE(pids.size() << " identifiers");
  BOOST_TEST(pids.size() >= 130u);
}

// Fields of one identifier do not overlap, apart from whole-byte views of single bits.
BOOST_AUTO_TEST_CASE(fields_do_not_overlap) {
  for (int n = 0; n < 256; ++n) {
    const auto* pid = find_pid(static_cast<std::uint8_t>(n));
    if (pid == nullptr) continue;
    std::set<unsigned> used;
    for (const auto& f : pid->fields) {
      if (f.kind == PidField::Kind::raw) continue;
      for (unsigned b = f.bit; b < f.bit + f.bits; ++b)
        BOOST_TEST(used.insert(b).second, f.name << " bit " << b);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_reads_behind_the_data_and_unsupported_fields_stay_out) {
  for (int n = 0; n < 256; ++n) {
    const auto* pid = find_pid(static_cast<std::uint8_t>(n));
    if (pid == nullptr) continue;
    const auto all = decode_pid(*pid, Bytes(pid->bytes, 0xFF)),
               none = decode_pid(*pid, Bytes(pid->bytes, 0x00));
    BOOST_TEST(!all.empty());
    for (const auto& f : pid->fields)
      if (f.needs >= 0)
        BOOST_TEST(
            std::none_of(none.begin(), none.end(), [&](const ObdValue& v) { return v.name == f.name; }));
  }
}

BOOST_AUTO_TEST_CASE(units_of_monitor_results_and_identifiers) {
  std::set<std::string_view> ids;
  for (const auto& row : table_rows(data_file("mode06_units.tsv"))) {
    BOOST_REQUIRE(row.size() == 5u);
    BOOST_TEST(ids.insert(row[0]).second);
    BOOST_TEST((row[1] == "0" || row[1] == "1"));
    BOOST_TEST((row[1] == "1") == (table_hex(row[0]) >= 0x80));  // the top bit says signed
    BOOST_TEST((is_number(row[2]) && table_number(row[2]) > 0 && is_number(row[3])));
  }
  for (const auto& row : table_rows(data_file("identifiers.tsv"))) {
    BOOST_REQUIRE(row.size() == 14u);
    BOOST_TEST(answer_id(static_cast<std::uint32_t>(table_hex(row[0]))) == table_hex(row[1]));
    BOOST_TEST(table_number(row[5]) + table_number(row[6]) <= table_number(row[3]) * 8);
  }
}

BOOST_AUTO_TEST_CASE(self_tests_by_kind_of_engine) {
  const auto spark = *read_readiness(*from_hex("8207E504"));
  BOOST_TEST(!spark.compression_ignition);
  std::map<std::string_view, Monitor> by_name;
  for (const auto& m : spark.monitors) by_name[m.name] = m;
  BOOST_TEST(by_name.size() == 11u);
  BOOST_TEST((by_name["misfire"].available && by_name["misfire"].complete));
  BOOST_TEST((by_name["catalyst"].available && by_name["catalyst"].complete));
  BOOST_TEST((by_name["evaporative_system"].available && !by_name["evaporative_system"].complete));
  BOOST_TEST(!by_name["secondary_air"].available);
  const auto diesel = *read_readiness(*from_hex("000FEB40"));
  BOOST_TEST(diesel.compression_ignition);
  BOOST_TEST(diesel.monitors.size() == 9u);
  BOOST_TEST(!read_readiness(*from_hex("000FEB")).ok());
}

BOOST_AUTO_TEST_SUITE_END()
