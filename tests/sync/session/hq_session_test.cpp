#include "sync/session/hq_session.hpp"

#include "edge/contract/sync/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace outpost;
using namespace outpost::session;
using namespace outpost::wire;

namespace {

const Id inc = *parse_id("00000000-0000-7000-8000-000000000001");
const Id inc2 = *parse_id("00000000-0000-7000-8000-000000000002");
const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");
const Id gen2 = *parse_id("99999999-2222-4333-8444-555555555555");

struct Memory final : HqStorage {
  Id now_gen = gen;
  std::vector<StoredCursor> kept;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> rows;
  std::vector<std::vector<Event>> taken;
  std::string refused, renewed;
  std::uint64_t head = 0;

  Id generation() override { return now_gen; }
  Id renew_generation(const std::string& why) override {
    renewed = why;
    return now_gen = gen2;
  }
  std::vector<StoredCursor> cursors(const std::string&) override { return kept; }
  void append(const std::string&, const IntakeRow& row, Micros) override {
    rows.emplace_back(row.first, row.last);
    taken.push_back(*decode_events(*unpack(row.packed, max_payload_bytes)));
    if (kept.empty()) kept.push_back({{row.inc, 0, 0, 0, 0}, std::nullopt});
    kept[0].at.received = row.last;
    kept[0].tail = row.tail;
  }
  void note_hello(const std::string&, const Hello&, Micros, Micros) override { refused.clear(); }
  void note_refused(const std::string&, const std::string& why, Micros) override { refused = why; }
  void note_down(const std::string&, const TopicCursor&, Micros) override {}
  std::vector<TopicHead> heads(const std::string&) override { return {{"prices", head}}; }
  Changes changes(const std::string&, const std::string& topic, std::uint64_t after, std::uint32_t) override {
    return {topic, after, head, {{"price", 1, 0, head, "{}"}}};
  }
};

struct Desk {
  Memory memory;
  HqSession session{"shop", memory};

  std::vector<Message> say(Body body, std::uint64_t seq = 0, Id from_gen = gen, std::string store = "shop") {
    Message m;
    m.store = std::move(store);
    m.inc = inc;
    m.seq = seq;
    m.gen = from_gen;
    m.body = std::move(body);
    std::vector<Message> out;
    session.on_message(m, 0, out);
    return out;
  }
  /// Events whose bodies are their numbers.
  static Batch batch(std::uint64_t first, std::uint32_t count, std::optional<Hash> prev = std::nullopt) {
    Batch b;
    b.count = count;
    b.round = 1;
    b.prev = prev;
    for (auto n = first; n < first + count; ++n) append_record(b.records, {"e", 1, 0, 0, std::to_string(n)});
    return b;
  }
  Ack push(std::uint64_t first, std::uint32_t count, std::optional<Hash> prev = std::nullopt) {
    const auto out = say(batch(first, count, prev), first);
    BOOST_REQUIRE(out.size() == 1u);
    BOOST_REQUIRE(std::get_if<Ack>(&out[0].body));
    return std::get<Ack>(out[0].body);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_next_events_are_taken_and_answered_with_the_cursor) {
  Desk d;
  BOOST_TEST(d.push(1, 3).incs.at(0).received == 3u);
  BOOST_TEST(d.push(4, 2).incs.at(0).received == 5u);
  BOOST_TEST(d.memory.rows.size() == 2u);
}

BOOST_AUTO_TEST_CASE(known_events_are_answered_and_not_taken_again) {
  Desk d;
  d.push(1, 3);
  const auto ack = d.push(1, 3);
  BOOST_TEST(!ack.gap);
  BOOST_TEST(ack.incs.at(0).received == 3u);
  BOOST_TEST(d.memory.rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(of_an_overlap_only_the_new_end_is_taken) {
  Desk d;
  d.push(1, 3);
  BOOST_TEST(d.push(2, 4).incs.at(0).received == 5u);
  BOOST_REQUIRE(d.memory.rows.size() == 2u);
  BOOST_TEST(d.memory.rows[1].first == 4u);
  BOOST_REQUIRE(d.memory.taken[1].size() == 2u);
  BOOST_TEST(d.memory.taken[1][0].body == "4");
}

BOOST_AUTO_TEST_CASE(a_gap_is_answered_with_the_cursor_and_the_round) {
  Desk d;
  d.push(1, 3);
  const auto ack = d.push(5, 1);
  BOOST_TEST(ack.gap);
  BOOST_TEST(ack.round == 1u);
  BOOST_TEST(ack.incs.at(0).received == 3u);
  BOOST_TEST(d.memory.rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_unknown_incarnation_begins_at_one) {
  Desk d;
  BOOST_TEST(d.push(2, 1).gap);
  BOOST_TEST(!d.push(1, 1).gap);
}

BOOST_AUTO_TEST_CASE(another_generation_is_sent_away) {
  Desk d;
  const auto out = d.say(Desk::batch(1, 1), 1, gen2);
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(std::get<Bye>(out[0].body).reason == "generation");
  BOOST_TEST(d.memory.rows.empty());
}

BOOST_AUTO_TEST_CASE(a_box_that_says_it_is_another_store_is_refused) {
  Desk d;
  const auto out = d.say(Hello{}, 1, gen, "other");
  BOOST_TEST(std::get<Refuse>(out.at(0).body).reason == "wrong-store");
  BOOST_TEST(!d.memory.refused.empty());
}

BOOST_AUTO_TEST_CASE(a_welcome_has_the_cursors_and_echoes_the_greeting) {
  Desk d;
  d.push(1, 3);
  Hello hello;
  hello.incs = {{inc, 1, 9, true, 3}};
  const auto out = d.say(hello, 42);
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(out[0].seq == 42u);
  BOOST_TEST(std::get<Welcome>(out[0].body).incs.at(0).received == 3u);
  BOOST_TEST((out[0].gen == gen));
}

BOOST_AUTO_TEST_CASE(a_store_that_went_back_in_time_is_refused) {
  Desk d;
  d.push(1, 9);
  Hello hello;
  hello.incs = {{inc, 1, 5, true, 0}};
  BOOST_TEST(std::get<Refuse>(d.say(hello, 1).at(0).body).reason == "store-behind");
  hello.incs[0].current = false;  // an older incarnation may well end earlier: its tail died with the old box
  BOOST_TEST(std::get_if<Welcome>(&d.say(hello, 2).at(0).body));
}

BOOST_AUTO_TEST_CASE(a_cursor_says_which_event_it_is_at) {
  Desk d;
  const auto ack = d.push(1, 3);
  BOOST_TEST((ack.incs.at(0).tail == hash_of({"e", 1, 0, 0, "3"})));
  Hello hello;
  hello.incs = {{inc, 1, 9, true, 3}, {inc2, 1, 1, false, 0}};
  const auto welcome = std::get<Welcome>(d.say(hello, 1).at(0).body);
  BOOST_TEST((welcome.incs.at(0).tail == ack.incs[0].tail));
  BOOST_TEST(!welcome.incs.at(1).tail);
}

BOOST_AUTO_TEST_CASE(a_store_that_sees_a_fork_itself_is_shown_with_its_words) {
  Desk d;
  d.push(1, 3);
  BOOST_TEST(d.say(Bye{"fork", "another event under the number 3", 0}, 2).empty());
  BOOST_TEST(d.memory.refused == "another event under the number 3");
  d.memory.refused.clear();
  d.say(Bye{"stopping", "", 0}, 3);
  BOOST_TEST(d.memory.refused == "");
}

BOOST_AUTO_TEST_CASE(other_events_under_used_numbers_are_a_fork) {
  Desk d;
  d.push(1, 3);
  const Hash right = hash_of({"e", 1, 0, 0, "3"}), wrong = hash_of({"e", 1, 0, 0, "another 3"});
  BOOST_TEST(std::get<Refuse>(d.say(Desk::batch(4, 1, wrong), 4).at(0).body).reason == "fork");
  BOOST_TEST(d.memory.rows.size() == 1u);
  BOOST_TEST(!d.push(4, 1, right).gap);
}

BOOST_AUTO_TEST_CASE(headquarters_that_forgot_makes_a_new_generation) {
  Desk d;
  d.push(1, 3);
  Hello hello;
  hello.incs = {{inc, 1, 9, true, 7}};  // told 7, but there are 3
  const auto out = d.say(hello, 1);
  BOOST_TEST((out.at(0).gen == gen2));
  BOOST_TEST(!d.memory.renewed.empty());
  BOOST_TEST(std::get<Welcome>(out[0].body).incs.at(0).received == 3u);
  d.memory.renewed.clear();
  d.say(hello, 2, gen);  // of the old generation: what it was told then is no news
  BOOST_TEST(d.memory.renewed.empty());
}

BOOST_AUTO_TEST_CASE(a_downlink_cursor_ahead_of_the_log_is_such_a_case_too) {
  Desk d;
  d.memory.head = 5;
  Hello hello;
  hello.down = {{"prices", gen, 6}};
  d.say(hello, 1);
  BOOST_TEST(!d.memory.renewed.empty());
}

BOOST_AUTO_TEST_CASE(a_pull_is_answered_with_one_page_and_the_cursors) {
  Desk d;
  d.push(1, 3);
  d.memory.head = 5;
  auto out = d.say(wire::Pull{{{"prices", gen, 2}}, 1'000});
  BOOST_REQUIRE(out.size() == 2u);
  BOOST_TEST(std::get<Changes>(out[0].body).from == 2u);
  BOOST_TEST(std::get<Ack>(out[1].body).incs.at(0).received == 3u);
  out = d.say(wire::Pull{{{"prices", gen2, 5}}, 1'000});
  BOOST_TEST(std::get<Changes>(out.at(0).body).from == 0u);  // of another generation: from the front
  out = d.say(wire::Pull{{{"prices", gen, 5}}, 1'000});
  BOOST_TEST(out.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_credit_grows_with_what_is_taken_and_is_bounded) {
  Desk d;
  std::uint64_t credit = 0;
  Batch big = Desk::batch(1, 1);
  for (std::uint64_t seq = 1; seq <= 40; ++seq) {
    big.records.clear();
    append_record(big.records, {"e", 1, 0, 0, std::string(200'000, 'x')});
    credit = std::get<Ack>(d.say(big, seq).at(0).body).credit_bytes;
    BOOST_TEST(credit >= start_credit_bytes);
  }
  BOOST_TEST(credit == most_credit_bytes);
  Hello hello;
  hello.incs = {{inc, 1, 40, true, 0}};
  BOOST_TEST(std::get<Welcome>(d.say(hello, 1).at(0).body).credit_bytes == start_credit_bytes);
}

BOOST_AUTO_TEST_CASE(news_are_told_once_and_only_to_who_greeted) {
  Desk d;
  d.push(1, 3);
  d.memory.kept[0].at.applied = 3;
  std::vector<Message> out;
  d.session.on_news(0, out);
  BOOST_TEST(out.empty());
  Hello hello;
  hello.incs = {{inc, 1, 3, true, 0}};
  d.say(hello, 1);
  d.memory.head = 4;
  d.session.on_news(0, out);
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(std::get<Ack>(out[0].body).down.at(0).seq == 4u);
  d.session.on_news(0, out);
  BOOST_TEST(out.size() == 1u);
}

BOOST_AUTO_TEST_CASE(after_a_rollback_the_storage_is_asked_again) {
  Desk d;
  d.push(1, 3);
  d.memory.kept[0].at.received = 0;  // the transaction was rolled back
  d.memory.rows.clear();
  d.session.forget();
  BOOST_TEST(d.push(1, 3).incs.at(0).received == 3u);
  BOOST_TEST(d.memory.rows.size() == 1u);
}
