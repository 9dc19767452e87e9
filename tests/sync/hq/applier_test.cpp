#include "tests/sync/hq/hq_fixture.hpp"

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;

BOOST_AUTO_TEST_CASE(orders_arrive_in_their_tables_once) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(1), 1, {order_paid(1), order_paid(2)});
  hq.take("s1", inc_of(1), 3, {order_paid(3)});
  BOOST_TEST(hq.apply().events == 3u);
  BOOST_TEST(hq.apply().events == 0u);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders WHERE store_id='s1' AND total_fen=350") == 3);
  BOOST_TEST(hq.count("SELECT count(*) FROM order_lines WHERE sku='cola'") == 3);
  BOOST_TEST(hq.count("SELECT count(*) FROM payments WHERE tender='cash' AND amount_fen=350") == 3);
  BOOST_TEST(hq.count("SELECT applied_seq FROM incarnations") == 3);
}

BOOST_AUTO_TEST_CASE(poison_is_set_aside_with_its_bytes_and_the_queue_goes_on) {
  Hq hq;
  hq.add_store("s1");
  auto broken = order_paid(2);
  broken.body = "{\"order\": nonsense";
  hq.take("s1", inc_of(1), 1, {order_paid(1), broken, order_paid(3)});
  const auto done = hq.apply();
  BOOST_TEST(done.events == 3u);
  BOOST_TEST(done.quarantined == 1u);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 2);
  BOOST_TEST(hq.count("SELECT seq FROM quarantine") == 2);
  BOOST_TEST(hq.text("SELECT kind FROM quarantine") == "order.paid");
  BOOST_TEST(hq.count("SELECT instr(raw, 'nonsense') > 0 FROM quarantine") == 1);
  const auto cursors = hq.db->intake().cursors("s1");
  BOOST_REQUIRE(cursors.size() == 1u);
  BOOST_TEST(cursors[0].at.applied == 3u);
  BOOST_TEST(cursors[0].at.quarantined == 1u);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_there_already_leaves_nothing_half_written) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(1), 1, {order_paid(1)});
  auto again = order_paid(1, 999);  // the same order, other money
  hq.take("s1", inc_of(1), 2, {again, order_paid(2)});
  hq.apply();
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 2);
  BOOST_TEST(hq.count("SELECT count(*) FROM order_lines") == 2);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders WHERE total_fen=999") == 0);
  BOOST_TEST(hq.count("SELECT count(*) FROM quarantine WHERE reason LIKE '%contradicts%'") == 1);
}

BOOST_AUTO_TEST_CASE(the_same_order_under_a_new_number_is_a_repeat) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(1), 1, {order_paid(1), order_paid(2)});
  hq.take("s1", inc_of(2), 1, {order_paid(2), order_paid(3)});  // the store was put back in between
  BOOST_TEST(hq.apply().quarantined == 0u);
  BOOST_TEST(hq.apply().quarantined == 0u);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 3);
  BOOST_TEST(hq.count("SELECT count(*) FROM order_lines") == 3);
  BOOST_TEST(hq.count("SELECT sum(received_seq - applied_seq) FROM incarnations") == 0);
}

BOOST_AUTO_TEST_CASE(the_same_order_id_of_two_stores_is_two_orders) {
  Hq hq;
  hq.add_store("s1", key_a);
  hq.add_store("s2", key_b);
  hq.take("s1", inc_of(1), 1, {order_paid(1)});
  hq.take("s2", inc_of(2), 1, {order_paid(1)});
  hq.apply();
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 2);
}

BOOST_AUTO_TEST_CASE(unknown_kinds_are_kept_as_they_came) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(1), 1, {{"demand.count", 3, 42, 0, "{\"future\":true}"}});
  BOOST_TEST(hq.apply().quarantined == 0u);
  BOOST_TEST(hq.text("SELECT body FROM raw_events WHERE kind='demand.count' AND version=3 AND at_us=42") ==
             "{\"future\":true}");
}

BOOST_AUTO_TEST_CASE(a_log_row_that_cannot_be_opened_is_accounted_for_number_by_number) {
  Hq hq;
  hq.add_store("s1");
  const Bytes junk = {1, 2, 3};
  hq.in_work([&] { hq.db->intake().append("s1", {inc_of(1), 1, 3, 3, junk, std::nullopt}, 1); });
  hq.take("s1", inc_of(1), 4, {order_paid(4)});
  const auto done = hq.apply();
  BOOST_TEST(done.events == 4u);
  BOOST_TEST(done.quarantined == 3u);
  BOOST_TEST(hq.count("SELECT count(*) FROM quarantine") == 3);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 1);
}

BOOST_AUTO_TEST_CASE(older_incarnations_of_a_store_are_applied_first) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(2), 1, {order_paid(1)});  // seen first, so older
  hq.take("s1", inc_of(1), 1, {order_paid(2)});
  hq.in_work([&] { BOOST_TEST(hq.db->apply().lanes_behind(10).size() == 1u); });
  hq.apply();
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 2);
}

BOOST_AUTO_TEST_CASE(no_store_is_starved_by_those_before_it) {
  Hq hq;
  for (int n = 0; n < 6; ++n) {
    const std::string id = "s" + std::to_string(n);
    hq.add_store(id, std::string(40, static_cast<char>('a' + n)));
    for (std::uint64_t seq = 1; seq <= 3; ++seq)
      hq.take(id, inc_of(n + 1), seq, {order_paid(n * 10 + static_cast<int>(seq))});
  }
  std::set<std::string> served;
  for (int round = 0; round < 3; ++round) {
    Work work(*hq.db);
    for (const auto& store : apply_slice(hq.db->apply(), {2, 2'000}, 1).stores) served.insert(store);
    work.commit();
  }
  BOOST_TEST(served.size() == 6u);
}

BOOST_AUTO_TEST_CASE(what_was_not_committed_is_applied_again_and_once) {
  Hq hq;
  hq.add_store("s1");
  hq.take("s1", inc_of(1), 1, {order_paid(1)});
  {
    Work work(*hq.db);
    BOOST_TEST(apply_slice(hq.db->apply(), {}, 1).events == 1u);
  }  // the process dies here
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 0);
  BOOST_TEST(hq.apply().events == 1u);
  BOOST_TEST(hq.count("SELECT count(*) FROM orders") == 1);
}
