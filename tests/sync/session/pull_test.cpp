#include "sync/session/pull.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::wire;
namespace local = outpost::wire::local;

namespace {

const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");
const Id other_gen = *parse_id("99999999-2222-4333-8444-555555555555");

Changes page(std::uint64_t from, std::uint64_t to) {
  return {"prices", from, to, {{"price", 1, 0, to, "{}"}}};
}

std::uint64_t asked_from(const session::StoreOut& out) {
  return std::get<wire::Pull>(out.to_hq.back().body).down.at(0).seq;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_pulls_page_by_page_and_never_two_at_once) {
  session::Pull pull;
  session::StoreOut out;
  pull.open(gen, {{"prices", gen, 3}}, {{"prices", 9}});
  pull.pump(0, out);
  BOOST_REQUIRE(out.to_hq.size() == 1u);
  BOOST_TEST(asked_from(out) == 3u);
  pull.on_changes(page(3, 6), 1, out);
  BOOST_REQUIRE(out.to_edge.size() == 1u);
  pull.on_changes(page(3, 6), 1, out);  // doubled on the way
  pull.pump(2, out);
  BOOST_TEST(out.to_edge.size() == 1u);
  BOOST_TEST(out.to_hq.size() == 1u);
  pull.on_down_state({{"prices", gen, 6}}, 3, out);
  BOOST_TEST(std::get<ChangesAck>(out.to_hq.at(1).body).cursor.seq == 6u);
  BOOST_TEST(asked_from(out) == 6u);
  pull.on_changes(page(6, 9), 4, out);
  pull.on_down_state({{"prices", gen, 9}}, 5, out);
  BOOST_TEST(!pull.behind());
  const auto sent = out.to_hq.size();
  pull.pump(60 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == sent);
}

BOOST_AUTO_TEST_CASE(a_cursor_of_another_generation_counts_as_nothing) {
  session::Pull pull;
  session::StoreOut out;
  pull.open(gen, {{"prices", other_gen, 500}}, {{"prices", 2}});
  pull.pump(0, out);
  BOOST_TEST(asked_from(out) == 0u);
}

BOOST_AUTO_TEST_CASE(pages_that_do_not_continue_the_cursor_are_dropped) {
  session::Pull pull;
  session::StoreOut out;
  pull.open(gen, {{"prices", gen, 3}}, {{"prices", 9}});
  for (const auto& [from, to] : {std::pair{0u, 3u}, {4u, 6u}, {3u, 3u}})
    pull.on_changes(page(from, to), 0, out);
  pull.on_changes({"members", 3, 6, {}}, 0, out);
  BOOST_TEST(out.to_edge.empty());
}

BOOST_AUTO_TEST_CASE(a_lost_page_and_a_stuck_edge_are_asked_again) {
  session::Pull pull;
  session::StoreOut out;
  pull.open(gen, {{"prices", gen, 0}}, {{"prices", 5}});
  pull.pump(0, out);
  pull.pump(9 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == 1u);
  pull.pump(11 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == 2u);
  pull.on_changes(page(0, 5), 12 * us_per_s, out);
  pull.on_trouble(12 * us_per_s);
  pull.pump(12 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == 2u);  // a pause first
  pull.pump(14 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_page_that_edge_did_not_take_is_not_asked_for_in_a_circle) {
  session::Pull pull;
  session::StoreOut out;
  pull.open(gen, {{"prices", gen, 0}}, {{"prices", 5}});
  pull.pump(0, out);
  pull.on_changes(page(0, 5), 1, out);
  pull.on_down_state({{"prices", gen, 0}}, 2, out);
  const auto sent = out.to_hq.size();
  pull.pump(3, out);
  BOOST_TEST(out.to_hq.size() == sent);
  pull.pump(2 * us_per_s, out);
  BOOST_TEST(out.to_hq.size() == sent + 1);
}
