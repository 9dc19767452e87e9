// Scales that a unit stretches by identifiers 4F and 50: bytes made up for this test, values worked out on
// paper.
#include "devices/codec/pid_table.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/codec/value_scale.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace outpost;
using namespace outpost::dev;

namespace {

std::vector<ObdValue> decode(std::string_view pid, std::string_view hex, const std::string& source) {
  const auto data = from_hex(hex);
  BOOST_REQUIRE(data);
  auto values = decode_pid(*find_pid(static_cast<std::uint8_t>(table_hex(pid))), *data);
  for (auto& v : values) v.source = source;
  return values;
}

const ObdValue* find(const std::vector<ObdValue>& values, std::string_view name) {
  for (const auto& v : values)
    if (v.name == name) return &v;
  return nullptr;
}

struct Row {
  const char *limits_pid, *limits, *pid, *data, *field;
  double usual, stretched;
};

const Row rows[] = {
    {"4F", "20000000", "24", "12344000", "wr_lambda_v_s1", 4660.0 / 32768, 4660.0 * 32 / 65535},
    {"4F", "04000000", "2B", "7D000000", "wr_lambda_v_s8", 0.9765625, 1.953155},
    {"4F", "00100000", "25", "00009000", "wr_voltage_s2", 4.5, 9.000137},
    {"4F", "04000000", "34", "7D008000", "wr_lambda_i_s1", 0.9765625, 1.953155},
    {"4F", "00004000", "34", "7D005C40", "wr_current_s1", -35.75, -17.875},
    {"4F", "00004000", "3B", "00008000", "wr_current_s8", 0, 0},
    {"4F", "00000028", "0B", "80", "intake_map", 128, 200.784314},
    {"50", "32000000", "10", "2710", "maf_rate", 100, 76.295109},
    {"4F", "20000000", "24", "12344000", "wr_voltage_s1", 2, 2},  // another value of the same answer
    {"4F", "00000000", "24", "12344000", "wr_lambda_v_s1", 4660.0 / 32768, 4660.0 / 32768},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(value_scale)

BOOST_AUTO_TEST_CASE(values_follow_the_scale_of_their_unit_and_of_no_other) {
  for (const auto& row : rows) {
    ValueScale scale;
    scale.learn(decode(row.limits_pid, row.limits, "7E8"));
    auto own = decode(row.pid, row.data, "7E8"), other = decode(row.pid, row.data, "7E9");
    scale.apply(own);
    scale.apply(other);
    BOOST_REQUIRE_MESSAGE(find(own, row.field) && find(other, row.field), row.pid << " " << row.field);
    BOOST_CHECK_MESSAGE(std::abs(find(own, row.field)->number - row.stretched) < 1e-6,
                        row.pid << " " << row.field << " " << find(own, row.field)->number);
    BOOST_CHECK_MESSAGE(std::abs(find(other, row.field)->number - row.usual) < 1e-9,
                        row.pid << " " << row.field);
  }
}

BOOST_AUTO_TEST_CASE(the_largest_raw_value_is_the_limit) {
  ValueScale scale;
  scale.learn(decode("4F", "20104028", "7E8"));
  scale.learn(decode("50", "32000000", "7E8"));
  const auto largest = [&](std::string_view pid, std::string_view hex, std::string_view name) {
    auto values = decode(pid, hex, "7E8");
    scale.apply(values);
    return find(values, name)->number;
  };
  BOOST_CHECK_CLOSE(largest("24", "FFFFFFFF", "wr_lambda_v_s1"), 32, 1e-9);
  BOOST_CHECK_CLOSE(largest("24", "FFFFFFFF", "wr_voltage_s1"), 16, 1e-9);
  BOOST_CHECK_CLOSE(largest("34", "00000000", "wr_current_s1"), -64, 1e-9);
  BOOST_CHECK_CLOSE(largest("0B", "FF", "intake_map"), 400, 1e-9);
  BOOST_CHECK_CLOSE(largest("10", "FFFF", "maf_rate"), 500, 1e-9);
}

BOOST_AUTO_TEST_CASE(commanded_lambda_is_taken_out_when_its_scale_is_in_doubt) {
  for (const auto& [limits, shown] : {std::pair{"00000000", true}, {"02000000", true}, {"20000000", false}}) {
    ValueScale scale;
    scale.learn(decode("4F", limits, "7E8"));
    auto values = decode("44", "8000", "7E8");
    scale.apply(values);
    BOOST_TEST((find(values, "commanded_lambda") != nullptr) == shown, limits);
  }
}

BOOST_AUTO_TEST_CASE(the_last_word_of_a_unit_counts) {
  ValueScale scale;
  scale.learn(decode("4F", "20000000", "7E8"));
  scale.learn(decode("4F", "00000000", "7E8"));
  auto values = decode("24", "80000000", "7E8");
  scale.apply(values);
  BOOST_TEST(find(values, "wr_lambda_v_s1")->number == 1);
}

BOOST_AUTO_TEST_SUITE_END()
