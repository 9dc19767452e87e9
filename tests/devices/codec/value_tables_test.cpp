// Walks all rows of the tables beside pids.tsv, and asks the functions that read them.
#include "devices/codec/code_text.hpp"
#include "devices/codec/monitor_text.hpp"
#include "devices/codec/obd_request.hpp"
#include "devices/codec/pid_table.hpp"
#include "devices/codec/readiness.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"
#include "tests/devices/codec/table_checks.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

using namespace outpost;
using namespace outpost::dev;

BOOST_AUTO_TEST_SUITE(value_tables)

BOOST_AUTO_TEST_CASE(words_of_enumerations) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::set<std::string_view> used;
  for (const auto& row : table_rows(data_file("pids.tsv"))) used.insert(row[13]);
  for (const auto& row : table_rows(data_file("pid_codes.tsv"))) {
    BOOST_REQUIRE(row.size() == 4u);
    BOOST_TEST_CONTEXT(row[0] << " " << row[1]) {
      BOOST_TEST(used.contains(row[0]));  // a list that no field uses is a slip of the pen
      BOOST_TEST((is_number_cell(row[1]) && table_number(row[1]) >= 0 && table_number(row[1]) <= 255));
      BOOST_TEST(seen.insert({row[0], row[1]}).second);
      BOOST_TEST(both_languages(row[2], row[3]), row[2] << " / " << row[3]);
      const auto text = code_text(row[0], static_cast<std::int64_t>(table_number(row[1])));
      BOOST_TEST((text.en == row[2] && text.zh == row[3]));
    }
  }
  BOOST_TEST_MESSAGE(seen.size() << " code values with words");
}

BOOST_AUTO_TEST_CASE(sources_are_named_for_identifiers_of_the_table) {
  for (const auto& row : table_rows(data_file("pid_sources.tsv"))) {
    BOOST_REQUIRE(row.size() == 5u);
    BOOST_TEST_CONTEXT(row[0]) {
      BOOST_TEST((is_hex_cell(row[0]) && find_pid(static_cast<std::uint8_t>(table_hex(row[0]))) != nullptr));
      for (const auto cell : row) BOOST_TEST(!cell.empty());
      BOOST_TEST((row[2] != "-" && row[3] != "-" && row[2] != row[3]));  // two of them, not the same
    }
  }
}

BOOST_AUTO_TEST_CASE(units_of_test_results) {
  const std::set<std::string_view> units = {
      "%",   "Hz",  "L",    "Pa",  "Pa/s", "bool",  "count", "deg",   "degC", "g",         "g/cylinder",
      "g/s", "kPa", "kg/h", "km",  "km/h", "mA",    "mV",    "mV/ms", "mV/s", "mg/stroke", "min",
      "mm",  "mm2", "ms",   "ohm", "ppm",  "ratio", "rpm",   "uA",    "us"};
  std::set<std::string_view> ids;
  for (const auto& row : table_rows(data_file("mode06_units.tsv"))) {
    BOOST_REQUIRE(row.size() == 5u);
    BOOST_TEST_CONTEXT(row[0]) {
      BOOST_TEST((row[0].size() == 2 && is_hex_cell(row[0]) && row[0] != "00" && ids.insert(row[0]).second));
      BOOST_TEST((row[1] == "0" || row[1] == "1"));
      BOOST_TEST((row[1] == "1") == (table_hex(row[0]) >= 0x80));  // the top bit says signed
      BOOST_TEST((is_number_cell(row[2]) && table_number(row[2]) > 0 && is_number_cell(row[3])));
      BOOST_TEST(units.contains(row[4]));
    }
  }
  BOOST_TEST_MESSAGE(ids.size() << " scalings of test results");
  BOOST_TEST(ids.size() >= 90u);
}

BOOST_AUTO_TEST_CASE(names_of_monitors_and_their_tests) {
  std::set<std::string_view> ids, texts;
  for (const auto& row : table_rows(data_file("mode06_monitors.tsv"))) {
    BOOST_REQUIRE(row.size() == 3u);
    BOOST_TEST((row[0].size() == 2 && is_hex_cell(row[0]) && ids.insert(row[0]).second));
    BOOST_TEST(table_hex(row[0]) % 0x20 != 0, row[0]);  // those are the lists of what is supported
    BOOST_TEST(both_languages(row[1], row[2]), row[1]);
    BOOST_TEST((texts.insert(row[1]).second && texts.insert(row[2]).second));
  }
  for (const auto& row : table_rows(data_file("mode06_tests.tsv"))) {
    BOOST_REQUIRE(row.size() == 5u);
    for (const std::size_t i : {0u, 1u, 2u}) BOOST_TEST(is_hex_cell(row[i]));
    BOOST_TEST(table_hex(row[0]) <= table_hex(row[1]));
    BOOST_TEST(both_languages(row[3], row[4]), row[3]);
  }
  BOOST_TEST(monitor_text(0x01).en == "Oxygen sensor, bank 1, sensor 1");
  BOOST_TEST(monitor_text(0x10).en == "Oxygen sensor, bank 4, sensor 4");
  BOOST_TEST(monitor_text(0x22).zh == "催化器 2列");
  BOOST_TEST(monitor_text(0x34).en == "Exhaust gas recirculation, bank 4");
  BOOST_TEST(monitor_text(0x35).en == "Variable valve timing, bank 1");
  BOOST_TEST(monitor_text(0x46).en == "Oxygen sensor heater, bank 2, sensor 2");
  BOOST_TEST(monitor_text(0xA2).en == "Misfire, cylinder 1");
  BOOST_TEST(monitor_text(0xAD).en == "Misfire, cylinder 12");
  for (const int free : {0x00, 0x13, 0x20, 0x25, 0x3E, 0x65, 0xB8, 0xE1, 0xFF})
    BOOST_TEST(monitor_text(static_cast<std::uint8_t>(free)).en.empty(), free);
  BOOST_TEST(monitor_test_text(0x05, 0x0A).en == "Period of the sensor signal");
  BOOST_TEST(monitor_test_text(0xA3, 0x0B).zh == "最近十次行驶的平均失火次数");
  BOOST_TEST(monitor_test_text(0x21, 0x01).en.empty());  // of oxygen sensors only
  BOOST_TEST(monitor_test_text(0x01, 0x0B).en.empty());
  BOOST_TEST(monitor_test_text(0x01, 0x80).en.empty());  // the maker's own
}

BOOST_AUTO_TEST_CASE(tables_of_other_services) {
  for (const auto& row : table_rows(data_file("identifiers.tsv"))) {
    BOOST_REQUIRE(row.size() == 14u);
    BOOST_TEST(answer_id(static_cast<std::uint32_t>(table_hex(row[0]))) == table_hex(row[1]));
    BOOST_TEST(table_number(row[5]) + table_number(row[6]) <= table_number(row[3]) * 8);
  }
  for (const auto& row : table_rows(data_file("dtc.tsv"))) {
    BOOST_REQUIRE(row.size() == 3u);
    for (const auto cell : row) BOOST_TEST(!cell.empty());
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
  for (const std::string bad : {"", "000FEB", "000FEB4000"}) BOOST_TEST(!read_readiness(*from_hex(bad)).ok());
}

// This drive cycle, as its raw view hands it on: misfire and catalyst may run, the catalyst has not yet.
BOOST_AUTO_TEST_CASE(self_tests_of_this_drive_cycle) {
  const auto values = decode_pid(*find_pid(0x41), *from_hex("00010101"));
  const auto raw = std::find_if(values.begin(), values.end(),
                                [](const ObdValue& v) { return v.name == "monitor_bytes_cycle"; });
  BOOST_REQUIRE((raw != values.end() && raw->detail));
  const auto read = *read_readiness(*from_hex(raw->text));
  for (const auto& m : read.monitors) {
    BOOST_TEST(m.available == (m.name == "misfire" || m.name == "catalyst"), m.name);
    if (m.available) BOOST_TEST(m.complete == (m.name == "misfire"), m.name);
  }
}

BOOST_AUTO_TEST_CASE(every_self_test_has_advice_and_every_advice_a_self_test) {
  std::set<std::string_view> names;
  for (const auto* bytes : {"0007FF00", "000FFF00"}) {
    const auto read = *read_readiness(*from_hex(bytes));
    for (const auto& m : read.monitors) names.insert(m.name);
  }
  for (const auto name : names) {
    const auto advice = readiness_advice(name);
    BOOST_TEST(both_languages(advice.en, advice.zh), name);
    BOOST_TEST((advice.en.ends_with('.') && advice.zh.ends_with("。")), name);  // whole sentences
  }
  const auto rows = table_rows(data_file("readiness_advice.tsv"));
  BOOST_TEST(rows.size() == names.size());
  for (const auto& row : rows) BOOST_TEST((row.size() == 3u && names.contains(row[0])), row[0]);
  BOOST_TEST(readiness_advice("catalysts").en.empty());
}

BOOST_AUTO_TEST_SUITE_END()
