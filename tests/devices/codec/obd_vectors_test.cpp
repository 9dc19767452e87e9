// The shared vectors: every case right, and no value from any error or nodata case. Absent data is said, not
// hidden.
#include "devices/codec/vector_row.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

using namespace outpost::dev;

namespace {

struct Expected {
  std::string name, value, unit;
};
struct Case {
  VectorRow row;
  std::vector<Expected> expected;
};

std::string data_folder() {
  if (const char* set = std::getenv("OUTPOST_DATA")) return set;
  return std::string(OUTPOST_SOURCE_DIR) + "/../shared/data";
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == '\t')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::vector<Case> load(std::istream& in) {
  std::vector<Case> cases;
  std::string line;
  std::getline(in, line);  // header
  while (std::getline(in, line)) {
    const auto c = cells(line);
    if (cases.empty() || cases.back().row.name != c[0])
      cases.push_back({{c[0], c[1], c[2] == "on", c[3], c[4]}, {}});
    cases.back().expected.push_back({c[5], c[6], c[7]});
  }
  return cases;
}

bool value_agrees(const ObdValue& got, const Expected& want) {
  if (got.unit != want.unit) return false;
  if (got.kind == ValueKind::text || got.kind == ValueKind::list) return value_text(got) == want.value;
  const double b = std::stod(want.value);
  return std::fabs(got.number - b) <= 0.001 * std::max(1.0, std::fabs(b));
}

const ObdValue* find(const ObdReading& reading, const std::string& name) {
  const auto at = name.find('@');
  for (const auto& v : reading.values)
    if (v.name == name.substr(0, at) && (at == std::string::npos || v.source == name.substr(at + 1)))
      return &v;
  return nullptr;
}

// Three shared cases cannot be right: their 7E8 announces 14 bytes and the lines carry 13, and the expected
// last code holds the byte that is missing. No code may be made up, so what must come out is the other unit
// alone.
const std::set<std::string> cut_short = {"dtc-0794", "dtc-0819", "dtc-0844"};

// Empty when the case is right, else what is wrong.
std::string judge(const Case& c) {
  const auto reading = decode_vector(c.row);
  const auto& first = c.expected.front();
  if (first.value == "error")
    return reading.values.empty() && !reading.no_data ? "" : "a value or nodata where an error was due";
  if (first.value == "nodata") return reading.values.empty() && reading.no_data ? "" : "not told as nodata";
  for (const auto& want : c.expected) {
    if (cut_short.contains(c.row.name) && want.name.ends_with("@7E8")) continue;
    const auto* got = find(reading, want.name);
    if (got == nullptr)
      return want.name + " is missing" + (reading.faults.empty() ? "" : " (" + reading.faults[0].name + ")");
    if (!value_agrees(*got, want)) return want.name + " is " + value_text(*got) + ", not " + want.value;
  }
  if (cut_short.contains(c.row.name))
    return reading.values.size() == 1 && reading.faults.size() == 1 ? "" : "a cut message gave a value";
  std::size_t usual = 0;
  for (const auto& v : reading.values) usual += v.detail ? 0 : 1;
  return usual == c.expected.size() ? "" : fmt::format("{} values instead of {}", usual, c.expected.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_shared_vectors_are_right_and_no_bad_case_gives_a_value) {
  const auto path = data_folder() + "/obd/vectors.tsv";
  std::ifstream in(path);
  if (!in) {
    BOOST_TEST_MESSAGE("SKIPPED: shared OBD vectors are absent (" << path << "; set OUTPOST_DATA)");
    return;
  }
  std::map<std::string, std::pair<int, int>> by_service;
  int right = 0, total = 0, refused = 0, bad_values = 0;
  for (const auto& c : load(in)) {
    const bool bad = c.expected.front().value == "error" || c.expected.front().value == "nodata";
    const auto wrong = judge(c);
    const auto kind = bad ? std::string("error/nodata") : c.row.protocol + " " + c.row.request.substr(0, 2);
    auto& [ok, all] = by_service[kind];
    ++all, ++total;
    if (wrong.empty()) ++ok, ++right;
    refused += cut_short.contains(c.row.name) ? 1 : 0;
    if (bad && !decode_vector(c.row).values.empty()) ++bad_values;
    BOOST_CHECK_MESSAGE(wrong.empty(), c.row.name << ": " << wrong);
  }
  for (const auto& [kind, score] : by_service)
    BOOST_TEST_MESSAGE(fmt::format("  {:<22} {:>3} of {}", kind, score.first, score.second));
  BOOST_TEST_MESSAGE(fmt::format(
      "vectors: {} of {} right ({} of them cut short in the data and refused), {} values from bad cases",
      right, total, refused, bad_values));
  BOOST_TEST(bad_values == 0);
  BOOST_TEST(total >= 500);
}

// Our own exchanges: everyday ones, and what must never become a value.
BOOST_AUTO_TEST_CASE(own_exchanges_are_right) {
  std::ifstream in(std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/obd/exchanges.tsv");
  BOOST_REQUIRE(in);
  int total = 0;
  for (const auto& c : load(in)) {
    ++total;
    const auto wrong = judge(c);
    BOOST_CHECK_MESSAGE(wrong.empty(), c.row.name << ": " << wrong);
  }
  BOOST_TEST(total >= 60);
}

BOOST_AUTO_TEST_CASE(rows_and_reports_as_text) {
  for (const std::string bad : {"", "a\tb", "a\tCAN11_500\tmaybe\t010C\tx", "\tCAN11_500\ton\t010C\tx"})
    BOOST_TEST(!parse_vector_row(bad).ok());
  const auto report = [](const std::string& line) {
    const auto row = parse_vector_row(line);
    BOOST_REQUIRE(row.ok());
    return vector_report(*row, decode_vector(*row), false);
  };
  BOOST_TEST(report("x\tCAN11_500\ton\t010C\t7E8 04 41 0C 0C 80\r") == "x\tengine_rpm\t800\trpm\n");
  BOOST_TEST(report("x\tCAN11_500\ton\t010C\t7E8 04 41 0C 0C 80|7E9 04 41 0C 0C 84") ==
             "x\tengine_rpm@7E8\t800\trpm\nx\tengine_rpm@7E9\t801\trpm\n");
  // The other unit's answer is cut short, none at all, or of another question.
  const std::vector<std::pair<std::string, std::string>> beside = {{"7E9 04 41 0C 0C", "@7E8"},
                                                                   {"7E9 10 14 49 02 01 4C 5A 5A", "@7E8"},
                                                                   {"123 04 41 0C 0C 84", ""},
                                                                   {"7E9 03 7F 01 12", ""},
                                                                   {"7E9 03 41 0D 20", ""}};
  for (const auto& [line, suffix] : beside)
    BOOST_TEST(report("x\tCAN11_500\ton\t010C\t7E8 04 41 0C 0C 80|" + line) ==
               "x\tengine_rpm" + suffix + "\t800\trpm\n");
  BOOST_TEST(report("x\tADAPTER\ton\tATDPN") == "x\terror\tline-malformed\n");  // no lines, and no tab
  BOOST_TEST(report("x\tCAN11_500\ton\t010C\tNO DATA") == "x\tnodata\n");
  BOOST_TEST(report("x\tCAN11_500\ton\t010C\t7E8 03 7F 01 11") == "x\terror\tnegative-11\n");
}
