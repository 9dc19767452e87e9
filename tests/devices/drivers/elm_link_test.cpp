// How a line to an adapter is found and found again: quickly, with no answer taken for another's, and without
// turning for nothing meanwhile.
#include "devices/drivers/bay/elm_link.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/elm327.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

constexpr Micros step_us = us_per_ms;

// A link whose adapter says what a case wants, each so long after the harmless question.
struct Line {
  struct Word {
    Micros after_us;
    std::string text;
  };
  std::vector<Word> words;
  std::string written;
  ElmLink link{[this](std::string_view text) { written += text; }};
  Micros opened = 1'000 * us_per_s, now = opened, asked = 0;

  explicit Line(std::vector<Word> says) : words(std::move(says)) { link.open(now); }
  /// Until the link may be asked; how long that took.
  Micros settle() {
    while (link.state() == ElmLink::State::syncing) {
      now += step_us;
      link.on_tick(now);
      if (asked == 0 && !written.empty()) asked = now;
      for (auto& w : words)
        if (asked != 0 && now >= asked + w.after_us && !w.text.empty())
          link.on_bytes(as_bytes(std::exchange(w.text, {})), now);
    }
    return now - opened;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(elm_link)

BOOST_AUTO_TEST_CASE(a_fresh_line_may_be_asked_after_less_than_200_ms) {
  Line line({{0, "?\r\r>"}});
  BOOST_TEST(line.settle() < 200 * us_per_ms);
  BOOST_TEST((line.link.state() == ElmLink::State::idle));
  BOOST_TEST(line.written == "AT\r");
}

BOOST_AUTO_TEST_CASE(what_the_last_owner_of_the_line_asked_is_no_answer_to_us) {
  // The adapter was at work: it stops, answers what was asked before, then ours, all with pauses.
  for (const Micros pause : {10 * us_per_ms, 50 * us_per_ms, 110 * us_per_ms}) {
    Line line({{0, "STOPPED\r\r>"}, {pause, "7E804410C1AF8\r\r>"}, {2 * pause, "?\r\r>"}});
    line.settle();
    BOOST_TEST_REQUIRE((line.link.state() == ElmLink::State::idle));
    BOOST_TEST(line.now - line.asked >= 2 * pause + 120 * us_per_ms);
    line.link.ask(SafeRequest::make({{0x01, 0x0D}, 0}).value(), 0, line.now);
    BOOST_TEST(!line.link.take_answer().has_value());
    line.link.on_bytes(as_bytes("7E803410D20\r\r>"), line.now);
    const auto answer = line.link.take_answer();
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->reply.lines == std::vector<std::string>{"7E803410D20"},
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_bay_asks_for_no_turn_that_it_cannot_use) {
  for (const std::string trouble : {"silent@5", "flood@5", "unplug@5,plug@7", "late-prompt:700@5"}) {
    BOOST_TEST_CONTEXT(trouble) {
      test::Bench bench(std::move(*Elm327::make({"elm327", {{"car", "petrol-2020"}, {"script", trouble}}})),
                        std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [&] { return bench.now; }));
      int overdue = 0;
      bench.run(30 * us_per_s, [&] {
        const auto due = bench.driver().next_deadline();
        overdue += due && *due <= bench.now;
        return false;
      });
      BOOST_TEST(overdue <= 5);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
