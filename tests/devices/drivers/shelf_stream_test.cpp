#include "devices/drivers/shelf_stream.hpp"
#include "devices/sim/shelf.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

using Args = std::map<std::string, std::string, std::less<>>;

struct Shelf {
  explicit Shelf(Args args = {},
                 std::optional<ShelfCalibration> fresh = ShelfCalibration{0, ShelfBoard::mg_per_count})
      : bench(board(std::move(args)), std::make_unique<ShelfStream>(fresh)) {}

  static std::unique_ptr<Simulator> board(Args args) {
    args.try_emplace("period_s", "0");
    return std::move(*ShelfBoard::make({"shelf", std::move(args)}));
  }
  ShelfBoard& sim() { return static_cast<ShelfBoard&>(bench.simulator()); }
  void act(std::string_view what) { BOOST_REQUIRE(sim().act(what, bench.now)); }
  json weight() const {
    const auto all = bench.named("weight");
    return all.empty() ? json() : json::parse(all.back().body);
  }
  json lane(std::size_t n) const { return weight()["channels"][n]; }
  bool settled(std::size_t n, Micros within) {
    return bench.run(within, [&] {
      const auto w = weight();
      return w.is_object() && w["channels"].size() > n && w["channels"][n]["weight_mg"].is_number();
    });
  }
  std::vector<json> changes(std::size_t from = 0) const {
    std::vector<json> out;
    for (const auto& m : bench.named("weight", from)) {
      const auto body = json::parse(m.body);
      out.insert(out.end(), body["changes"].begin(), body["changes"].end());
    }
    return out;
  }
  json command(const std::string& name, const std::string& body, Micros within = 3 * us_per_s) {
    Id id;
    id.bytes[15] = ++last_id;
    bench.driver().on_command({id, name, body}, bench.now);
    json out;
    bench.run(within, [&] {
      for (const auto& m : bench.messages)
        if (m.kind == Message::Kind::outcome && m.id == id) out = json::parse(m.body);
      return !out.is_null();
    });
    return out;
  }

  unsigned char last_id = 0;
  test::Bench bench;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shelf_stream)

BOOST_AUTO_TEST_CASE(grams_settle_on_every_lane) {
  Shelf s(Args{{"lanes", "8"}});
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto mg = s.lane(i)["weight_mg"].get<std::int64_t>();
    BOOST_TEST(std::abs(mg - s.sim().true_mg(i)) < 500);
  }
  BOOST_TEST(s.weight()["board"] == "4f5053494d00000000000001");
  BOOST_TEST_MESSAGE(s.weight().dump());
}

BOOST_AUTO_TEST_CASE(a_piece_taken_is_one_change) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  const auto before = s.sim().true_mg(2);
  s.sim().set_items(2, s.sim().items(2) - 1);
  const auto taken_at = s.bench.now;
  BOOST_REQUIRE(s.bench.run(5 * us_per_s, [&] { return !s.changes().empty(); }));
  BOOST_TEST_MESSAGE("settled after " << (s.bench.now - taken_at) / us_per_ms << " ms");
  s.bench.run(5 * us_per_s);
  const auto changes = s.changes();
  BOOST_REQUIRE(changes.size() == 1u);
  BOOST_TEST(changes[0]["channel"] == 2);
  BOOST_TEST(std::abs(changes[0]["delta_mg"].get<std::int64_t>() - (s.sim().true_mg(2) - before)) < 500);
}

BOOST_AUTO_TEST_CASE(nothing_is_shown_as_settled_while_a_hand_is_on_it) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  const auto old_mg = s.sim().true_mg(1);
  s.sim().set_items(1, s.sim().items(1) - 1);
  const auto from = s.bench.messages.size();
  s.bench.run(6 * us_per_s);
  for (const auto& m : s.bench.named("weight", from)) {
    const auto body = json::parse(m.body);
    const auto& mg = body["channels"][1]["weight_mg"];
    if (mg.is_null()) continue;
    const auto v = mg.get<std::int64_t>();
    BOOST_TEST((std::abs(v - old_mg) < 3'000 || std::abs(v - s.sim().true_mg(1)) < 3'000), v);
  }
}

// Hands that come and go for ten minutes, on several seeds: every difference is a change, and no other is.
BOOST_AUTO_TEST_CASE(ten_minutes_of_shopping_add_up) {
  for (const std::string seed : {"1", "2", "3"}) {
    Shelf s(Args{{"seed", seed}, {"period_s", "25"}});
    BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
    s.bench.run(us_per_s);
    std::vector<std::int64_t> sum(8);
    for (std::size_t i = 0; i < 8; ++i) sum[i] = s.sim().true_mg(i);
    s.bench.run(600 * us_per_s);
    s.sim().set_period(0);
    s.bench.run(5 * us_per_s);
    const auto changes = s.changes();
    for (const auto& c : changes) sum[c["channel"].get<std::size_t>()] += c["delta_mg"].get<std::int64_t>();
    for (std::size_t i = 0; i < 8; ++i)
      BOOST_TEST(std::abs(sum[i] - s.sim().true_mg(i)) < 3'000, "seed " << seed << " lane " << i);
    BOOST_TEST_MESSAGE("seed " << seed << ": " << changes.size() << " changes in ten minutes");
    BOOST_TEST(changes.size() > 12u);
  }
}

BOOST_AUTO_TEST_CASE(a_quiet_shelf_changes_nothing) {
  Shelf s;
  s.bench.run(600 * us_per_s);
  BOOST_TEST(s.changes().empty());
}

BOOST_AUTO_TEST_CASE(gauges_come_at_most_five_a_second_unless_something_settles) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  const auto from = s.bench.messages.size();
  s.bench.run(10 * us_per_s);
  BOOST_TEST(s.bench.named("weight", from).size() <= 51u);
  BOOST_TEST(s.bench.named("weight", from).size() >= 40u);
}

struct Fault {
  std::string act, undo, name;
};

BOOST_AUTO_TEST_CASE(a_faulty_cell_shows_no_weight_and_the_others_go_on) {
  for (const auto& f : {Fault{"stuck-3", "ok-3", "stuck"}, Fault{"saturate-3", "ok-3", "saturated"},
                        Fault{"ones-3", "ok-3", "stuck"}}) {
    BOOST_TEST_CONTEXT(f.act) {
      Shelf s;
      BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
      s.bench.run(us_per_s);
      s.act(f.act);
      s.bench.run(3 * us_per_s);
      BOOST_TEST(s.lane(3)["fault"] == f.name);
      BOOST_TEST(s.lane(3)["weight_mg"].is_null());
      BOOST_TEST(s.lane(2)["weight_mg"].is_number());
      s.act(f.undo);
      BOOST_TEST(s.settled(3, 4 * us_per_s));
      BOOST_TEST(s.changes().empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(heat_is_a_fault_of_all_cells) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.act("hot");
  s.bench.run(us_per_s);
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(s.lane(i)["fault"] == "temperature");
  s.act("cool");
  BOOST_TEST(s.settled(7, 3 * us_per_s));
}

BOOST_AUTO_TEST_CASE(silence_is_stale_then_unreachable_and_never_a_weight) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.act("silent");
  const auto from = s.bench.now;
  BOOST_TEST(
      s.bench.run(3 * us_per_s, [&] { return s.bench.driver().snapshot().status.state == State::stale; }));
  BOOST_TEST_MESSAGE("stale after " << (s.bench.now - from) / us_per_ms << " ms");
  BOOST_TEST(s.bench.now - from <= 1'200 * us_per_ms);
  s.bench.run(us_per_ms);
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(s.lane(i)["weight_mg"].is_null());
  BOOST_TEST(s.bench.run(6 * us_per_s,
                         [&] { return s.bench.driver().snapshot().status.state == State::unreachable; }));
  s.act("speak");
  BOOST_TEST(s.settled(7, 8 * us_per_s));
  BOOST_TEST(s.changes().empty());
}

BOOST_AUTO_TEST_CASE(an_unplugged_board_comes_back_and_tells_what_happened_meanwhile) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  s.act("unplug");
  s.bench.run(us_per_s);
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(s.lane(i)["weight_mg"].is_null());
  s.sim().set_items(5, s.sim().items(5) - 1);
  s.bench.run(3 * us_per_s);
  s.act("plug");
  BOOST_REQUIRE(s.settled(7, 8 * us_per_s));
  s.bench.run(us_per_s);
  BOOST_REQUIRE(s.changes().size() == 1u);
  BOOST_TEST(s.changes()[0]["channel"] == 5);
}

BOOST_AUTO_TEST_CASE(a_board_reset_keeps_the_baseline_and_is_suspect_until_settled) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(2 * us_per_s);
  s.act("reset");
  s.bench.run(300 * us_per_ms);
  BOOST_TEST(s.lane(0)["suspect"] == true);
  BOOST_TEST(s.lane(0)["weight_mg"].is_null());
  BOOST_TEST(s.settled(7, 3 * us_per_s));
  BOOST_TEST(s.lane(0)["suspect"] == false);
  BOOST_TEST(s.weight()["counters"]["resets"] == 1);
  BOOST_TEST(s.weight()["counters"]["gaps"] == 0);
  BOOST_TEST(s.changes().empty());
}

BOOST_AUTO_TEST_CASE(the_clock_of_the_board_wraps_without_a_trace) {
  Shelf s;
  BOOST_REQUIRE(s.bench.run(us_per_s, [&] { return s.sim().lanes() == 8; }));
  s.sim().set_board_ms(0xFFFFFFFF - 4'000);
  BOOST_REQUIRE(s.settled(7, 10 * us_per_s));
  s.bench.run(10 * us_per_s);
  BOOST_TEST(s.weight()["counters"]["resets"] <= 1);  // the jump to the end of the clock itself
  const auto resets = s.weight()["counters"]["resets"];
  s.bench.run(10 * us_per_s);
  BOOST_TEST(s.weight()["counters"]["resets"] == resets);
  BOOST_TEST(s.lane(0)["weight_mg"].is_number());
}

BOOST_AUTO_TEST_CASE(damage_on_the_line_is_counted_and_costs_no_weight) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  for (const std::string what : {"bad-crc", "gap", "unknown-type", "wrong-count", "bad-crc"}) {
    s.act(what);
    s.bench.run(us_per_s);
  }
  const auto counters = s.bench.driver().snapshot().counters;
  BOOST_TEST(counters.at("crc_errors") + counters.at("bad_frames") ==
             3);  // two damaged, one that names channels it has not
  BOOST_TEST(counters.at("gaps") >= 3);
  BOOST_TEST(counters.at("unknown_frames") == 1);
  BOOST_TEST(s.lane(0)["weight_mg"].is_number());
  BOOST_TEST(s.changes().empty());
}

BOOST_AUTO_TEST_CASE(vibration_is_motion_and_not_a_change) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(us_per_s);
  s.act("shake");
  s.bench.run(20 * us_per_s);
  s.act("calm");
  BOOST_TEST(s.settled(7, 5 * us_per_s));
  BOOST_TEST(s.changes().empty());
}

BOOST_AUTO_TEST_CASE(the_door_is_told) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  BOOST_TEST(s.weight()["door"] == "unknown");
  s.act("open");
  s.bench.run(300 * us_per_ms);
  BOOST_TEST(s.bench.named("door").size() == 1u);
  BOOST_TEST(s.weight()["door"] == "open");
  s.act("close");
  s.bench.run(300 * us_per_ms);
  BOOST_TEST(json::parse(s.bench.named("door").back().body)["door"] == "closed");
}

BOOST_AUTO_TEST_CASE(tare_makes_zero_and_is_kept) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  BOOST_TEST(s.command("tare", R"({"channel":2})")["result"] == "done");
  s.bench.run(500 * us_per_ms);
  BOOST_TEST(std::abs(s.lane(2)["weight_mg"].get<std::int64_t>()) < 500);
  std::string kept;
  for (const auto& m : s.bench.messages)
    if (m.kind == Message::Kind::kept) kept = m.body;
  BOOST_REQUIRE(!kept.empty());
  // Another run of the program: the kept zero and baseline come back before the first sample.
  Shelf again(Args{}, std::nullopt);
  again.bench.driver().on_bind({"shelf1", "{}", kept}, again.bench.now);
  again.sim().set_items(4, again.sim().items(4) - 1);
  BOOST_REQUIRE(again.settled(7, 5 * us_per_s));
  again.bench.run(us_per_s);
  BOOST_TEST(std::abs(again.lane(2)["weight_mg"].get<std::int64_t>()) < 500);
  const auto changes = again.changes();
  BOOST_REQUIRE(changes.size() == 1u);
  BOOST_TEST(changes[0]["channel"] == 4);
  BOOST_TEST(changes[0]["kind"] == "while_away");
}

BOOST_AUTO_TEST_CASE(an_uncalibrated_cell_says_so_and_shows_counts_only) {
  Shelf s(Args{}, std::nullopt);
  s.bench.run(4 * us_per_s);
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST(s.lane(i)["fault"] == "uncalibrated");
    BOOST_TEST(s.lane(i)["weight_mg"].is_null());
    BOOST_TEST(s.lane(i)["raw"] != 0);
  }
  BOOST_TEST(s.command("tare", R"({"channel":"all"})")["reason"] == "faulty");
}

BOOST_AUTO_TEST_CASE(commands_that_cannot_be_done_say_why) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  BOOST_TEST(s.command("tare", R"({"channel":8})")["reason"] == "no-such-channel");
  BOOST_TEST(s.command("tare", R"({"channel":-1})")["reason"] == "no-such-channel");
  BOOST_TEST(s.command("tare", "nonsense")["reason"] == "no-such-channel");
  BOOST_TEST(s.command("rate", R"({"hz":50})")["reason"] == "bad-rate");
  BOOST_TEST(s.command("sing", "{}")["reason"] == "unknown-command");
  s.sim().set_items(2, s.sim().items(2) - 1);
  s.bench.run(500 * us_per_ms);
  BOOST_TEST(s.command("tare", R"({"channel":2})")["reason"] == "in-motion");
  s.act("silent");
  BOOST_TEST(s.command("rate", R"({"hz":80})")["reason"] == "no-answer");
  s.bench.run(2 * us_per_s);
  BOOST_TEST(s.command("tare", R"({"channel":0})")["reason"] == "not-ready");
}

BOOST_AUTO_TEST_CASE(eighty_a_second_settles_sooner) {
  Shelf s;
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  BOOST_TEST(s.command("rate", R"({"hz":80})")["result"] == "done");
  BOOST_REQUIRE(s.settled(7, 5 * us_per_s));
  s.bench.run(2 * us_per_s);
  BOOST_TEST(s.weight()["rate_hz"] == 80.0);
  s.sim().set_items(2, s.sim().items(2) - 1);
  const auto taken_at = s.bench.now;
  BOOST_REQUIRE(s.bench.run(5 * us_per_s, [&] { return !s.changes().empty(); }));
  BOOST_TEST_MESSAGE("settled after " << (s.bench.now - taken_at) / us_per_ms << " ms at 80/s");
  BOOST_TEST(s.bench.now - taken_at < 1'600 * us_per_ms);
}

BOOST_AUTO_TEST_CASE(the_setting_of_new_cells) {
  const auto make = [](const std::string& text) {
    return ShelfStream::make({"shelf1", "shelf1", {{"calibration", text}}});
  };
  for (const std::string good : {"", "2.5@0", "-1.25@8388", "0.5@-12.5"}) BOOST_TEST(make(good).ok(), good);
  for (const std::string bad : {"2.5", "@", "0@0", "2,5@0", "2.5@", "x@y", "99999@0", "2.5@0 "})
    BOOST_TEST(!make(bad).ok(), bad);
}

BOOST_AUTO_TEST_SUITE_END()
