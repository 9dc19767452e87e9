// Every make of adapter with every car, whatever command it lacks, and what is learned about it for next
// time.
#include "devices/drivers/bay/adapter_command.hpp"
#include "devices/drivers/bay/elm_header.hpp"
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;

std::int64_t obd_units(const Car& car) {
  return std::count_if(car.units().begin(), car.units().end(), [](const SimUnit& u) { return u.obd; });
}

void recall(BayBench& b, const std::string& kept) {
  Binding binding;
  binding.kept = kept;
  b.bench.driver().on_bind(binding, b.bench.now);
}

std::size_t sent(BayBench& b, std::string_view beginning) {
  const auto& all = b.elm().received();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const std::string& c) { return c.starts_with(beginning); }));
}

// A report, held against the car. The number of requests it took; 0 = it did not come to be.
std::size_t right_report(BayBench& b, const std::string& car) {
  Truth truth(car, b.wiring().plugged_us);
  const auto began = b.bench.now;
  const auto out = b.report();
  BOOST_TEST(out["result"] == "done");
  truth.report(out, began);
  BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  if (out["result"] != "done") return 0;
  BOOST_TEST(out["report"]["vehicle"]["vin"] == b.car().vin());
  return out["report"]["steps"].size();
}

bool connect(BayBench& b, Micros within = 30 * s) {
  const bool ok = b.until("ready", within);
  BOOST_TEST(ok, "not ready but " << b.state() << " " << b.reason());
  return ok;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_profile)

BOOST_AUTO_TEST_CASE(every_make_reads_every_car_right) {
  for (const auto& make : personalities())
    for (const auto& car : obd_cars()) {
      BOOST_TEST_CONTEXT(make.name << " with " << car) {
        BayBench b({{"adapter", std::string(make.name)}, {"car", car}, {"search_ms", "300"}});
        if (make.name == "headerless" && obd_units(b.car()) > 1) {
          BOOST_TEST(b.until("not_obd", 30 * s));
          BOOST_TEST(b.reason() == "no-headers");
          continue;
        }
        if (connect(b)) right_report(b, car);
      }
    }
}

// Each setup command in turn, and all that are optional at once. "ATD" takes ATDPN away with it.
BOOST_AUTO_TEST_CASE(an_adapter_may_lack_any_command) {
  const std::vector<std::string> one = {"ATD",  "ATE0", "ATL0",  "ATS0", "ATAT1", "ATI",  "ATRV",
                                        "ATSP", "ATTP", "ATDPN", "ATST", "ATSH",  "ATPC", "ATFCS"};
  std::vector<std::vector<std::string>> sets;
  for (const auto& c : one) sets.push_back({c});
  sets.push_back({"ATE0", "ATL0", "ATS0", "ATAT1", "ATI", "ATRV", "ATST", "ATSH", "ATCRA", "ATFCS", "ATTP"});
  sets.push_back({"ATAT1", "ATI", "ATRV", "ATSP", "ATDPN"});
  for (const std::string car : {"petrol-2014", "petrol-2003", "diesel-2016"})
    for (const auto& lacks : sets) {
      BOOST_TEST_CONTEXT(car << " without " << lacks.front() << (lacks.size() > 1 ? " and others" : "")) {
        BayBench b({{"car", car}, {"search_ms", "300"}});
        for (const auto& c : lacks) b.act("refuse:" + c);
        if (!connect(b, 20 * s)) continue;
        right_report(b, car);
        BOOST_TEST(b.bay()["protocol_number"] == b.car().protocol());
      }
    }
}

BOOST_AUTO_TEST_CASE(an_adapter_that_cannot_tell_the_protocol_at_all_is_refused_in_words) {
  BayBench b(BayArgs{{"search_ms", "300"}});
  b.act("refuse:ATDPN refuse:ATTP");
  BOOST_TEST(b.until("not_obd", 20 * s));
  BOOST_TEST(b.reason() == "protocol-unknown");
  BOOST_TEST(b.bay()["text_zh"] != "");
  BOOST_TEST(b.bench.named("live").empty());
}

BOOST_AUTO_TEST_CASE(what_was_learned_shortens_the_next_connection) {
  for (const std::string car : {"petrol-2014", "petrol-2003"}) {
    BayBench first({{"car", car}, {"search_ms", "2000"}});
    BOOST_TEST_REQUIRE(connect(first));
    const auto kept = first.kept();
    BOOST_TEST(json::parse(kept)["adapters"][0]["protocol"] == first.car().protocol());
    BOOST_TEST(sent(first, "ATSP0") == 1u);
    BayBench second({{"car", car}, {"search_ms", "2000"}});
    recall(second, kept);
    BOOST_TEST_REQUIRE(connect(second));
    BOOST_TEST(sent(second, "ATSP0") == 0u);
    BOOST_TEST(sent(second, "ATTP") == 1u);
    right_report(second, car);
  }
}

// Another car than the one remembered is found all the same.
BOOST_AUTO_TEST_CASE(a_remembered_protocol_is_no_trap) {
  BayBench first(BayArgs{{"car", "petrol-2003"}});
  BOOST_TEST_REQUIRE(connect(first));
  for (const auto& car : obd_cars()) {
    BOOST_TEST_CONTEXT(car) {
      BayBench second({{"car", car}, {"search_ms", "300"}});
      recall(second, first.kept());
      if (connect(second)) BOOST_TEST(second.bay()["vin"] == second.car().vin());
    }
  }
}

BOOST_AUTO_TEST_CASE(forged_and_damaged_memories_do_no_harm) {
  const std::string good = R"({"adapters":[{"id":"ELM327 v1.5","protocol":6,"counts_answers":true}]})";
  std::vector<std::string> texts = {"",
                                    "{",
                                    "[]",
                                    "null",
                                    R"({"adapters":{}})",
                                    R"({"adapters":[1,null,[]]})",
                                    R"({"adapters":[{"id":7,"protocol":"6"}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":99}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":-1}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":10}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":9}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":1e300}]})",
                                    R"({"adapters":[{"id":"ELM327 v1.5","protocol":3,"counts_answers":false,)"
                                    R"("long_from_all":false}]})",
                                    std::string(100'000, '['),
                                    std::string("\xFF\xFE\0x", 4)};
  for (std::size_t cut = 1; cut < good.size(); cut += 6) texts.push_back(good.substr(0, cut));
  std::string many = R"({"adapters":[)";
  for (int i = 0; i < 500; ++i) many += fmt::format(R"({{"id":"a{}","protocol":6}},)", i);
  texts.push_back(many + R"({"id":"z"}]})");
  for (const auto& text : texts) {
    BOOST_TEST_CONTEXT(text.substr(0, 60)) {
      BayBench b(BayArgs{{"search_ms", "100"}});
      recall(b, text);
      if (!connect(b)) continue;
      BOOST_TEST(b.bay()["vin"] == b.car().vin());
      for (const auto& c : b.elm().received())
        BOOST_TEST((!c.starts_with("ATTP") || AdapterCommand::make(c)), c);
      BOOST_TEST(b.kept().size() < 4'000u);
    }
  }
}

// An adapter that does not know the digit behind a request is never sent it again.
BOOST_AUTO_TEST_CASE(the_count_digit_is_given_up_for_good) {
  const auto counted = [](const std::string& sent) { return sent.size() % 2 == 1 && sent.starts_with("01"); };
  const auto how_many = [&](BayBench& b) {
    const auto& all = b.elm().received();
    return std::count_if(all.begin(), all.end(), counted);
  };
  BayBench first(BayArgs{});
  first.act("no-count");
  BOOST_TEST_REQUIRE(connect(first));
  first.bench.run(5 * s);
  right_report(first, "petrol-2014");
  BOOST_TEST(how_many(first) == 1);
  BOOST_TEST(json::parse(first.kept())["adapters"][0]["counts_answers"] == false);
  BayBench second(BayArgs{});
  recall(second, first.kept());
  second.act("no-count");
  BOOST_TEST_REQUIRE(connect(second));
  right_report(second, "petrol-2014");
  second.bench.run(5 * s);
  BOOST_TEST(how_many(second) == 0);
}

// Long answers to a request to all come without their end; asked alone, each unit is heard.
BOOST_AUTO_TEST_CASE(units_are_asked_one_by_one_when_long_answers_of_all_are_cut_short) {
  for (const std::string car : {"petrol-2014", "diesel-2016", "hybrid-2019"}) {
    BOOST_TEST_CONTEXT(car) {
      BayBench b({{"car", car}, {"search_ms", "300"}});
      b.act("first-frame-of-all");
      BOOST_TEST_REQUIRE(connect(b));
      const auto steps = right_report(b, car);
      BOOST_TEST(json::parse(b.kept())["adapters"][0]["long_from_all"] == false);
      const auto before = sent(b, "0902");
      BayBench again({{"car", car}, {"search_ms", "300"}});
      recall(again, b.kept());
      again.act("first-frame-of-all");
      BOOST_TEST_REQUIRE(connect(again));
      right_report(again, car);
      BOOST_TEST(sent(again, "0902") <= before);
      BOOST_TEST(sent(again, "ATSH7DF") + sent(again, "ATSHDB33F1") > 0u);
      BOOST_TEST_MESSAGE(car << ": " << steps << " questions, " << b.elm().requests()
                             << " requests learning, " << again.elm().requests() << " with what was learned");
    }
  }
}

// A unit that keeps silent when several identifiers are asked for is read to the end, and not asked so over
// and over.
BOOST_AUTO_TEST_CASE(a_car_that_answers_one_identifier_at_a_time_is_read_whole) {
  BayBench b({{"car", "petrol-2009"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(connect(b));
  const auto steps = right_report(b, "petrol-2009");
  b.bench.run(5 * s);
  const auto several = [](const std::string& sent) {
    return sent.size() > 5 && (sent.starts_with("01") || sent.starts_with("06") || sent.starts_with("0200"));
  };
  const auto& all = b.elm().received();
  BOOST_TEST(std::count_if(all.begin(), all.end(), several) <= 5);
  BOOST_TEST_MESSAGE("petrol-2009: " << steps << " questions");
}

BOOST_AUTO_TEST_CASE(a_unit_is_asked_by_the_name_it_answers_with) {
  BOOST_TEST(request_id_of("7E8") == 0x7E0u);
  BOOST_TEST(request_id_of("7EF") == 0x7E7u);
  BOOST_TEST(request_id_of("18DAF110") == 0x18DA10F1u);
  for (const char* other : {"", "7E7", "7F0", "10", "18DAF1", "18DB33F1", "7EG", "007E8", "7e8x"})
    BOOST_TEST(request_id_of(other) == 0u, other);
}

// An adapter may search for twelve seconds, and staff is told so.
BOOST_AUTO_TEST_CASE(a_search_of_twelve_seconds_is_waited_for) {
  for (const std::string car : {"petrol-2014", "petrol-2003"}) {
    BayBench b({{"car", car}, {"search_ms", "12000"}});
    const auto began = b.bench.now;
    b.bench.run(8 * s);
    BOOST_TEST(b.state() == "connecting");
    BOOST_TEST(b.reason() == "searching");
    BOOST_TEST(b.until("ready", 8 * s));
    BOOST_TEST_MESSAGE(car << ": ready after " << (b.bench.now - began) / us_per_ms << " ms");
  }
}

// ATZ ends the radio link of some; AT TP A0 locks clones; AT PP rewrites them: none can be made.
BOOST_AUTO_TEST_CASE(dangerous_commands_cannot_be_made_and_are_never_sent) {
  for (const char* bad : {"ATZ", "ATWS", "ATTPA0", "ATTP0", "ATPP2CSV01", "ATPPFFON", "ATSPA0", "ATBRD23",
                          "ATMA", "ATLP", "STSLXS", "ATTPA6", "ATSH7DF\r0104", "ATE0\r"})
    BOOST_TEST(!AdapterCommand::make(bad), bad);
  for (const auto& make : personalities()) {
    BayBench b({{"adapter", std::string(make.name)}, {"car", "petrol-2003"}, {"search_ms", "100"}});
    b.act("atz-drops");
    b.until("ready", 20 * s);
    b.act("reset");
    b.bench.run(4 * s);
    b.act("silent");
    b.bench.run(6 * s);
    b.act("speak");
    b.until("ready", 20 * s);
    BOOST_TEST(b.wiring().written.find("ATZ") == std::string::npos);
    BOOST_TEST(b.wiring().written.find("ATTP0") == std::string::npos);
    BOOST_TEST(b.wiring().written.find("ATTPA") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
