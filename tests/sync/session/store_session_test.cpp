#include "sync/session/store_session.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::session;
using namespace outpost::wire;
namespace local = outpost::wire::local;

namespace {

const Id inc = *parse_id("00000000-0000-7000-8000-000000000001");
const Id inc2 = *parse_id("00000000-0000-7000-8000-000000000002");
const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");
const Id gen2 = *parse_id("99999999-2222-4333-8444-555555555555");

struct Desk {
  SeededRandom random{1};
  Micros now = us_per_s;
  StoreSession session{StoreOptions{}, random, now};
  StoreOut out;

  void up() { session.on_line({Line::State::up, ""}, now, out); }
  void tick(Micros us = 20 * us_per_ms) {
    now += us;
    session.on_tick(now, out);
  }
  template <class T> std::vector<T> take_hq() {
    std::vector<T> found;
    for (auto& m : out.to_hq)
      if (auto* b = std::get_if<T>(&m.body)) found.push_back(*b);
    out.to_hq.clear();
    return found;
  }
  template <class T> std::vector<T> take_edge() {
    std::vector<T> found;
    for (auto& b : out.to_edge)
      if (auto* x = std::get_if<T>(&b)) found.push_back(*x);
    out.to_edge.clear();
    return found;
  }
  void edge(local::Body body) { session.on_edge(std::move(body), now, out); }
  void hq(Body body, Id from_gen = gen, std::uint64_t seq = 0) {
    Message m;
    m.store = "shop";
    m.gen = from_gen;
    m.seq = seq;
    m.body = std::move(body);
    session.on_hq(m, now, out);
  }
  void state(std::uint64_t last = 3) {
    edge(local::State{"shop", gen, {{inc, 1, last, true, 0}}, {{"prices", gen, 0}}, 7});
  }

  /// Line, greeting, welcome.
  void open(std::uint64_t received = 0, std::uint64_t last = 3) {
    up();
    tick();
    BOOST_REQUIRE(take_edge<local::Open>().size() == 1u);
    state(last);
    BOOST_REQUIRE(!out.to_hq.empty());
    const auto greeting = out.to_hq.back().seq;
    BOOST_REQUIRE(take_hq<Hello>().size() == 1u);
    hq(Welcome{{{inc, received, 0, 0, 0}}, {}, start_credit_bytes, {}}, gen, greeting);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_greets_with_what_edge_has_and_pushes_from_the_welcome) {
  Desk d;
  d.tick();
  BOOST_TEST((d.session.status(d.now).link == local::Link::offline));
  d.open(1);
  BOOST_TEST((d.session.status(d.now).link == local::Link::connected));
  const auto fetches = d.take_edge<local::Fetch>();
  BOOST_REQUIRE(fetches.size() == 1u);
  BOOST_TEST(fetches[0].after == 1u);
}

BOOST_AUTO_TEST_CASE(a_welcome_to_another_greeting_is_not_ours) {
  Desk d;
  d.up();
  d.tick();
  d.state();
  const auto greeting = d.out.to_hq.back().seq;
  d.hq(Welcome{{}, {}, start_credit_bytes, {}}, gen, greeting - 1);
  BOOST_TEST((d.session.status(d.now).link == local::Link::connecting));
  d.hq(Welcome{{}, {}, start_credit_bytes, {}}, gen, greeting);
  BOOST_TEST((d.session.status(d.now).link == local::Link::connected));
}

BOOST_AUTO_TEST_CASE(another_generation_is_not_believed_but_greeted) {
  Desk d;
  d.open();
  d.take_edge<local::Fetch>();
  d.hq(Ack{{{inc, 3, 3, 3, 0}}, start_credit_bytes, false, 0, {}}, gen2);
  BOOST_TEST(d.take_edge<local::StoreAck>().empty());
  BOOST_TEST(d.session.waiting_events() == 3u);
  d.tick();
  BOOST_TEST(d.take_edge<local::Open>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(cursors_go_to_edge_one_message_at_a_time_and_again_when_unanswered) {
  Desk d;
  d.open();
  const auto first = d.take_edge<local::StoreAck>();
  BOOST_REQUIRE(first.size() == 1u);  // the welcome's
  d.hq(Ack{{{inc, 2, 0, 0, 0}}, start_credit_bytes, false, 0, {}});
  d.hq(Ack{{{inc, 3, 1, 0, 0}}, start_credit_bytes, false, 0, {}});
  BOOST_TEST(d.take_edge<local::StoreAck>().empty());
  d.edge(local::AckStored{gen});
  const auto second = d.take_edge<local::StoreAck>();
  BOOST_REQUIRE(second.size() == 1u);
  BOOST_TEST(second[0].incs.at(0).received == 3u);
  BOOST_TEST(second[0].incs.at(0).applied == 1u);
  d.hq(wire::Pull{});  // anything, to keep the line alive
  d.tick(6 * us_per_s);
  BOOST_TEST(d.take_edge<local::StoreAck>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_fork_that_edge_sees_stops_the_line_and_headquarters_hears_why) {
  Desk d;
  d.open(2);
  const auto saved = d.take_edge<local::StoreAck>();
  BOOST_REQUIRE(saved.size() == 1u);
  d.take_hq<Batch>();
  d.edge(local::Trouble{0, "another event under the number 2", "fork"});
  BOOST_TEST((d.session.status(d.now).link == local::Link::refused));
  BOOST_TEST(d.session.status(d.now).reason == "refused-fork");
  const auto byes = d.take_hq<Bye>();
  BOOST_REQUIRE(byes.size() == 1u);
  BOOST_TEST(byes[0].reason == "fork");
  d.tick(10 * us_per_s);
  BOOST_TEST(d.take_edge<local::Fetch>().empty());
  BOOST_TEST(d.take_edge<local::Open>().empty());
}

BOOST_AUTO_TEST_CASE(a_cursor_keeps_the_event_it_is_at) {
  Desk d;
  d.open(0);
  d.take_edge<local::StoreAck>();
  d.edge(local::AckStored{gen});
  Hash one{}, two{};
  one[0] = 1, two[0] = 2;
  d.hq(Ack{{{inc, 2, 1, 0, 0, two}}, start_credit_bytes, false, 0, {}});
  d.hq(Ack{{{inc, 1, 1, 0, 0, one}}, start_credit_bytes, false, 0, {}});  // overtaken
  d.tick();
  std::optional<Hash> last;
  for (const auto& ack : d.take_edge<local::StoreAck>()) last = ack.incs.at(0).tail;
  BOOST_TEST((last == two));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_shown_in_words_and_tried_again_slowly) {
  Desk d;
  d.open();
  d.hq(Refuse{"fork", "two boxes use one identity"});
  BOOST_TEST((d.session.status(d.now).link == local::Link::refused));
  BOOST_TEST(d.session.status(d.now).text == "two boxes use one identity");
  d.take_edge<local::Open>();
  d.tick(10 * us_per_s);
  BOOST_TEST(d.take_edge<local::Open>().empty());
  d.tick(60 * us_per_s);
  BOOST_TEST(d.take_edge<local::Open>().size() == 1u);
  BOOST_TEST((d.session.status(d.now).link == local::Link::refused));  // until it is welcome again
}

BOOST_AUTO_TEST_CASE(a_bye_is_answered_after_its_time) {
  Desk d;
  d.open();
  d.hq(Bye{"storage-full", "headquarters has no space left", 5'000});
  BOOST_TEST((d.session.status(d.now).text == "headquarters has no space left"));
  d.take_edge<local::Open>();
  d.tick(4 * us_per_s);
  BOOST_TEST(d.take_edge<local::Open>().empty());
  d.tick(3 * us_per_s);
  BOOST_TEST(d.take_edge<local::Open>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(silence_sends_a_sign_of_life_and_then_ends_the_conversation) {
  Desk d;
  d.open(3);
  d.take_hq<Batch>();
  d.tick(6 * us_per_s);
  BOOST_TEST(d.take_hq<wire::Pull>().size() == 1u);
  d.edge(local::Head{inc, 3});
  d.tick(20 * us_per_s);
  d.edge(local::Head{inc, 3});
  BOOST_TEST((d.session.status(d.now).link == local::Link::connecting));
  BOOST_TEST(d.session.status(d.now).text == "headquarters does not answer");
}

BOOST_AUTO_TEST_CASE(connected_but_stuck_is_shown) {
  Desk d;
  d.open();
  for (int s = 0; s < 40; ++s) {  // headquarters talks, and takes nothing: no credit
    d.hq(Ack{{{inc, 0, 0, 0, 0}}, 0, false, 0, {}});
    d.edge(local::Head{inc, 3});
    d.tick(us_per_s);
  }
  BOOST_TEST((d.session.status(d.now).link == local::Link::connecting));
  BOOST_TEST(d.session.status(d.now).text.starts_with("stalled"));
}

BOOST_AUTO_TEST_CASE(a_new_incarnation_is_greeted_anew) {
  Desk d;
  d.open();
  d.take_edge<local::Fetch>();
  d.edge(local::Head{inc2, 1});
  d.tick();
  BOOST_TEST(d.take_edge<local::Open>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_absent_edge_is_named) {
  Desk d;
  d.up();
  d.tick();
  d.tick(3 * us_per_s);
  BOOST_TEST(d.session.status(d.now).text.find("outpost-edge") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_state_of_the_line_is_told_each_second_and_on_change) {
  Desk d;
  d.tick();
  BOOST_TEST(d.take_edge<local::LinkState>().size() == 1u);
  d.tick();
  BOOST_TEST(d.take_edge<local::LinkState>().empty());
  d.tick(us_per_s);
  BOOST_TEST(d.take_edge<local::LinkState>().size() == 1u);
  d.session.on_line({Line::State::refused, "no key"}, d.now, d.out);
  const auto told = d.take_edge<local::LinkState>();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST((told[0].link == local::Link::refused));
  BOOST_TEST(told[0].text == "no key");
}
