// The rules of a stream, one table row a case: frames in, words out.
#include "devices/vision/stream.hpp"
#include "tests/devices/vision/frames.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

constexpr auto weak = Strength::weak;
const std::vector<Sighting> none;

struct Step {
  std::int64_t ms;
  std::vector<Sighting> codes;
  std::string says;
};
struct Case {
  const char* name;
  std::vector<Step> steps;
};

void run(const std::vector<Case>& cases, const StreamSettings& settings) {
  for (const auto& c : cases) {
    Stream stream(settings);
    for (std::size_t i = 0; i < c.steps.size(); ++i)
      BOOST_TEST(said(stream, c.steps[i].ms, c.steps[i].codes) == c.steps[i].says,
                 c.name << ", step " << i << " at " << c.steps[i].ms << " ms");
  }
}

StreamSettings basket() {
  StreamSettings s;
  s.basket = true;
  return s;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_is_an_item_once_until_it_was_out_of_sight_for_700_ms) {
  const auto a = at("A", 300, 300), b = at("B", 700, 700), a2 = at("A", 500, 300);
  run(
      {
          {"locked while it is seen", {{0, {a}, "+A"}, {500, {a}, ""}, {1'000, {a}, ""}, {60'000, {a}, ""}}},
          {"699 ms unseen is not enough",
           {{0, {a}, "+A"}, {350, none, ""}, {699, {a}, ""}, {1'000, {a}, ""}}},
          {"700 ms unseen is", {{0, {a}, "+A"}, {350, none, ""}, {700, {a}, "+A"}}},
          {"unseen begins with the last sighting",
           {{0, {a}, "+A"}, {300, none, ""}, {600, {a}, ""}, {900, none, ""}, {1'299, {a}, ""}}},
          {"a weak sighting keeps the lock",
           {{0, {a}, "+A"}, {350, {at("A", 300, 300, weak)}, ""}, {700, none, ""}, {1'049, {a}, ""}}},
          {"another code is not delayed by a lock", {{0, {a}, "+A"}, {33, {a, b}, "+B"}, {66, {b}, ""}}},
          {"nor at the place of the one before", {{0, {a}, "+A"}, {33, {at("B", 300, 300)}, "+B"}}},
          {"several codes of a frame, in its order",
           {{0, {b, a, at("C", 500, 100)}, "+B +A +C"}, {33, {a, b}, ""}}},
          {"the same code twice in a frame is one item", {{0, {a, a2}, "+A"}, {33, {a2, a}, ""}}},
          {"nor does it become two by moving", {{0, {a}, "+A"}, {33, {at("A", 900, 900)}, ""}}},
      },
      {});
}

BOOST_AUTO_TEST_CASE(the_release_time_is_a_setting) {
  StreamSettings s;
  s.release_us = 2 * us_per_s;
  const auto a = at("A", 300, 300);
  run({{"two seconds",
        {{0, {a}, "+A"}, {1'000, none, ""}, {1'999, {a}, ""}, {2'999, none, ""}, {3'999, {a}, "+A"}}}},
      s);
}

BOOST_AUTO_TEST_CASE(only_frames_without_the_code_bear_witness_of_its_absence) {
  const auto a = at("A", 300, 300);
  constexpr std::int64_t hour = 3'600'000;
  run(
      {
          {"a reader that hung releases nothing", {{0, {a}, "+A"}, {5'000, {a}, ""}}},
          {"nor does a camera that was away for hours, with one frame lost after it",
           {{0, {a}, "+A"}, {5 * hour, none, ""}, {5 * hour + 33, {a}, ""}}},
          {"the clock goes back: the lock stays, and is released by what follows",
           {{hour, {a}, "+A"},
            {0, {a}, ""},
            {350, none, ""},
            {699, {a}, ""},
            {1'049, none, ""},
            {1'399, {a}, "+A"}}},
          {"the clock stands", {{0, {a}, "+A"}, {0, none, ""}, {0, none, ""}, {0, {a}, ""}}},
          {"it jumps to and fro",
           {{0, {a}, "+A"}, {-hour, none, ""}, {hour, none, ""}, {-hour, {a}, ""}, {hour, {a}, ""}}},
          {"one frame a second: two of them release",
           {{0, {a}, "+A"}, {1'000, none, ""}, {2'000, {a}, "+A"}}},
      },
      {});
  Stream stream;
  for (const Micros t : {std::numeric_limits<Micros>::min(), std::numeric_limits<Micros>::max(),
                         std::numeric_limits<Micros>::min()})
    stream.on_frame({t, 1'000, 1'000, {a}});
  BOOST_TEST(stream.counters().accepted == 1);
}

BOOST_AUTO_TEST_CASE(a_code_that_comes_back_too_early_is_told) {
  const auto a = at("A", 300, 300), moved = at("A", 330, 310), out = at("A", 20, 20);
  StreamSettings s;
  s.region = Region::parse("10,10 90,10 90,90 10,90").value();
  run(
      {
          {"after 200 ms elsewhere", {{0, {a}, "+A"}, {100, none, ""}, {200, {moved}, "=A"}, {233, {a}, ""}}},
          {"not after 199 ms", {{0, {a}, "+A"}, {100, none, ""}, {199, {moved}, ""}}},
          {"a reader that lost it for a while is silent", {{0, {a}, "+A"}, {200, none, ""}, {400, {a}, ""}}},
          {"but not when it was seen outside", {{0, {a}, "+A"}, {200, {out}, ""}, {400, {a}, "=A"}}},
          {"once each time",
           {{0, {a}, "+A"},
            {300, {moved}, "=A"},
            {333, {a}, ""},
            {500, none, ""},
            {700, {moved}, "=A"},
            {1'050, none, ""},
            {1'400, {a}, "+A"}}},
          {"outside is out of sight", {{0, {a}, "+A"}, {350, {out}, ""}, {700, {out}, ""}, {733, {a}, "+A"}}},
      },
      s);
}

BOOST_AUTO_TEST_CASE(a_second_copy_counts_in_basket_mode_only_and_only_in_the_same_frame) {
  const auto left = at("A", 200, 300), right = at("A", 700, 300);
  run(
      {
          {"two at once", {{0, {left, right}, "+A +A"}, {33, {left, right}, ""}, {66, {right}, ""}}},
          {"a second one put beside the first", {{0, {left}, "+A"}, {33, {left, right}, "+A"}}},
          {"one that moves is one", {{0, {left}, "+A"}, {33, {right}, ""}, {66, {left}, ""}}},
          {"seen in turns they are not more than two",
           {{0, {left, right}, "+A +A"}, {100, {left}, ""}, {200, {right}, ""}, {300, {left, right}, ""}}},
          {"one sight of a code by two readers is one", {{0, {left, at("A", 205, 302)}, "+A"}}},
          {"each is released for itself",
           {{0, {left, right}, "+A +A"}, {350, {left}, ""}, {700, {left}, ""}, {733, {left, right}, "+A"}}},
          {"a weak second copy needs its vote",
           {{0, {left}, "+A"},
            {33, {left, at("A", 700, 300, weak)}, ""},
            {66, {left, at("A", 705, 300, weak)}, "+A"}}},
          {"a third", {{0, {left, right, at("A", 450, 800)}, "+A +A +A"}}},
      },
      basket());
}

BOOST_AUTO_TEST_CASE(weak_evidence_needs_two_of_five_frames_without_a_rival) {
  const auto a = at("A", 300, 300, weak), b = at("B", 310, 300, weak), far = at("B", 800, 800, weak);
  const auto strong_a = at("A", 300, 300), strong_b = at("B", 300, 300);
  run(
      {
          {"one frame is none", {{0, {a}, ""}, {33, none, ""}, {66, none, ""}}},
          {"the next frame", {{0, {a}, ""}, {33, {a}, "+A"}, {66, {a}, ""}}},
          {"the fifth frame",
           {{0, {a}, ""}, {33, none, ""}, {66, none, ""}, {99, none, ""}, {132, {a}, "+A"}}},
          {"the sixth is too late",
           {{0, {a}, ""}, {33, none, ""}, {66, none, ""}, {99, none, ""}, {132, none, ""}, {165, {a}, ""}}},
          {"twice in a frame is one frame", {{0, {a, at("A", 320, 300, weak)}, ""}}},
          {"too far for a hand", {{0, {a}, ""}, {33, {at("A", 900, 900, weak)}, ""}}},
          {"strong needs no vote", {{0, {a}, ""}, {33, {strong_a}, "+A"}}},
          {"the vote before a scan is no vote for the next one",
           {{0, {a}, ""}, {350, {strong_a}, "+A"}, {700, none, ""}, {1'050, none, ""}, {1'400, {a}, ""}}},
          {"a rival in the next frame resets",
           {{0, {a}, ""}, {33, {b}, "!B"}, {66, {a}, ""}, {99, {a}, "+A"}}},
          {"in turns: nobody, ever",
           {{0, {a}, ""}, {33, {b}, "!B"}, {66, {a}, ""}, {99, {b}, "!B"}, {132, {a}, ""}, {165, {b}, "!B"}}},
          {"two weak ones in one frame", {{0, {a, b}, "!A !B"}, {33, {a}, ""}, {66, {a}, "+A"}}},
          {"another place is no rival", {{0, {a, far}, ""}, {33, {a, far}, "+A +B"}}},
          {"a strong one beats a weak one", {{0, {strong_a, b}, "+A !B"}, {33, {strong_a, b}, "!B"}}},
          {"two strong ones make each other doubtful",
           {{0, {strong_a, strong_b}, "!A !B"}, {33, {strong_a}, "+A"}}},
          {"a misread of the item that lies there",
           {{0, {strong_a}, "+A"}, {33, {b}, "!B"}, {66, {b}, "!B"}, {99, {strong_a}, ""}, {132, {b}, "!B"}}},
          {"a strong code resets the weak one's vote",
           {{0, {b}, ""}, {33, {strong_a}, "+A"}, {66, {b}, "!B"}}},
          {"after five frames without it the place is free",
           {{0, {strong_a}, "+A"},
            {33, none, ""},
            {66, none, ""},
            {99, none, ""},
            {132, none, ""},
            {165, {b}, ""},
            {198, {b}, "+B"}}},
          {"a matrix code beside the bars is no rival",
           {{0, {strong_a, at("Q", 310, 305, Strength::strong, Symbology::qr)}, "+A +Q"}}},
      },
      {});
}

BOOST_AUTO_TEST_CASE(rivals_and_codes_outside_are_counted) {
  StreamSettings s;
  s.region = Region::parse("0,0 50,0 50,100 0,100").value();
  Stream stream(s);
  said(stream, 0, {at("A", 100, 100), at("B", 110, 100, weak), at("C", 900, 100)});
  said(stream, 33, {at("A", 100, 100), at("C", 900, 100)});
  said(stream, 66, {at("D", 100, 500, weak)});
  said(stream, 99, {at("E", 100, 500)});  // the rival of this vote is not in the frame
  BOOST_TEST(stream.counters().accepted == 2);
  BOOST_TEST(stream.counters().rivals == 2);
  BOOST_TEST(stream.counters().outside == 2);
  BOOST_TEST(stream.counters().refused == 0);
}

BOOST_AUTO_TEST_CASE(the_same_product_in_another_symbology_is_the_same) {
  using enum Symbology;
  Stream stream;
  BOOST_TEST(said(stream, 0, {at("0012345678905", 300, 300, Strength::strong, ean13)}) == "+0012345678905");
  BOOST_TEST(said(stream, 33, {at("012345678905", 300, 300, Strength::strong, upca)}) == "");
  BOOST_TEST(said(stream, 66, {at("0042100005264", 700, 300)}) == "+0042100005264");
  BOOST_TEST(said(stream, 99, {at("04252614", 700, 300, weak, upce)}) == "");
  BOOST_TEST(said(stream, 132, {at("0012345678905", 300, 800, Strength::strong, code128)}) ==
             "+0012345678905");
}

BOOST_AUTO_TEST_CASE(what_a_reader_knows_becomes_strong_or_weak) {
  const auto strength = [](Symbology s, Stage stage, int looks, float margin = 20) {
    FoundCode c;
    c.evidence.margin = margin;
    c.symbology = s;
    c.evidence.stage = stage;
    c.evidence.looks = looks;
    return strength_of(c);
  };
  using enum Symbology;
  BOOST_TEST((strength(ean13, Stage::fast, 1) == Strength::strong));
  BOOST_TEST((strength(ean13, Stage::patch, 1) == Strength::weak));
  BOOST_TEST((strength(ean13, Stage::patch, 2) == Strength::strong));
  BOOST_TEST((strength(ean13, Stage::patch, 1, 21.9F) == Strength::weak));
  BOOST_TEST((strength(ean13, Stage::patch, 1, 22) == Strength::strong));
  BOOST_TEST((strength(ean13, Stage::profile, 1, 22) == Strength::weak));
  BOOST_TEST((strength(ean13, Stage::profile, 1, 39) == Strength::weak));
  BOOST_TEST((strength(ean13, Stage::profile, 1, 40) == Strength::strong));
  BOOST_TEST((strength(ean8, Stage::profile, 1, 1'000) == Strength::weak));
  BOOST_TEST((strength(upce, Stage::hard, 1, 99) == Strength::weak));
  BOOST_TEST((strength(upce, Stage::hard, 1, 100) == Strength::strong));
  BOOST_TEST((strength(ean8, Stage::fast, 1) == Strength::weak));
  BOOST_TEST((strength(upce, Stage::fast, 2) == Strength::strong));
  BOOST_TEST((strength(qr, Stage::sharpened, 1) == Strength::strong));
}

BOOST_AUTO_TEST_CASE(an_event_carries_the_box_of_the_code_and_no_more) {
  Stream stream;
  const FrameCodes frame{0, 1'000, 1'000, {at("A", 300, 300), at("edge", 990, 995)}};
  const auto events = stream.on_frame(frame);
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST(events[0].crop.left == 250);
  BOOST_TEST(events[0].crop.bottom == 320);
  BOOST_TEST(events[1].crop.right == 1'000);
  BOOST_TEST(events[1].crop.bottom == 1'000);
}

BOOST_AUTO_TEST_CASE(corners_that_cannot_be_do_no_harm) {
  const float nan = std::nanf(""), inf = std::numeric_limits<float>::infinity();
  StreamSettings s;
  s.region = Region::parse("10,10 90,10 90,90 10,90").value();
  for (const float bad : {nan, inf, -inf, 1e30F, 0.F}) {
    Sighting a{Symbology::ean13, "A", {}, Strength::strong};
    a.corners.fill({bad, bad});
    Stream whole, part(s);
    BOOST_TEST(said(whole, 0, {a}) == "+A", bad);
    BOOST_TEST(said(whole, 33, {at("A", 300, 300), a}) == "", bad);
    BOOST_TEST(said(part, 0, {a}) == "", "without a place it is not inside: " << bad);
  }
}

BOOST_AUTO_TEST_CASE(a_camera_that_lies_does_not_fill_the_memory) {
  Stream stream;
  std::vector<Sighting> flood;
  for (int i = 0; i < 10'000; ++i)
    flood.push_back(at("text " + std::to_string(i), static_cast<float>(i % 100) * 10, static_cast<float>(i),
                       i % 2 ? Strength::strong : weak));
  said(stream, 0, flood);
  BOOST_TEST(stream.counters().refused == 10'000 - 64);
  for (int i = 0; i < 10'000; ++i) {
    said(stream, i / 100, {at("other " + std::to_string(i), 300, 300)});
    said(stream, i / 100, {at("doubt " + std::to_string(i), 300, 800, weak)});
  }
  BOOST_TEST(stream.remembered() <= Locks::max_locks + Votes::max_open);
  BOOST_TEST(stream.counters().accepted <= 512);
  // Honest again: after the release the next code is taken as ever.
  said(stream, 1'000, none);
  said(stream, 1'350, none);
  BOOST_TEST(said(stream, 1'700, {at("A", 300, 300)}) == "+A");
  BOOST_TEST(stream.remembered() == 1u);
}
