// Units of ordinary cars that answer UDS: their codes stand among those of service 03, each once.
#include "devices/drivers/bay/bay_uds_codes.hpp"
#include "tests/devices/drivers/bay_bench.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;

ObdValue listed(std::string name, std::string source, std::vector<std::string> entries) {
  auto v = list_value(std::move(name), std::move(entries));
  v.source = std::move(source);
  return v;
}

const json* find(const json& codes, const std::string& unit, const std::string& code) {
  for (const auto& c : codes)
    if (c["unit"] == unit && c["code"] == code) return &c;
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_uds_codes)

BOOST_AUTO_TEST_CASE(a_code_is_shown_once_and_keeps_what_uds_adds) {
  BayFacts facts;
  facts.codes = {
      {"P0301", "stored", "7E8", {}}, {"P0171", "pending", "7E8", {}}, {"P0301", "stored", "7E9", {}}};
  const auto said =
      listed("uds.dtc", "7E8",
             {"P0301-11:2F", "P0301-13:08", "P0171-00:04", "C0035-1C:28", "B1000-00:24", "U0100-00:50"});
  for (int again = 0; again < 2; ++again) BOOST_TEST(take_uds_codes(facts, said));
  const std::vector<BayCode> want = {
      {"P0301", "stored", "7E8", BayUdsCode{0x11, 0x2F, {}}},
      {"P0171", "pending", "7E8", BayUdsCode{0x00, 0x04, {}}},
      {"P0301", "stored", "7E9", {}},                          // another unit's
      {"P0301", "stored", "7E8", BayUdsCode{0x13, 0x08, {}}},  // the same code failed in two ways
      {"C0035", "stored", "7E8", BayUdsCode{0x1C, 0x28, {}}},
      {"B1000", "pending", "7E8", BayUdsCode{0x00, 0x24, {}}},  // U0100 is neither pending nor confirmed
  };
  BOOST_TEST((facts.codes == want));
  BOOST_TEST(facts.codes_read.empty());  // UDS says nothing of the other units
}

BOOST_AUTO_TEST_CASE(wwh_obd_says_its_three_kinds) {
  BayFacts facts;
  for (int again = 0; again < 2; ++again) {
    BOOST_TEST(take_uds_codes(facts, listed("wwh.dtc", "18DAF100", {"P20EE-00:AF:40", "P0401-00:24:20"})));
    BOOST_TEST(take_uds_codes(facts, listed("wwh.permanent", "18DAF100", {"P20EE-00:AF"})));
  }
  const std::vector<BayCode> want = {{"P20EE", "stored", "18DAF100", BayUdsCode{0x00, 0xAF, 0x40}},
                                     {"P0401", "pending", "18DAF100", BayUdsCode{0x00, 0x24, 0x20}},
                                     {"P20EE", "permanent", "18DAF100", BayUdsCode{0x00, 0xAF, {}}}};
  BOOST_TEST((facts.codes == want));
  BOOST_TEST((facts.codes_read == std::set<std::string>{"pending", "permanent", "stored"}));
  BOOST_TEST(!take_uds_codes(facts, listed("dtc.stored", "7E8", {"P0301"})));
  BOOST_TEST(take_uds_codes(facts, listed("uds.dtc", "7E8", {"nonsense", "", "P0301"})));
  BOOST_TEST((facts.codes == want));
}

// Of an ordinary car service 01 says it, and a mode in which the lamp is lit on demand says nothing either
// way.
BOOST_AUTO_TEST_CASE(the_lamp_is_what_its_mode_says_in_wwh_obd_only) {
  struct Row {
    double mode;
    std::optional<bool> lit;
  };
  const std::vector<Row> rows = {{0, false}, {1, {}}, {2, true}, {3, true}, {7, {}}, {14, {}}, {15, {}}};
  for (const auto& row : rows)
    for (const std::string name : {"ecu_lamp_mode_code", "vehicle_lamp_mode_code"}) {
      ObdReading reading;
      reading.values.push_back(code_value(name, static_cast<int>(row.mode)));
      reading.values.back().source = "18DAF100";
      BayFacts wwh, ordinary;
      wwh.take({{0x22, 0xF4, 0x91}, 0}, reading, "monitors", s);
      ordinary.take({{0x01, 0x91}, 0}, reading, "live", s);
      BOOST_TEST((wwh.mil_on() == row.lit), name << " " << row.mode);
      BOOST_TEST(!ordinary.mil_on().has_value());
    }
}

// The battery speaks UDS alone: nothing of J1979 would ever name it.
BOOST_AUTO_TEST_CASE(a_unit_of_uds_alone_is_in_the_report) {
  for (const auto wire : {BayBench::Wire::adapter, BayBench::Wire::can}) {
    BayBench b({{"car", "ev-2022"}}, wire);
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    const auto r = b.report()["report"];
    const auto* code = find(r["codes"], "7EC", "P0A7F");
    BOOST_TEST_REQUIRE(code != nullptr);
    BOOST_TEST((*code)["kind"] == "stored");
    BOOST_TEST((*code)["uds"]["status"] == "2E");
    BOOST_TEST((*code)["uds"]["failure_type"] == "00");
    BOOST_TEST((*code)["uds"]["severity"].is_null());
    BOOST_TEST((*code)["uds"]["status_bits"].size() == 4u);
    BOOST_TEST((*code)["uds"]["status_bits"][0]["zh"] != "");
    BOOST_TEST(r["problems"].dump() == "[]");
    BOOST_TEST(std::any_of(r["vehicle"]["units"].begin(), r["vehicle"]["units"].end(),
                           [](const json& u) { return u["id"] == "7EC"; }));
  }
}

// Units that do not know the service are no problem of the car; older buses are not asked.
BOOST_AUTO_TEST_CASE(refusals_are_left_out_quietly) {
  const ObdRequest asked{{0x19, 0x02, 0x0C}, 0};
  for (const char* name : {"negative-11", "negative-12", "negative-31", "negative-7F", "negative-22"})
    BOOST_TEST(is_quiet_refusal(asked, {"7E8", name, ""}), name);
  for (const char* name : {"negative-78", "data-length", "isotp-incomplete", "code-empty"})
    BOOST_TEST(!is_quiet_refusal(asked, {"7E8", name, ""}), name);
  BOOST_TEST(!is_quiet_refusal({{0x19, 0x42, 0x33, 0x0C, 0xFF}, 0}, {"7E8", "negative-11", ""}));
  BOOST_TEST(!is_quiet_refusal({{0x03}, 0}, {"7E8", "negative-11", ""}));
  for (const auto bus : {Bus::iso9141, Bus::kwp, Bus::j1850_vpw, Bus::j1850_pwm})
    BOOST_TEST(uds_code_questions({bus}).empty());
  BOOST_TEST(uds_code_questions({Bus::can11}).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
