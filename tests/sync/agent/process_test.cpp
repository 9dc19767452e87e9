#include "tests/sync/agent/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::test;
using namespace outpost::e2e;
using nlohmann::json;
using std::chrono::seconds;
using wire::local::Link;

namespace {

bool line_is(const Rig& rig, Link link, const std::string& word, seconds patience = seconds(20)) {
  return eventually(patience, [&] {
    const auto line = rig.edge_.line();
    return line.link == link && line.text.find(word) != std::string::npos;
  });
}

std::string told(const Rig& rig) {
  const auto line = rig.edge_.line();
  return std::string(wire::local::link_name(line.link)) + ": " + line.text;
}

bool all_applied(const Rig& rig, std::uint64_t n, seconds patience = seconds(60)) {
  return eventually(patience, [&] { return rig.edge_.applied() == n; });
}

/// Every order once, with its line and its payment, and nothing else.
void check_orders(const Rig& rig, std::int64_t n) {
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM orders") == n);
  BOOST_TEST(rig.at_hq("SELECT count(DISTINCT id) FROM orders") == n);
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM order_lines") == n);
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM payments") == n);
  BOOST_TEST(
      rig.at_hq("SELECT coalesce(sum(last_seq-first_seq+1),0) = (SELECT coalesce(sum(received_seq),0) FROM "
                "incarnations) FROM intake") == 1);
}

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

BOOST_AUTO_TEST_CASE(orders_reach_headquarters_and_both_say_so) {
  Rig rig;
  rig.start_all();
  rig.edge_.append(Rig::orders(1, 3));
  BOOST_REQUIRE_MESSAGE(all_applied(rig, 3), told(rig));
  check_orders(rig, 3);
  BOOST_TEST(line_is(rig, Link::connected, ""));
  const auto began = std::chrono::steady_clock::now();
  rig.edge_.append({Rig::order(4)});
  BOOST_TEST(all_applied(rig, 4));
  BOOST_TEST_MESSAGE(
      fmt::format("one event, committed at the edge until its acknowledgement as applied: {:.0f} ms",
                  seconds_since(began) * 1'000));
  const auto stores = rig.hq_call("GET", "/api/v1/stores", "", "");
  BOOST_REQUIRE(stores.has_value());
  BOOST_TEST(json::parse(stores->body)["items"][0]["applied_seq"] == 4);
  BOOST_TEST(rig.agent_.stop().clean());
  BOOST_TEST(rig.hq_.stop().clean());
}

BOOST_AUTO_TEST_CASE(ten_thousand_orders_made_while_headquarters_was_away_arrive_once) {
  Rig rig;
  rig.register_store();
  rig.start_agent();
  for (std::uint64_t n = 0; n < 10; ++n) rig.edge_.append(Rig::orders(n * 1'000 + 1, 1'000));
  BOOST_TEST(line_is(rig, Link::offline, "cannot be reached"), told(rig));
  const auto began = std::chrono::steady_clock::now();
  rig.start_hq();
  BOOST_REQUIRE_MESSAGE(eventually(seconds(120), [&] { return rig.edge_.received() == 10'000; }), told(rig));
  const double received = seconds_since(began);
  BOOST_REQUIRE(all_applied(rig, 10'000, seconds(120)));
  BOOST_TEST_MESSAGE(
      fmt::format("10,000 orders after headquarters' start: received in {:.1f} s, in its tables in {:.1f} s",
                  received, seconds_since(began)));
  check_orders(rig, 10'000);
}

BOOST_AUTO_TEST_CASE(a_key_that_nobody_registered_is_refused_in_words_at_both_ends_until_it_is) {
  Rig rig;
  rig.start_hq();
  rig.start_agent();
  rig.edge_.append({Rig::order(1)});
  BOOST_TEST(line_is(rig, Link::refused, "outpost-hq store add"), told(rig));
  BOOST_TEST(eventually(
      seconds(5), [&] { return rig.hq_log().find("refused a key that no store has") != std::string::npos; }));
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM intake") == 0);
  rig.register_store();
  BOOST_TEST(all_applied(rig, 1), told(rig));
}

BOOST_AUTO_TEST_CASE(a_wrong_key_of_headquarters_is_named_until_it_is_corrected) {
  Rig rig;
  rig.register_store();
  rig.start_hq();
  const std::string right = read_file(rig.dir() + "/secrets/hq.pub");
  copy_file(rig.dir() + "/secrets/curve.pub", rig.dir() + "/secrets/hq.pub");  // a key, but not theirs
  rig.start_agent();
  BOOST_TEST(line_is(rig, Link::refused, "public key of headquarters"), told(rig));
  write_file(rig.dir() + "/secrets/hq.pub", right);
  rig.edge_.append({Rig::order(1)});
  BOOST_TEST(all_applied(rig, 1), told(rig));
}

BOOST_AUTO_TEST_CASE(a_missing_key_of_headquarters_is_waited_for) {
  Rig rig;
  rig.register_store();
  rig.start_hq();
  const std::string right = read_file(rig.dir() + "/secrets/hq.pub");
  std::filesystem::remove(rig.dir() + "/secrets/hq.pub");
  rig.start_agent();
  BOOST_TEST(line_is(rig, Link::offline, "waiting for headquarters' public key"), told(rig));
  write_file(rig.dir() + "/secrets/hq.pub", right);
  BOOST_TEST(line_is(rig, Link::connected, ""), told(rig));
}

BOOST_AUTO_TEST_CASE(a_revoked_store_is_cut_off_also_while_it_is_connected) {
  Rig rig;
  rig.start_all();
  rig.edge_.append({Rig::order(1)});
  BOOST_REQUIRE(all_applied(rig, 1));
  rig.hq_command({"store", "revoke", "s1"});
  BOOST_TEST(line_is(rig, Link::refused, "revoked"), told(rig));
  rig.edge_.append({Rig::order(2)});
  pause(milliseconds(500));
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM orders") == 1);
}

BOOST_AUTO_TEST_CASE(a_poison_event_holds_nothing_up) {
  Rig rig;
  rig.start_all();
  auto poison = Rig::order(2);
  poison.body = "{\"order\":{\"id\":7}}";
  const wire::Event unknown{"demand.count", 9, 1, 0, "{\"of\":\"the future\"}"};
  rig.edge_.append({Rig::order(1), poison, unknown, Rig::order(4)});
  BOOST_TEST(all_applied(rig, 4), told(rig));
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM orders") == 2);
  BOOST_TEST(rig.at_hq("SELECT seq FROM quarantine") == 2);
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM raw_events WHERE kind='demand.count'") == 1);
}

BOOST_AUTO_TEST_CASE(kills_of_agent_and_headquarters_lose_and_double_nothing) {
  const int kills = full_size() ? 200 : 20;
  Rig rig;
  rig.start_all();
  SeededRandom random(20'261'121);
  std::uint64_t made = 0;
  for (int n = 0; n < kills; ++n) {
    const auto count = 1 + random.next() % 300;
    rig.edge_.append(Rig::orders(made + 1, count));
    made += count;
    pause(milliseconds(random.next() % 400));
    const bool hq = random.next() % 2 == 0;
    (hq ? rig.hq_ : rig.agent_).kill9();
    pause(milliseconds(random.next() % 100));
    hq ? rig.start_hq() : rig.start_agent();
  }
  BOOST_REQUIRE_MESSAGE(all_applied(rig, made, seconds(120)), told(rig));
  check_orders(rig, static_cast<std::int64_t>(made));
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM quarantine") == 0);
  BOOST_TEST_MESSAGE(fmt::format(
      "{} kills -9 of agent and headquarters: {} orders, each at headquarters once", kills, made));
}

BOOST_AUTO_TEST_CASE(headquarters_put_back_from_a_backup_gets_everything_again) {
  Rig rig;
  rig.start_all();
  rig.edge_.append(Rig::orders(1, 50));
  BOOST_REQUIRE(all_applied(rig, 50));
  const std::string backup = rig.dir() + "/hq-backup.db";
  rig.hq_command({"backup", backup});
  rig.edge_.append(Rig::orders(51, 150));
  BOOST_REQUIRE(all_applied(rig, 200));
  BOOST_TEST(rig.hq_.stop().clean());
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(rig.hq_dir() + "/hq.db" + part);
  std::filesystem::copy_file(backup, rig.hq_dir() + "/hq.db");
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM orders") == 50);
  rig.start_hq();
  BOOST_TEST(eventually(seconds(60), [&] { return rig.at_hq("SELECT count(*) FROM orders") == 200; }),
             told(rig));
  check_orders(rig, 200);
  BOOST_TEST(rig.hq_log().find("under a new generation") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_store_put_back_goes_on_under_a_new_incarnation) {
  Rig rig;
  rig.start_all();
  rig.edge_.append(Rig::orders(1, 30));
  BOOST_REQUIRE(all_applied(rig, 30));
  rig.edge_.restore(10);
  rig.edge_.append(Rig::orders(1'001, 5));
  BOOST_TEST(all_applied(rig, 5), told(rig));
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM orders") == 35);
  BOOST_TEST(rig.at_hq("SELECT count(*) FROM incarnations") == 2);
}

BOOST_AUTO_TEST_CASE(prices_and_products_come_down_in_order_and_once) {
  Rig rig;
  rig.start_all();
  BOOST_REQUIRE(line_is(rig, Link::connected, ""));
  json many = {{"items", json::array()}};
  for (int n = 0; n < 500; ++n)
    many["items"].push_back({{"sku", "sku" + std::to_string(n)},
                             {"name", "n"},
                             {"price_fen", n},
                             {"unit", "piece"},
                             {"tax_rate_bp", 0}});
  BOOST_TEST(rig.hq_call("POST", "/api/v1/catalogue", many.dump(), "c1")->status == 201);
  const std::string price = R"({"items":[{"sku":"sku1","price_fen":777}]})";
  BOOST_TEST(rig.hq_call("POST", "/api/v1/prices", price, "p1")->status == 201);
  BOOST_TEST(rig.hq_call("POST", "/api/v1/prices", price, "p1")->status == 201);  // the same call again
  BOOST_REQUIRE(eventually(seconds(30), [&] { return rig.edge_.changes().size() >= 501; }));
  pause(milliseconds(300));
  const auto changes = rig.edge_.changes();
  BOOST_TEST(changes.size() == 501u);
  BOOST_TEST(json::parse(changes.back().body)["price_fen"] == 777);
  BOOST_TEST(eventually(seconds(5), [&] {
    return rig.at_hq("SELECT max(seq) FROM down_cursors WHERE topic='catalogue'") == 500;
  }));
}

BOOST_AUTO_TEST_CASE(a_second_headquarters_on_the_folder_and_a_busy_port_are_refused_in_a_sentence) {
  Rig rig;
  rig.start_hq();
  BOOST_REQUIRE(eventually(seconds(10), [&] { return rig.hq_log().find("ready") != std::string::npos; }));
  const std::vector<std::string> same = {"--config", rig.dir() + "/outpost.ini", "--data", rig.hq_dir()};
  auto second = run(program_path("outpost-hq"), same);
  BOOST_TEST(second.ending.code == 1);
  BOOST_TEST(second.err.find("another outpost-hq is running") != std::string::npos, second.err);
  const std::vector<std::string> other = {"--config", rig.dir() + "/outpost.ini", "--data",
                                          rig.dir() + "/hq2"};
  second = run(program_path("outpost-hq"), other);
  BOOST_TEST(second.ending.code == 1);
  BOOST_TEST(second.err.find("cannot listen") != std::string::npos, second.err);
}

BOOST_AUTO_TEST_CASE(strangers_on_headquarters_port_do_no_harm) {
  Rig rig;
  rig.start_all();
  rig.edge_.append({Rig::order(1)});
  BOOST_REQUIRE(all_applied(rig, 1));
  SeededRandom random(5);
  for (int n = 0; n < 50; ++n) {  // no ZeroMQ, no CURVE: bytes
    std::string noise(1 + random.next() % 2'000, '\0');
    for (auto& c : noise) c = static_cast<char>(random.next());
    (void)exchange(rig.sync_port_, {"GET", "/", noise, {}, milliseconds(20)});
  }
  rig.edge_.append({Rig::order(2)});
  BOOST_TEST(all_applied(rig, 2), told(rig));
}
