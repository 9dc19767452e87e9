#include "sync/session/push.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::session;
using namespace outpost::wire;
namespace local = outpost::wire::local;

namespace {

const Id old_inc = *parse_id("00000000-0000-7000-8000-000000000001");
const Id new_inc = *parse_id("00000000-0000-7000-8000-000000000002");

/// What edge answers: events of a fixed size.
local::Rows rows_for(const local::Fetch& f, std::uint64_t last, std::size_t body_bytes = 10) {
  local::Rows rows;
  rows.request = f.request;
  rows.inc = f.inc;
  rows.last = last;
  rows.first = f.after + 1;
  for (auto seq = f.after + 1;
       seq <= last && rows.count < f.most_events && rows.records.size() < f.most_bytes; ++seq, ++rows.count)
    append_record(rows.records, {"e", 1, 0, 0, std::string(body_bytes, 'x')});
  if (rows.count == 0) rows.first = 0;
  return rows;
}

struct Desk {
  Push push{PushOptions{}};
  Micros now = 0;
  std::uint64_t last = 0;
  std::vector<Message> sent;
  std::size_t body_bytes = 10;

  /// Pumps until nothing more is asked for.
  void run() {
    StoreOut out;
    push.pump(now, out);
    for (int i = 0; i < 100 && !out.to_edge.empty(); ++i) {
      const auto fetch = std::get<local::Fetch>(out.to_edge.front());
      out.to_edge.clear();
      push.on_rows(rows_for(fetch, last, body_bytes), now, out);
      for (auto& m : out.to_hq) sent.push_back(std::move(m));
      out.to_hq.clear();
    }
  }
  void ack(std::uint64_t received, const Id& inc = new_inc, std::uint64_t credit = start_credit_bytes) {
    push.on_ack(Ack{{{inc, received, 0, 0, 0}}, credit, false, 0, {}}, now);
  }
  std::uint32_t round() const { return std::get<Batch>(sent.back().body).round; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_begins_where_headquarters_is_and_not_where_the_store_thinks) {
  Desk d;
  d.last = 20;
  d.push.open({{new_inc, 1, 20, true, 20}}, {{new_inc, 12, 0, 0, 0}}, start_credit_bytes, 0);
  d.run();
  BOOST_REQUIRE(d.sent.size() == 1u);
  BOOST_TEST(d.sent[0].seq == 13u);
  BOOST_TEST(std::get<Batch>(d.sent[0].body).count == 8u);
}

BOOST_AUTO_TEST_CASE(an_older_incarnation_goes_first_and_a_younger_waits_for_its_acknowledgement) {
  Desk d;
  d.last = 5;
  d.push.open({{old_inc, 1, 5, false, 0}, {new_inc, 1, 5, true, 0}}, {}, start_credit_bytes, 0);
  d.run();
  BOOST_REQUIRE(d.sent.size() == 1u);
  BOOST_TEST((d.sent[0].inc == old_inc));
  d.ack(4, old_inc);
  d.run();
  BOOST_TEST(d.sent.size() == 1u);
  d.ack(5, old_inc);
  d.run();
  BOOST_REQUIRE(d.sent.size() == 2u);
  BOOST_TEST((d.sent[1].inc == new_inc));
}

BOOST_AUTO_TEST_CASE(the_credit_bounds_what_is_on_its_way) {
  Desk d;
  d.last = 10'000;
  d.body_bytes = 1'000;
  d.push.open({{new_inc, 1, 10'000, true, 0}}, {}, start_credit_bytes, 0);
  d.run();
  std::size_t bytes = 0;
  for (const auto& m : d.sent) bytes += std::get<Batch>(m.body).records.size();
  BOOST_TEST(bytes > start_credit_bytes / 2);
  BOOST_TEST(bytes < start_credit_bytes + 3'000);
  const auto before = d.sent.size();
  d.run();
  BOOST_TEST(d.sent.size() == before);
  d.ack(std::get<Batch>(d.sent[0].body).count);
  d.run();
  BOOST_TEST(d.sent.size() == before + 1);
  d.ack(d.sent[before].seq + std::get<Batch>(d.sent[before].body).count - 1, new_inc, 0);
  d.run();
  BOOST_TEST(d.sent.size() == before + 1);  // no credit at all: nothing goes
}

BOOST_AUTO_TEST_CASE(one_event_larger_than_the_credit_still_goes) {
  Desk d;
  d.last = 2;
  d.body_bytes = 2'000'000;
  d.push.open({{new_inc, 1, 2, true, 0}}, {}, start_credit_bytes, 0);
  d.run();
  BOOST_TEST(d.sent.size() == 1u);
  d.ack(1);
  d.run();
  BOOST_TEST(d.sent.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_part_batch_waits_only_while_another_is_on_its_way) {
  Desk d;
  d.push.open({{new_inc, 1, 0, true, 0}}, {}, start_credit_bytes, 0);
  d.last = 1;
  d.push.on_head({new_inc, 1}, 0);
  d.run();
  BOOST_TEST(d.sent.size() == 1u);  // idle: at once
  d.last = 2;
  d.push.on_head({new_inc, 2}, 0);
  d.run();
  BOOST_TEST(d.sent.size() == 1u);
  d.now = 60 * us_per_ms;
  d.run();
  BOOST_TEST(d.sent.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_gap_sends_again_from_the_cursor_and_once_only) {
  Desk d;
  d.last = 1'500;
  d.push.open({{new_inc, 1, 1'500, true, 0}}, {}, 1 << 20, 0);
  d.run();
  BOOST_REQUIRE(d.sent.size() == 3u);
  const auto round = d.round();
  const Ack gap{{{new_inc, 0, 0, 0, 0}}, 1 << 20, true, round, {}};
  d.push.on_ack(gap, d.now);
  d.push.on_ack(gap, d.now);  // the answer to the batch behind it: of the round that is over
  d.run();
  BOOST_REQUIRE(d.sent.size() == 6u);
  BOOST_TEST(d.sent[3].seq == 1u);
  BOOST_TEST(d.round() == round + 1);
}

BOOST_AUTO_TEST_CASE(a_gap_below_what_was_acknowledged_is_believed) {
  Desk d;
  d.last = 10;
  d.push.open({{new_inc, 1, 10, true, 0}}, {}, start_credit_bytes, 0);
  d.run();
  d.ack(10);
  BOOST_TEST(d.push.waiting_events() == 0u);
  d.push.on_ack(Ack{{{new_inc, 3, 0, 0, 0}}, start_credit_bytes, true, d.round(), {}}, 0);
  BOOST_TEST(d.push.waiting_events() == 7u);
  d.run();
  BOOST_TEST(d.sent.back().seq == 4u);
}

BOOST_AUTO_TEST_CASE(late_and_foreign_rows_are_not_sent) {
  Desk d;
  d.last = 5;
  d.push.open({{new_inc, 1, 5, true, 0}}, {}, start_credit_bytes, 0);
  StoreOut out;
  d.push.pump(0, out);
  auto fetch = std::get<local::Fetch>(out.to_edge.at(0));
  auto other = rows_for(fetch, 5);
  other.request = 99;
  d.push.on_rows(other, 0, out);
  BOOST_TEST(out.to_hq.empty());
  auto shifted = rows_for(fetch, 5);
  shifted.first = 3;
  d.push.on_rows(shifted, 0, out);
  BOOST_TEST(out.to_hq.empty());
  out.to_edge.clear();
  d.push.pump(us_per_ms, out);
  BOOST_TEST(out.to_edge.empty());  // not at once: an edge that answers wrongly is not asked in a circle
  d.push.pump(2 * us_per_s, out);
  BOOST_TEST(out.to_edge.size() == 1u);
}

BOOST_AUTO_TEST_CASE(silence_of_either_side_is_noticed) {
  Desk d;
  d.last = 5;
  d.push.open({{new_inc, 1, 5, true, 0}}, {}, start_credit_bytes, 0);
  StoreOut out;
  d.push.pump(0, out);
  d.push.pump(6 * us_per_s, out);
  BOOST_TEST(d.push.edge_slow());
  d.push.on_rows(rows_for(std::get<local::Fetch>(out.to_edge.back()), 5), 6 * us_per_s, out);
  BOOST_TEST(!d.push.edge_slow());
  BOOST_TEST(!d.push.ack_overdue(20 * us_per_s));
  BOOST_TEST(d.push.ack_overdue(22 * us_per_s));
}

BOOST_AUTO_TEST_CASE(an_incarnation_nobody_knows_asks_for_a_new_greeting) {
  Desk d;
  d.push.open({{old_inc, 1, 0, true, 0}}, {}, start_credit_bytes, 0);
  BOOST_TEST(d.push.on_head({old_inc, 1}, 0));
  BOOST_TEST(!d.push.on_head({new_inc, 1}, 0));
}
