// What changes in a simulated car: clearing, refusals, answers that come late, and months that pass.
#include "tests/devices/sim/elm_wire.hpp"

using namespace outpost;
using namespace outpost::dev;
using test::ElmWire;

namespace {

std::vector<std::string> said(Car& car, const std::string& request, Micros at = 0) {
  std::vector<std::string> out;
  for (const auto& a : car.answer(*parse_obd_request(request), at)) out.push_back(request_text(a.payload));
  return out;
}

std::string first(Car& car, const std::string& request) {
  const auto all = said(car, request);
  return all.empty() ? "" : all[0];
}

const SimUnit& engine_unit(const Car& car) { return car.units()[0]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(car_state)

BOOST_AUTO_TEST_CASE(codes_are_not_cleared_while_the_engine_runs) {
  auto car = *Car::load("petrol-2014");
  BOOST_TEST(first(car, "04") == "7F0422");
  BOOST_TEST(first(car, "7E0:14FFFFFF") == "7F1422");
  BOOST_TEST(first(car, "03") == "430203010420");
  car.set_engine(false);
  BOOST_TEST(first(car, "010C") == "410C0000");
  BOOST_TEST(first(car, "04") == "44");
}

BOOST_AUTO_TEST_CASE(clearing_erases_what_it_should_and_no_more) {
  for (const std::string how : {"04", "7E0:14FFFFFF"}) {
    auto car = *Car::load("petrol-2014");
    car.set_engine(false);
    BOOST_TEST(first(car, "0101") == "41018207E504");
    BOOST_TEST(first(car, how) == (how == "04" ? "44" : "54"));
    BOOST_TEST(first(car, "03") == "4300");
    BOOST_TEST(first(car, "07") == "4700");
    BOOST_TEST(first(car, "0A") == "4A010420");        // permanent codes stay
    BOOST_TEST(first(car, "0101") == "41010077E5E5");  // lamp off, every self-test open again
    BOOST_TEST(first(car, "020200") == "4202000000");
    BOOST_TEST(first(car, "020500") == "");
    BOOST_TEST(first(car, "0131") == "41310000");
    BOOST_TEST(first(car, "0621") == "462180200000"
                                     "00000000");
    BOOST_TEST(first(car, "7E0:1902FF") == "5902FF");
    BOOST_TEST(first(car, "0902").starts_with("490201"));
  }
}

struct Refusal {
  std::string request, answer;
};

// To all: silence. To one: 7F with the reason.
BOOST_AUTO_TEST_CASE(what_is_not_supported_is_refused_alone_and_passed_over_by_all) {
  auto car = *Car::load("petrol-2014");
  const std::vector<Refusal> rows = {
      {"01FE", "7F0112"},      {"0105050505050505", ""},   {"0605", "7F0612"},     {"0908F0", "7F0912"},
      {"0955", "7F0912"},      {"22DEAD", "7F2231"},       {"22F1", "7F2213"},     {"19", "7F1913"},
      {"1901FF", "7F1912"},    {"1904123456FF", "7F1931"}, {"1902", "7F1913"},     {"1003", "7F1012"},
      {"3E05", "7F3E12"},      {"2701", "7F2711"},         {"2EF19000", "7F2E11"}, {"1101", "7F1111"},
      {"31010203", "7F3111"},  {"85", "7F8511"},           {"05", "7F0512"},       {"14000000", "7F1431"},
      {"194244FFFF", "7F1931"}};
  for (const auto& r : rows) {
    if (r.answer.empty()) {
      BOOST_TEST(!parse_obd_request(r.request).ok());
      continue;
    }
    BOOST_TEST(first(car, "7E0:" + r.request) == r.answer, r.request);
    // Wrong lengths are refused to everybody; what is unknown is not.
    const bool loud = r.answer.ends_with("13");
    BOOST_TEST(said(car, r.request).empty() == !loud, r.request);
  }
  BOOST_TEST(first(car, "7E1:1902FF") == "5902FF");
  BOOST_TEST(said(car, "7E5:0100").empty());
}

BOOST_AUTO_TEST_CASE(uds_answers_are_laid_out_as_the_standard_has_them) {
  auto car = *Car::load("petrol-2014");
  BOOST_TEST(first(car, "7E0:1001") == "5001003201F4");
  BOOST_TEST(first(car, "7E0:3E00") == "7E00");
  BOOST_TEST(said(car, "7E0:3E80").empty());
  BOOST_TEST(first(car, "7E0:190208") == "5902FF030100AF0420002F");
  BOOST_TEST(first(car, "7E0:1904030100FF") == "5904030100AF0102F40C0CB0F40580");
  BOOST_TEST(first(car, "7E0:190403010001") == "5904030100AF0102F40C0CB0F40580");
  BOOST_TEST(first(car, "7E0:1906030100FF") == "5906030100AF0103");
  BOOST_TEST(first(car, "7E0:1904042000FF") == "59040420002F");  // no record was stored
  BOOST_TEST(first(car, "7E0:22F187F18C").starts_with("62F187504131344"));
  auto wwh = *Car::load("wwh-2019");
  BOOST_TEST(first(wwh, "194233FFE0") == "594233FFE0044020EE00AF200401002F8024630027");
  BOOST_TEST(first(wwh, "194233FF40") == "594233FFE0044020EE00AF");
  BOOST_TEST(first(wwh, "195533") == "595533FF0420EE00AF");
  BOOST_TEST(first(wwh, "22F40D").starts_with("62F40D"));
  BOOST_TEST(first(wwh, "22F400") == "62F40018180001");
  BOOST_TEST(said(wwh, "0100").empty());
  BOOST_TEST(first(wwh, "18DA00F1:0100") == "7F0111");
}

BOOST_AUTO_TEST_CASE(a_slow_answer_is_announced_and_asked_again_it_goes_on) {
  auto car = *Car::load("ev-2022");
  const auto request = *parse_obd_request("7E4:220101");
  const auto answers = car.answer(request, 0);
  BOOST_TEST_REQUIRE(answers.size() == 2u);
  BOOST_TEST(request_text(answers[0].payload) == "7F2278");
  BOOST_TEST(answers[0].after_us == 0);
  BOOST_TEST(answers[1].after_us == 120 * us_per_ms);
  BOOST_TEST(car.answer(request, 50 * us_per_ms)[1].after_us == 70 * us_per_ms);
  BOOST_TEST(car.answer(request, 200 * us_per_ms).size() == 1u);
  car.hold_next(60 * us_per_s);
  const auto held = car.answer(*parse_obd_request("015B"), us_per_s);
  BOOST_TEST(held.back().after_us == 60 * us_per_s);
  BOOST_TEST(held.size() == 31u);  // one unit has it: a "wait" every 2 s
}

BOOST_AUTO_TEST_CASE(months_pass) {
  const auto at = [](int month) { return *Car::load("petrol-2020", month); };
  auto young = at(0), old = at(24);
  const auto trim = [](const Car& c) { return engine_unit(c).pids.at(0x07).low; };
  const auto odometer = [](const Car& c) { return engine_unit(c).pids.at(0xA6).low; };
  const auto catalyst = [](const Car& c) {
    for (const auto& t : engine_unit(c).tests)
      if (t.monitor == 0x21) return t.most - t.value;
    return 0.0;
  };
  for (int m = 1; m <= max_car_age_months; ++m) {
    BOOST_TEST((trim(at(m)) > trim(at(m - 1)) || m > 30), m);
    BOOST_TEST(odometer(at(m)) > odometer(at(m - 1)), m);
    BOOST_TEST(catalyst(at(m)) < catalyst(at(m - 1)), m);
    BOOST_TEST(at(m).battery().crank_mv <= at(m - 1).battery().crank_mv, m);
  }
  BOOST_TEST(odometer(old) == odometer(young) + 24 * 1250);
  BOOST_TEST(young.battery().crank_mv - old.battery().crank_mv == 21 * 45);
  BOOST_TEST(engine_unit(at(4)).pending.empty());
  BOOST_TEST((engine_unit(at(5)).pending == std::vector<std::string>{"P0171"}));
  BOOST_TEST(engine_unit(at(5)).stored.empty());
  BOOST_TEST(!engine_unit(at(5)).mil_on);
  const auto six = at(6);
  BOOST_TEST((engine_unit(six).stored == std::vector<std::string>{"P0171"}));
  BOOST_TEST(engine_unit(six).pending.empty());
  BOOST_TEST(engine_unit(six).mil_on);
  BOOST_TEST_REQUIRE(engine_unit(six).freeze.has_value());
  BOOST_TEST(engine_unit(six).freeze->code == "P0171");
  BOOST_TEST((engine_unit(at(7)).permanent == std::vector<std::string>{"P0171"}));
}

BOOST_AUTO_TEST_CASE(the_starter_pulls_the_voltage_down) {
  ElmWire wire({{"car", "petrol-2020"}, {"month", "24"}, {"engine", "off"}});
  wire.set_up();
  BOOST_TEST(wire.words("ATRV") == "12.3V");
  wire.act("engine-on");
  BOOST_TEST(wire.words("ATRV") == "10.0V");
  wire.wait(2 * us_per_s);
  BOOST_TEST(wire.words("ATRV") == "14.2V");
}

BOOST_AUTO_TEST_SUITE_END()
