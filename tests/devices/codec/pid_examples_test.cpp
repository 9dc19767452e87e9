// Hand-computed examples: bytes made up for this test, values worked out on paper from the definition.
#include "devices/codec/pid_table.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <string>

using namespace outpost;
using namespace outpost::dev;

namespace {

struct Example {
  const char *pid, *data, *field;
  double value;
};

const std::string zeros_8 = "0000000000000000", zeros_24 = zeros_8 + zeros_8 + zeros_8;
const std::string aecd_81 = "1100000E1000000000" + zeros_24 + "000000000001E240";
const std::string aecd_82 = "010000003C0000001E" + zeros_24 + zeros_8;
const std::string aecd_89 = "02" + zeros_8 + "0000006400000000" + zeros_24;
const std::string aecd_8A = "10" + zeros_24 + zeros_8 + "0000000700000000";

const Example examples[] = {
    {"65", "0F0A", "aux_pto_active", 0},
    {"65", "0F0A", "aux_automatic_in_gear", 1},
    {"65", "0F0A", "aux_manual_in_gear", 0},
    {"65", "0F0A", "aux_glow_lamp_on", 1},
    {"6B", "0564008200", "egr_temp_b1s1", 60},
    {"6B", "0564008200", "egr_temp_b2s1", 90},
    {"6B", "1032000000", "egr_temp_wide_b1s1", 160},
    {"6F", "036564", "turbo_a_inlet_pressure", 101},
    {"6F", "0C1011", "turbo_a_inlet_pressure_wide", 128},
    {"6F", "0C1011", "turbo_b_inlet_pressure_wide", 136},
    {"70", "24000000000000000009", "boost_a_state_code", 1},
    {"70", "24000000000000000009", "boost_b_state_code", 2},
    {"71", "240000000006", "vgt_a_state_code", 2},
    {"71", "240000000006", "vgt_b_state_code", 1},
    {"74", "0127100000", "turbo_a_rpm", 100000},
    {"75", "0F32781B581388", "turbo_a_compressor_in_temp", 10},
    {"75", "0F32781B581388", "turbo_a_compressor_out_temp", 80},
    {"75", "0F32781B581388", "turbo_a_turbine_in_temp", 660},
    {"75", "0F32781B581388", "turbo_a_turbine_out_temp", 460},
    {"76", "0C00000FA007D0", "turbo_b_turbine_in_temp", 360},
    {"76", "0C00000FA007D0", "turbo_b_turbine_out_temp", 160},
    {"7A", "07FF3827102328", "dpf_b1_pressure_drop", -2},
    {"7A", "07FF3827102328", "dpf_b1_inlet_pressure", 100},
    {"7A", "07FF3827102328", "dpf_b1_outlet_pressure", 90},
    {"7B", "01019000000000", "dpf_b2_pressure_drop", 4},
    {"7D", "09", "nox_limit_inside", 1},
    {"7D", "09", "nox_limit_outside", 0},
    {"7D", "09", "nox_limit_deficiency", 1},
    {"7E", "06", "pm_limit_outside", 1},
    {"7E", "06", "pm_limit_carve_out", 1},
    {"81", aecd_81.c_str(), "aecd1_timer1", 3600},
    {"81", aecd_81.c_str(), "aecd5_timer2", 123456},
    {"82", aecd_82.c_str(), "aecd6_timer1", 60},
    {"82", aecd_82.c_str(), "aecd6_timer2", 30},
    {"83", "1F0001000200030004", "nox_b1s2", 2},
    {"83", "1F0001000200030004", "nox_b2s2", 4},
    {"85", "0F00C801908000015180", "reagent_rate", 1},
    {"85", "0F00C801908000015180", "reagent_rate_demanded", 2},
    {"85", "0F00C801908000015180", "reagent_level", 50.19607843},
    {"85", "0F00C801908000015180", "nox_warning_time", 86400},
    {"86", "03005000A0", "pm_b1s1", 1},
    {"86", "03005000A0", "pm_b2s1", 2},
    {"88", "81218403E82710006400C8012C", "scr_inducement_active", 1},
    {"88", "81218403E82710006400C8012C", "scr_reagent_low", 1},
    {"88", "81218403E82710006400C8012C", "scr_nox_high", 0},
    {"88", "81218403E82710006400C8012C", "scr_reagent_low_10k", 1},
    {"88", "81218403E82710006400C8012C", "scr_reagent_wrong_20k", 1},
    {"88", "81218403E82710006400C8012C", "scr_use_deviates_30k", 1},
    {"88", "81218403E82710006400C8012C", "scr_nox_high_40k", 1},
    {"88", "81218403E82710006400C8012C", "scr_active_distance_10k", 1000},
    {"88", "81218403E82710006400C8012C", "scr_distance_10k", 10000},
    {"88", "81218403E82710006400C8012C", "scr_active_distance_40k", 300},
    {"89", aecd_89.c_str(), "aecd12_timer1", 100},
    {"8A", aecd_8A.c_str(), "aecd20_timer1", 7},
    {"8B", "7F057F02580320", "dpf_regenerating", 1},
    {"8B", "7F057F02580320", "dpf_regeneration_active_type", 0},
    {"8B", "7F057F02580320", "nox_adsorber_regenerating", 1},
    {"8B", "7F057F02580320", "nox_adsorber_desulfurizing", 0},
    {"8B", "7F057F02580320", "dpf_regeneration_trigger", 49.80392157},
    {"8B", "7F057F02580320", "dpf_regeneration_interval_time", 600},
    {"8B", "7F057F02580320", "dpf_regeneration_interval_distance", 800},
    {"8C", "1180000000000000002000000000000000", "o2_concentration_b1s1", 50},
    {"8C", "1180000000000000002000000000000000", "o2_lambda_b1s1", 1},
    {"8F", "0F0303E801FC18", "pm_sensor_b1s1_measuring", 1},
    {"8F", "0F0303E801FC18", "pm_sensor_b1s1_regenerating", 1},
    {"8F", "0F0303E801FC18", "pm_sensor_b1s1_output", 10},
    {"8F", "0F0303E801FC18", "pm_sensor_b2s1_measuring", 1},
    {"8F", "0F0303E801FC18", "pm_sensor_b2s1_regenerating", 0},
    {"8F", "0F0303E801FC18", "pm_sensor_b2s1_output", -10},
    {"90", "4D0010", "vehicle_lamp_strategy_code", 1},
    {"90", "4D0010", "vehicle_lamp_mode_code", 3},
    {"90", "4D0010", "vehicle_monitors_incomplete", 1},
    {"90", "4D0010", "vehicle_lamp_hours", 16},
    {"91", "0300050009", "ecu_lamp_mode_code", 3},
    {"91", "0300050009", "ecu_lamp_hours", 5},
    {"91", "0300050009", "ecu_b1_hours", 9},
    {"92", "FF81", "fuel_pressure_1_closed_loop", 1},
    {"92", "FF81", "injection_timing_1_closed_loop", 0},
    {"92", "FF81", "idle_balance_2_closed_loop", 1},
    {"93", "010102", "lamp_hours_total", 258},
    {"94", "3F0D00010002000300040005", "nox_warning_active", 1},
    {"94", "3F0D00010002000300040005", "inducement_level_1_code", 2},
    {"94", "3F0D00010002000300040005", "inducement_level_2_code", 1},
    {"94", "3F0D00010002000300040005", "inducement_level_3_code", 0},
    {"94", "3F0D00010002000300040005", "reagent_quality_hours", 1},
    {"94", "3F0D00010002000300040005", "nox_monitoring_hours", 5},
    {"98", "05138800000BB80000", "egt_b1s5", 460},
    {"98", "05138800000BB80000", "egt_b1s7", 260},
    {"99", "080000000000000190", "egt_b2s8", 0},
    {"9A", "020064000000", "hybrid_battery_voltage", 400},
    {"9C", "8200004000000000000000000000001000", "o2_concentration_b1s4", 25},
    {"9C", "8200004000000000000000000000001000", "o2_lambda_b2s4", 0.5},
    {"A1", "23006400C800000000", "nox_corrected_b1s1", 100},
    {"A4", "03300DAC", "transmission_gear_code", 3},
    {"A4", "03300DAC", "transmission_ratio", 3.5},
    {"A5", "01500000", "reagent_dosing_commanded", 40},
};

// What the car marks as not there: no value at all.
const Example absent[] = {
    {"65", "010F", "aux_glow_lamp_on", 0},
    {"6B", "0564008200", "egr_temp_b1s2", 0},
    {"6B", "1132000000", "egr_temp_b1s1", 0},  // in two scales at once: in none
    {"6B", "1132000000", "egr_temp_wide_b1s1", 0},
    {"7B", "01019000000000", "dpf_b2_inlet_pressure", 0},
    {"83", "1F0001000200030004", "nox_b1s1", 0},  // fitted, but it has no value now
    {"94", "3F6000010002000300040005", "inducement_level_3_code", 0},
    {"9A", "010064000000", "hybrid_battery_voltage", 0},
    {"A1", "23006400C800000000", "nox_corrected_b1s2", 0},
    {"A4", "01300DAC", "transmission_ratio", 0},
    {"A5", "00500000", "reagent_dosing_commanded", 0},
};

const ObdValue* find(const std::vector<ObdValue>& values, std::string_view name) {
  const auto i =
      std::find_if(values.begin(), values.end(), [&](const ObdValue& v) { return v.name == name; });
  return i == values.end() ? nullptr : &*i;
}

std::vector<ObdValue> decode(const Example& e) {
  const auto* pid = find_pid(static_cast<std::uint8_t>(table_hex(e.pid)));
  BOOST_REQUIRE(pid != nullptr);
  const auto data = *from_hex(e.data);
  BOOST_REQUIRE_MESSAGE(data.size() == pid->bytes,
                        e.pid << " has " << data.size() << " bytes in the example");
  return decode_pid(*pid, data);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identifier_examples)

BOOST_AUTO_TEST_CASE(values_worked_out_by_hand) {
  for (const auto& e : examples) {
    const auto values = decode(e);
    const auto* v = find(values, e.field);
    BOOST_REQUIRE_MESSAGE(v != nullptr, e.pid << " " << e.field);
    BOOST_TEST(std::fabs(v->number - e.value) < 1e-6, e.pid << " " << e.field << " is " << v->number);
  }
  for (const auto& e : absent) BOOST_TEST(find(decode(e), e.field) == nullptr, e.pid << " " << e.field);
}

BOOST_AUTO_TEST_CASE(lists_of_identifiers) {
  const auto all = decode_pid(*find_pid(0xE0), *from_hex("80000003"));
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST(all[0].list == (std::vector<std::string>{"E1", "FF"}), boost::test_tools::per_element());
  const auto first = decode_pid(*find_pid(0x00), *from_hex("80000001"));
  BOOST_TEST(first[0].list == (std::vector<std::string>{"01", "20"}), boost::test_tools::per_element());
}

// Every identifier whose sources we name has an example here.
BOOST_AUTO_TEST_CASE(no_named_source_without_an_example) {
  std::set<std::string_view> shown = {"E0"};
  for (const auto& e : examples) shown.insert(e.pid);
  for (const auto& row : table_rows(data_file("pid_sources.tsv"))) BOOST_TEST(shown.contains(row[0]), row[0]);
}

BOOST_AUTO_TEST_SUITE_END()
