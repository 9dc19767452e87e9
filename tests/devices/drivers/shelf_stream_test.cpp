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

BOOST_AUTO_TEST_SUITE_END()
