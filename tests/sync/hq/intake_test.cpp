// The real session over the real database.
#include "sync/session/hq_session.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;

namespace {

wire::Message batch(Connection& db, std::uint64_t first, std::vector<wire::Event> events) {
  wire::Message m;
  m.store = "s1";
  m.inc = inc_of(1);
  m.seq = first;
  m.gen = db.intake().generation();
  wire::Batch b;
  b.count = static_cast<std::uint32_t>(events.size());
  b.head = 100;
  b.records = wire::encode_events(events);
  m.body = b;
  return m;
}

wire::Ack say(Hq& hq, session::HqSession& session, const wire::Message& m, bool commit = true) {
  std::vector<wire::Message> out;
  Work work(*hq.db);
  session.on_message(m, 7, out);
  if (commit) work.commit();
  BOOST_REQUIRE(!out.empty());
  BOOST_REQUIRE(std::get_if<wire::Ack>(&out[0].body));
  return std::get<wire::Ack>(out[0].body);
}

}  // namespace

BOOST_AUTO_TEST_CASE(batches_become_log_rows_and_cursors) {
  Hq hq;
  hq.add_store("s1");
  session::HqSession session("s1", hq.db->intake());
  BOOST_TEST(say(hq, session, batch(*hq.db, 1, {order_paid(1), order_paid(2)})).incs.at(0).received == 2u);
  BOOST_TEST(say(hq, session, batch(*hq.db, 2, {order_paid(2), order_paid(3)})).incs.at(0).received == 3u);
  BOOST_TEST(hq.count("SELECT count(*) FROM intake") == 2);
  BOOST_TEST(hq.count("SELECT first_seq FROM intake ORDER BY first_seq DESC") == 3);
  BOOST_TEST(hq.count("SELECT head_seq FROM incarnations") == 100);
  BOOST_TEST(hq.db->registry().list("", 9).at(0).lag_events == 100u);
  // Another process of headquarters knows the same.
  session::HqSession later("s1", hq.db->intake());
  BOOST_TEST(say(hq, later, batch(*hq.db, 4, {order_paid(4)})).incs.at(0).received == 4u);
}

BOOST_AUTO_TEST_CASE(a_rolled_back_batch_was_never_received) {
  Hq hq;
  hq.add_store("s1");
  session::HqSession session("s1", hq.db->intake());
  say(hq, session, batch(*hq.db, 1, {order_paid(1)}), false);
  session.forget();
  BOOST_TEST(hq.count("SELECT count(*) FROM intake") == 0);
  BOOST_TEST(say(hq, session, batch(*hq.db, 1, {order_paid(1)})).incs.at(0).received == 1u);
}

BOOST_AUTO_TEST_CASE(changes_come_in_pages_that_leave_nothing_out) {
  Hq hq;
  hq.add_store("s1");
  std::vector<Item> items;
  for (int n = 0; n < 250; ++n) items.push_back({"sku" + std::to_string(n), "price", std::string(100, 'x')});
  hq.in_work([&] { BOOST_TEST(hq.db->publication().publish("", "prices", items, 1) == 250u); });
  std::set<std::uint64_t> seen;
  std::uint64_t at = 0;
  int pages = 0;
  while (at < 250 && pages < 100) {
    const auto page = hq.db->intake().changes("s1", "prices", at, 4'000);
    BOOST_REQUIRE(page.from == at);
    BOOST_REQUIRE(page.to > at);
    for (const auto& e : page.items) BOOST_TEST(seen.insert(e.seq).second);
    at = page.to;
    ++pages;
  }
  BOOST_TEST(seen.size() == 250u);
  BOOST_TEST(pages > 3);
}

BOOST_AUTO_TEST_CASE(the_publication_log_keeps_the_latest_of_each_key) {
  Hq hq;
  const auto publish = [&](const std::string& store, const std::string& key, const std::string& body) {
    hq.in_work([&] { hq.db->publication().publish(store, "prices", {{key, "price", body}}, 1); });
  };
  publish("", "cola", "1");
  publish("", "tea", "2");
  publish("", "cola", "3");
  publish("s1", "cola", "4");
  publish("s2", "cola", "5");
  const auto all = hq.db->intake().changes("s1", "prices", 0, 1 << 20);
  BOOST_REQUIRE(all.items.size() == 3u);
  BOOST_TEST(all.items[0].body == "2");
  BOOST_TEST(all.items[1].body == "3");
  BOOST_TEST(all.items[2].body == "4");
  BOOST_TEST(all.to == 5u);  // over what is meant for others
  BOOST_TEST(hq.db->intake().changes("s1", "prices", 4, 1 << 20).items.empty());
}
