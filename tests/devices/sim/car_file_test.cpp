// Cars as files: every one of the product loads at every age, and nonsense is refused in words.
#include "devices/codec/vin.hpp"
#include "devices/data/data.hpp"
#include "devices/sim/can_car.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(car_file)

BOOST_AUTO_TEST_CASE(the_list_of_the_tests_is_the_list_of_the_files) {
  std::vector<std::string> found, listed = test::all_cars();
  for (const auto& f : data_files())
    if (f.name.starts_with("cars/")) found.emplace_back(f.name.substr(5, f.name.size() - 10));
  std::sort(found.begin(), found.end());
  std::sort(listed.begin(), listed.end());
  BOOST_TEST(found == listed, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_car_loads_at_every_age) {
  for (const auto& name : test::all_cars())
    for (int month = 0; month <= max_car_age_months; ++month) {
      const auto car = Car::load(name, month);
      BOOST_TEST_REQUIRE(car.ok(), name << " month " << month << ": " << (car.ok() ? "" : car.error().text));
      if (name != "truck-2017") BOOST_TEST(vin_check_ok(car->vin()), name << " " << car->vin());
    }
  BOOST_TEST(!Car::load("petrol-2014", 37).ok());
  BOOST_TEST(!Car::load("petrol-2014", -1).ok());
  const auto none = Car::load("tank");
  BOOST_TEST_REQUIRE(!none.ok());
  BOOST_TEST(none.error().text.find("petrol-2003") != std::string::npos);
}

// The kinds of car that the drivers need.
BOOST_AUTO_TEST_CASE(the_cars_are_of_every_kind) {
  std::set<int> protocols;
  std::set<std::size_t> units;
  for (const auto& name : test::all_cars()) {
    const auto car = *Car::load(name);
    protocols.insert(car.protocol());
    units.insert(car.units().size());
  }
  for (const int p : {1, 2, 3, 5, 6, 7, 10}) BOOST_TEST(protocols.contains(p), p);
  for (const std::size_t n : {1u, 2u, 3u, 8u}) BOOST_TEST(units.contains(n), n);
}

json good() {
  return json::parse(R"({"protocol": 6, "vin": "LZZPA14E5E1001234", "units": [
    {"id": "7E8", "monitors": "07E504", "stored": ["P0301"], "pids": {"0C": 800, "05": {"low": 1, "high": 2}},
     "tests": [{"mid": "21", "tid": "80", "scaling": "20", "value": 0.5, "min": 0, "max": 1}],
     "identifiers": {"F190": "00"}}]})");
}

struct Nonsense {
  std::string path, value, says;
};

BOOST_AUTO_TEST_CASE(nonsense_is_refused_in_words) {
  BOOST_TEST(Car::parse(good().dump(), "good").ok());
  const std::vector<Nonsense> rows = {
      {"/protocol", "0", "protocol must be"},
      {"/protocol", "11", "protocol must be"},
      {"/protocol", "\"6\"", "type"},
      {"/vin", "\"LZZPA14E5E100123O\"", "vehicle number"},
      {"/colour", "\"red\"", "colour"},
      {"/rest_mv", "-1", "0 to 32000"},
      {"/units", "[]", "1 to 8 units"},
      {"/units/0/id", "\"7G8\"", "no number"},
      {"/units/0/id", "\"18DAF110\"", "no identifier of this bus"},
      {"/units/0/monitors", "\"07E5\"", "three bytes"},
      {"/units/0/monitor", "\"07E504\"", "not known"},
      {"/units/0/stored", "[\"P4301\"]", "no trouble code"},
      {"/units/0/stored", "[\"P0000\"]", "no trouble code"},
      {"/units/0/stored", "[\"X0301\"]", "no trouble code"},
      {"/units/0/cvn", "[\"12\"]", "four bytes"},
      {"/units/0/calibrations", "[\"12345678901234567\"]", "16 characters"},
      {"/units/0/name", "\"123456789012345678901\"", "20 characters"},
      {"/units/0/pids/0C", "20000", "does not fit"},
      {"/units/0/pids/0C", "-1", "does not fit"},
      {"/units/0/pids/0C", "{\"raw\": \"01\"}", "2 bytes"},
      {"/units/0/pids/0C", "{\"raw\": \"0x\"}", "hexadecimal"},
      {"/units/0/pids/0C", "{\"low\": 2, \"high\": 1}", "above high"},
      {"/units/0/pids/0C", "{\"low\": 1, \"high\": 2, \"shape\": \"saw\"}", "no shape"},
      {"/units/0/pids/0C", "{\"low\": 1, \"high\": 2, \"period_s\": 0}", "above 0"},
      {"/units/0/pids/20", "1", "not one"},
      {"/units/0/pids/01", "1", "not one"},
      {"/units/0/pids/FE", "1", "not one"},
      {"/units/0/pids/1FF", "1", "more than one byte"},
      {"/units/0/tests/0/scaling", "\"7F\"", "does not fit scaling"},
      {"/units/0/tests/0/value", "300", "does not fit scaling"},
      {"/units/0/tests/0/mid", "\"20\"", "no monitor"},
      {"/units/0/identifiers/F1900", "\"00\"", "no identifier"},
      {"/units/0/identifiers/F187", "\"\"", "hexadecimal"},
      {"/units/0/in_use", "[70000]", "counters"},
      {"/units/0/slow_ms", "{\"0904\": 0}", "1 to 60000"},
      {"/units/0/slow_ms", "{\"zz\": 5}", "1 to 60000"},
      {"/units/0/uds_codes", "[{\"code\": \"P0301\"}]", "status"},
      {"/units/0/freeze", "{\"code\": \"P0301\", \"pids\": {\"05\": 900}}", "does not fit"},
      {"/units/1", "{\"id\": \"7E8\", \"monitors\": \"000000\"}", "two units"},
      {"/units/1", "{\"id\": \"7E9\"}", "knows no service"},
      {"/broadcasts", "[{\"id\": \"100\", \"data\": \"00\", \"every_ms\": 1}]", "5 to 60000"},
      {"/broadcasts", "[{\"id\": \"100\", \"data\": \"000102030405060708\", \"every_ms\": 10}]",
       "over 8 bytes"},
      {"/ageing", "{\"drifts\": [{\"unit\": \"7E9\", \"pid\": \"0C\", \"per_month\": 1}]}", "has not"},
      {"/ageing", "{\"drifts\": [{\"unit\": \"7E8\", \"pid\": \"0D\", \"per_month\": 1}]}", "no curve"},
      {"/ageing", "{\"drifts\": [{\"unit\": \"7E8\", \"pid\": \"05\", \"per_month\": 9}]}", "does not fit"},
      {"/ageing", "{\"drifts\": [{\"unit\": \"7E8\", \"mid\": \"22\", \"tid\": \"80\", \"per_month\": 1}]}",
       "no such"},
      {"/ageing", "{\"drifts\": [{\"battery\": \"rest\", \"per_month\": 1}]}", "not by rest"},
      {"/ageing", "{\"events\": [{\"month\": 40, \"unit\": \"7E8\", \"stored\": \"P0301\"}]}", "0 to 36"},
      {"/ageing", "{\"events\": [{\"month\": 30, \"unit\": \"7E8\", \"stored\": \"P9\"}]}",
       "no trouble code"},
  };
  for (const auto& r : rows) {
    auto j = good();
    j[json::json_pointer(r.path)] = json::parse(r.value);
    const auto car = Car::parse(j.dump(), "test");
    BOOST_TEST_REQUIRE(!car.ok(), r.path << " = " << r.value << " was accepted");
    BOOST_TEST(car.error().name == "bad-car");
    BOOST_TEST(car.error().text.find(r.says) != std::string::npos,
               r.path << " = " << r.value << ": " << car.error().text);
  }
  for (const auto* text : {"", "{", "[]", "null", "{\"protocol\": 6}"})
    BOOST_TEST(!Car::parse(text, "test").ok());
}

BOOST_AUTO_TEST_CASE(a_wrong_port_is_refused_in_words) {
  const std::vector<test::Args> wrong = {{{"car", "tank"}},         {{"month", "37"}},
                                         {{"engine", "maybe"}},     {{"latency_ms", "-1"}},
                                         {{"script", "explode@5"}}, {{"script", "silent"}},
                                         {{"script", "silent@x"}},  {{"script", "silent@r0"}},
                                         {{"script", "pending@5"}}, {{"script", "silent:3@5"}}};
  for (const auto& args : wrong) {
    BOOST_TEST(!Elm327::make({"elm327", args}).ok(), args.begin()->second);
    BOOST_TEST(!CanCar::make({"can", args}).ok(), args.begin()->second);
  }
  BOOST_TEST(!Elm327::make({"elm327", {{"adapter", "abacus"}}}).ok());
  BOOST_TEST(!CanCar::make({"can", {{"car", "kwp-2005"}}}).ok());
}

BOOST_AUTO_TEST_SUITE_END()
