// Services 02, 06 and 09 message by message: layouts of CAN and of the older buses, and what is refused.
#include "devices/codec/obd_services.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

using Decode = services::Values (*)(const ObdRequest&, const services::Answers&, Bus);

// "name=value,..." of the answers, or "!error".
std::string told(Decode decode, const std::string& request, const std::vector<std::string>& answers,
                 Bus bus) {
  std::vector<Bytes> bytes;
  for (const auto& a : answers) bytes.push_back(*from_hex(a));
  const auto values = decode(*parse_obd_request(request), services::Answers(bytes.begin(), bytes.end()), bus);
  if (!values) return "!" + values.error().name;
  std::string out;
  for (const auto& v : *values) out += (out.empty() ? "" : ",") + v.name + "=" + value_text(v);
  return out;
}

struct Case {
  const char* request;
  std::vector<std::string> answers;
  const char* expected;
  Bus bus = Bus::can11;
};

void check(Decode decode, const std::vector<Case>& cases) {
  for (const auto& c : cases)
    BOOST_TEST(told(decode, c.request, c.answers, c.bus) == c.expected, c.request << " " << c.answers[0]);
}

// Two digits a character, filled up with NULs behind.
std::string hex_text(std::string_view text, std::size_t bytes) {
  Bytes b(text.begin(), text.end());
  b.resize(bytes);
  return to_hex(b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(obd_services)

BOOST_AUTO_TEST_CASE(freeze_frames) {
  check(services::live_data,
        {
            {"0202FF", {"4202FF0301"}, "freeze.freeze_dtc=P0301"},
            {"020200", {"4202000000"}, "freeze.freeze_dtc=none"},
            {"020000", {"4200007A3B0001"}, "freeze.supported_pids=02,03,04,05,07,0B,0C,0D,0F,10,20"},
            {"0200FF", {"4200FF40000000"}, "freeze.supported_pids=02"},
            {"020C01", {"420C010FA0"}, "freeze.engine_rpm=1000"},
            {"020C00", {"420C000FA0"}, "freeze.engine_rpm=1000", Bus::iso9141},
            // Three identifiers and their frames fit into one question on CAN.
            {"020C0005000D00",
             {"420C000FA0050050"
              "0D003C"},
             "freeze.engine_rpm=1000,freeze.coolant_temp=40,freeze.vehicle_speed=60"},
            {"020C000500", {"420C000FA0050150"}, "!frame-echo"},
            {"020C00", {"420C010FA0"}, "!frame-echo"},
            {"020C00", {"420C"}, "!frame-echo"},
            {"020C00", {"420D000FA0"}, "!pid-echo"},
            {"020C00", {"420C000F"}, "!data-short"},
            {"020C00", {"420C000FA000"}, "!pid-echo"},
            {"020C000500", {"420C000FA00C000FA0"}, "!contradiction"},
            {"020C000C01", {"420C000FA0"}, "!request-malformed"},
            {"020C000500", {"420C000FA0"}, "!request-malformed", Bus::iso9141},
            {"020C", {"420C000FA0"}, "!request-malformed"},
            {"020C0005", {"420C000FA0"}, "!request-malformed"},
            {"010C0C", {"410C0FA0"}, "!request-malformed"},
        });
}

BOOST_AUTO_TEST_CASE(monitor_results) {
  check(services::monitor_results,
        {
            {"0600", {"4600C0000001"}, "supported_monitors=01,02,20"},
            {"06E0", {"46E080000003"}, "supported_monitors=E1,FF"},
            {"0600", {"4600C00000"}, "!data-length"},
            {"0600", {"4600C000000100"}, "!data-length"},
            // Up to six lists fit into one question; a unit leaves out those that it does not have.
            {"0600204060",
             {"4600C0000001"
              "2080000000"},
             "supported_monitors=01,02,20,supported_monitors=21"},
            {"06002040", {"4640800000012000000001"}, "supported_monitors=41,60,supported_monitors=40"},
            {"060020", {"4600C000000140C0000001"}, "!monitor-echo"},
            {"060020", {"4600C000000100C0000001"}, "!contradiction"},
            {"060020", {"4600C000000120C00000"}, "!data-length"},
            {"060021", {"4600C0000001"}, "!request-malformed"},
            {"0600204060", {"4600C0000001"}, "!bus-unsupported", Bus::iso9141},
            // 0B: 1 mV a bit; 96: signed, 0.1 degree a bit.
            {"0601",
             {"4601010B01C201900258"},
             "mid01.tid01.value=450,mid01.tid01.min=400,mid01.tid01.max=600,mid01.tid01.pass=1"},
            {"0621",
             {"46218096FF9CFE0C01F4"},
             "mid21.tid80.value=-10,mid21.tid80.min=-50,mid21.tid80.max=50,mid21.tid80.pass=1"},
            {"06A2",
             {"46A20B24000500000003A20C24000200000003"},
             "midA2.tid0B.value=5,midA2.tid0B.min=0,midA2.tid0B.max=3,midA2.tid0B.pass=0,"
             "midA2.tid0C.value=2,midA2.tid0C.min=0,midA2.tid0C.max=3,midA2.tid0C.pass=1"},
            {"0601", {"4601"}, "!data-length"},
            {"0601", {"4601010B01C2019002"}, "!data-length"},
            {"0601", {"4601010B01C20190025801"}, "!data-length"},
            {"0601", {"4601010B01C20190025802020B01C201900258"}, "!monitor-echo"},
            {"0601", {"4601010B01C20190025801010B01C201900258"}, "!contradiction"},
            {"0601", {"4601017001C201900258"}, "!unit-unknown"},
            {"0601", {"4601010001C201900258"}, "!unit-unknown"},
            {"060121", {"4601010B01C201900258"}, "!request-malformed"},
            {"0601", {"460101C2"}, "!bus-unsupported", Bus::iso9141},
        });
  const auto bytes = *from_hex("46A20B24000500000003");
  const auto named = services::monitor_results(*parse_obd_request("06A2"), {bytes}, Bus::can11);
  BOOST_REQUIRE(named.ok());
  for (const auto& v : *named) BOOST_TEST((v.label_en == "Misfire, cylinder 1" && v.label_zh == "失火 1缸"));
}

BOOST_AUTO_TEST_CASE(who_the_car_is_on_can) {
  const auto vin = hex_text("LZZPA14E5E1001234", 17);
  check(services::vehicle_information,
        {
            {"0900", {"490055400000"}, "supported_info=02,04,06,08,0A"},
            {"0900", {"4900554000"}, "!data-length"},
            {"0902", {"490201" + vin}, "vin=LZZPA14E5E1001234"},
            {"0902", {"490202" + vin + vin}, "!item-count"},
            {"0902", {"490201" + hex_text("LZZPA14E5E10O1234", 17)}, "!vin-malformed"},
            {"0904", {"490402" + hex_text("CAL-1", 16) + hex_text("CAL-2", 16)}, "calid=CAL-1,CAL-2"},
            {"0904", {"490403" + hex_text("CAL-1", 16)}, "!item-count"},
            {"0904", {"490401" + hex_text("", 16)}, "!text-malformed"},
            {"0906",
             {"490601"
              "1791BC82"},
             "cvn=1791BC82"},
            {"0906",
             {"490601"
              "1791BC"},
             "!item-count"},
            {"090A",
             {"490A01" + hex_text("ECM", 4) + hex_text("-EngineControl", 16)},
             "ecu_name=ECM-EngineControl"},
            {"090D",
             {"490D01" + std::string("0000000000") + hex_text("AB1234567890", 12)},
             "engine_serial=AB1234567890"},
            {"090D", {"490D01" + hex_text("", 17)}, "!text-malformed"},
            {"090D", {"490D01" + hex_text("AB12", 16)}, "!item-count"},
            {"090F",
             {"490F01" + std::string("00") + hex_text("E1-595/2009-0001", 16)},
             "type_approval=E1-595/2009-0001"},
            {"0912",
             {"491201"
              "0102"},
             "fueled_ignition_cycles=258"},
            {"0912",
             {"491202"
              "01020304"},
             "!item-count"},
            {"0901", {"490105"}, "!bus-unsupported"},
            {"0913", {"491301"}, "!type-unknown"},
            {"0902", {"4902"}, "!data-short"},
        });
}

BOOST_AUTO_TEST_CASE(who_the_car_is_on_older_buses) {
  const auto bus = Bus::iso9141;
  check(services::vehicle_information,
        {
            {"0900", {"49000155400000"}, "supported_info=02,04,06,08,0A", bus},
            {"0901", {"490105"}, "vin_messages=5", bus},
            {"0903", {"490304"}, "calid_messages=4", bus},
            {"0905", {"490501"}, "cvn_messages=1", bus},
            {"0907", {"490708"}, "iupr_messages=8", bus},
            {"0909", {"490905"}, "ecu_name_messages=5", bus},
            {"090C", {"490C05"}, "engine_serial_messages=5", bus},
            {"090E", {"490E05"}, "type_approval_messages=5", bus},
            {"0901", {"49010500"}, "!data-length", bus},
            {"0901", {"490105", "490105"}, "!data-length", bus},
            {"0902",
             {"490201000000"
              "4C",
              "4902025A5A5041", "49020331344535", "49020445313030", "49020531323334"},
             "vin=LZZPA14E5E1001234",
             bus},
            {"0902",
             {"490201000100"
              "4C",
              "4902025A5A5041", "49020331344535", "49020445313030", "49020531323334"},
             "!text-malformed",
             bus},
            {"0902",
             {"490201000000"
              "4C",
              "4902035A5A5041"},
             "!part-sequence",
             bus},
            {"0902",
             {"490201000000"
              "4C",
              "4902025A5A5041"},
             "!data-length",
             bus},
            {"0904",
             {"49040143414C2D", "49040231000000", "49040300000000", "49040400000000"},
             "calid=CAL-1",
             bus},
            {"0904", {"49040143414C2D", "49040231000000"}, "!data-length", bus},
            {"0906", {"4906011791BC82"}, "cvn=1791BC82", bus},
            {"0906", {"4906011791BC82", "4906010000000F"}, "!part-sequence", bus},
            {"0912", {"49120100000102"}, "!bus-unsupported", bus},
        });
}

BOOST_AUTO_TEST_CASE(in_use_performance) {
  const auto read = [](const std::string& request, const std::string& answer) {
    const auto bytes = *from_hex(answer);
    auto values = services::vehicle_information(*parse_obd_request(request), {bytes}, Bus::can11);
    return values.ok() ? *values : std::vector<ObdValue>{};
  };
  // Counters 1, 2, 3... so that a name at the wrong place shows.
  const auto counters = [](int n) {
    std::string out;
    for (int i = 1; i <= n; ++i) out += to_hex(Bytes{0, static_cast<std::uint8_t>(i)});
    return out;
  };
  const auto spark = read("0908", "490814" + counters(20));
  BOOST_REQUIRE(spark.size() == 20u);
  BOOST_TEST((spark[0].name == "iupr.obd_monitor_conditions" && spark[0].number == 1 && !spark[0].detail));
  BOOST_TEST((spark[3].name == "iupr.catalyst_b1_conditions" && spark[3].number == 4 && !spark[3].detail));
  BOOST_TEST((spark[10].name == "iupr.egr_completed" && spark[10].number == 11 && spark[10].detail));
  BOOST_TEST((spark[19].name == "iupr.rear_o2_b2_conditions" && spark[19].number == 20));
  BOOST_TEST(read("0908", "490810" + counters(16)).size() == 16u);
  BOOST_TEST(read("0908", "49081C" + counters(28)).size() == 20u);  // later counters have no name yet
  const auto diesel = read("090B", "490B12" + counters(18));
  BOOST_REQUIRE(diesel.size() == 18u);
  BOOST_TEST((diesel[2].name == "iupr.nmhc_catalyst_completed" && diesel[2].number == 3));
  BOOST_TEST((diesel[9].name == "iupr.pm_filter_conditions" && diesel[9].number == 10));
  BOOST_TEST((diesel[16].name == "iupr.fuel_completed" && diesel[16].number == 17));
  BOOST_TEST(read("090B", "490B12" + counters(17)).empty());
  BOOST_TEST(read("090B", "490B00").empty());
}

BOOST_AUTO_TEST_CASE(in_use_performance_on_older_buses) {
  // Two counters a message: 8 messages, 9 of a diesel or 10 of a petrol engine. What is missing at the end
  // shows.
  const auto counters = [](const std::string& request, int messages) {
    std::vector<Bytes> parts;
    for (int i = 1; i <= messages; ++i) {
      const auto n = static_cast<std::uint8_t>(i);
      parts.push_back({0x49, (*parse_obd_request(request)).bytes[1], n, 0, n, 1, n});
    }
    const auto values = services::vehicle_information(
        *parse_obd_request(request), services::Answers(parts.begin(), parts.end()), Bus::iso9141);
    return values.ok() ? values->size() : 0;
  };
  BOOST_TEST((counters("0908", 8) == 16 && counters("0908", 10) == 20));
  BOOST_TEST((counters("090B", 8) == 16 && counters("090B", 9) == 18));
  for (const int lost : {1, 7, 9, 11}) BOOST_TEST(counters("0908", lost) == 0u, lost);
  for (const int lost : {1, 7, 10}) BOOST_TEST(counters("090B", lost) == 0u, lost);
}

BOOST_AUTO_TEST_SUITE_END()
