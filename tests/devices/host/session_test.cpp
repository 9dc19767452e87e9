// What a unit says to edge, on a clock of the test's own.
#include "devices/host/unit_session.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;

Id id_of(std::uint8_t n) {
  Id id;
  id.bytes[15] = n;
  id.bytes[0] = 1;
  return id;
}

Message reading(const char* name) {
  Message m;
  m.name = name;
  return m;
}

Message outcome(Id id) {
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = "print";
  m.id = id;
  m.body = R"({"result":"done","reason":""})";
  return m;
}

struct Session : UnitSession {
  explicit Session(const char* driver = "escpos")
      : UnitSession({"p1", ipc::find_driver(driver), id_of(99), "1.2", 42}) {}
  std::string words() {
    std::string out;
    for (const auto& m : take_outgoing()) out += std::string(ipc::kind_name(m.kind)) + " ";
    return out;
  }
  void hear(ipc::Kind kind, Id id, Micros now, const char* name = "print", const char* body = "{}") {
    ipc::Message m;
    m.kind = kind;
    m.unit = "p1";
    m.id = id;
    m.name = name;
    m.body = body;
    on_message(m, now);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(hello_and_state_follow_each_connect_and_each_who) {
  Session t;
  t.show({.status = {State::absent, "port-absent"}, .counters = {{"jobs", 3}}}, s);
  BOOST_TEST(t.words() == "");
  t.on_connected(2 * s);
  const auto said = t.take_outgoing();
  BOOST_REQUIRE(said.size() == 2u);
  BOOST_TEST(json::parse(said[0].body)["driver"] == "escpos");
  BOOST_TEST(json::parse(said[0].body)["pid"] == 42);
  BOOST_TEST(said[0].boot_us == 2 * s);
  BOOST_CHECK(said[0].boot == id_of(99));
  const auto state = json::parse(said[1].body);
  BOOST_TEST(state["state"] == "absent");
  BOOST_TEST(state["reason"] == "port-absent");
  BOOST_TEST(state["since_boot_us"] == s);
  BOOST_TEST(state["counters"]["jobs"] == 3);
  t.hear(ipc::Kind::who, {}, 3 * s);
  BOOST_TEST(t.words().starts_with("hello state "));
}

BOOST_AUTO_TEST_CASE(a_beat_goes_every_second_and_the_state_when_it_changes_or_every_five) {
  Session t;
  t.on_connected(0);
  t.words();
  std::string all;
  for (Micros now = 0; now <= 10 * s; now += s / 10) {
    BOOST_TEST(t.next_deadline() >= now);
    t.on_tick(now);
    all += t.words();
  }
  BOOST_TEST(std::count(all.begin(), all.end(), 'b') == 10);
  BOOST_TEST(std::count(all.begin(), all.end(), 's') == 2);
  t.show({.status = {State::ready, ""}, .counters = {}}, 11 * s);
  BOOST_TEST(t.words() == "state ");
  t.show({.status = {State::ready, ""}, .counters = {{"jobs", 9}}}, 11 * s);
  BOOST_TEST(t.words() == "");  // a counter alone waits for its turn
  t.show({.status = {State::ready, "paper-low"}, .counters = {}}, 12 * s);
  BOOST_TEST(t.words() == "state ");
}

BOOST_AUTO_TEST_CASE(readings_made_while_edge_is_away_are_never_sent) {
  Session t("scan_camera");
  t.say({reading("scan")}, 0, 0);
  t.on_connected(s);
  BOOST_TEST(t.words() == "hello state ");
  t.say({reading("scan")}, 2 * s, 2 * s);
  t.on_disconnected();  // between saying and sending
  BOOST_TEST(t.words() == "");
  t.on_connected(3 * s);
  t.words();
  t.say({reading("scan")}, 3 * s, 3 * s);
  const auto said = t.take_outgoing();
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(said[0].seq == 3u);  // the two lost ones leave a gap that edge can see
}

BOOST_AUTO_TEST_CASE(a_reading_older_than_two_seconds_and_one_of_another_kind_are_dropped) {
  Session t("scan_camera");
  t.on_connected(0);
  t.words();
  t.say({reading("scan")}, s, 3 * s + 1);
  t.say({reading("weight")}, 3 * s, 3 * s);
  BOOST_TEST(t.words() == "");
  t.say({reading("scan")}, s, 3 * s);
  BOOST_TEST(t.words() == "reading ");
}

BOOST_AUTO_TEST_CASE(an_outcome_is_said_until_it_is_acknowledged_also_over_a_restart_of_edge) {
  Session t;
  t.say({outcome(id_of(1))}, 0, 0);
  BOOST_TEST(t.words() == "");
  t.on_connected(s);
  BOOST_TEST(t.words() == "hello state outcome ");
  t.on_tick(s + UnitSession::resend_after - 1);
  BOOST_TEST(t.words().find("outcome") == std::string::npos);
  t.on_tick(s + UnitSession::resend_after);
  BOOST_TEST(t.words().find("outcome") != std::string::npos);
  t.on_disconnected();
  t.on_connected(5 * s);
  BOOST_TEST(t.words() == "hello state outcome ");
  t.hear(ipc::Kind::ack, id_of(1), 6 * s);
  t.on_tick(60 * s);
  BOOST_TEST(t.words().find("outcome") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_command_is_done_once_whatever_edge_repeats) {
  Session t;
  t.on_connected(0);
  for (int i = 0; i < 3; ++i) t.hear(ipc::Kind::command, id_of(7), i * s, "print", R"({"job":{}})");
  const auto commands = t.take_commands();
  BOOST_REQUIRE(commands.size() == 1u);
  BOOST_TEST(commands[0].name == "print");
  BOOST_TEST(commands[0].body == R"({"job":{}})");
  t.say({outcome(id_of(7))}, 4 * s, 4 * s);
  t.hear(ipc::Kind::ack, id_of(7), 5 * s);
  t.words();
  t.hear(ipc::Kind::command, id_of(7), 6 * s);  // edge lost the outcome
  BOOST_TEST(t.take_commands().empty());
  BOOST_TEST(t.words().find("outcome") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_driver_may_not_do_is_refused_without_asking_it) {
  Session t;
  t.on_connected(0);
  t.words();
  t.hear(ipc::Kind::command, id_of(1), s, "open-door");
  BOOST_TEST(t.take_commands().empty());
  const auto said = t.take_outgoing();
  BOOST_REQUIRE(said.size() >= 1u);
  const auto refusal = json::parse(said.back().body);
  BOOST_TEST(refusal["result"] == "failed");
  BOOST_TEST(refusal["reason"] == "not-allowed");
  t.hear(ipc::Kind::command, Id{}, s);  // without an id it could not be told from its repeat
  BOOST_TEST(t.take_commands().empty());
}

BOOST_AUTO_TEST_CASE(a_full_list_of_unacknowledged_outcomes_refuses_work_instead_of_forgetting) {
  Session t;
  t.on_connected(0);
  for (std::uint8_t i = 0; i < 255; ++i) t.say({outcome(id_of(i))}, 0, 0);
  Id more = id_of(1);
  more.bytes[1] = 1;
  t.say({outcome(more)}, 0, 0);
  more.bytes[1] = 2;
  t.take_outgoing();
  t.hear(ipc::Kind::command, more, s);
  BOOST_TEST(t.take_commands().empty());
  BOOST_TEST(json::parse(t.take_outgoing().back().body)["reason"] == "busy");
}

BOOST_AUTO_TEST_CASE(a_binding_reaches_the_driver_and_what_it_keeps_reaches_edge) {
  Session t;
  t.on_connected(0);
  t.words();
  t.hear(ipc::Kind::bind, {}, 0, "", R"({"station":"till1","settings":{"a":1},"kept":{"zero":5},"new":0})");
  const auto binding = t.take_binding();
  BOOST_REQUIRE(binding.has_value());
  BOOST_TEST(binding->station == "till1");
  BOOST_TEST(binding->kept == R"({"zero":5})");
  BOOST_TEST(!t.take_binding().has_value());
  Message kept;
  kept.kind = Message::Kind::kept;
  kept.body = R"({"zero":6})";
  t.say({kept}, s, s);
  const auto said = t.take_outgoing();
  BOOST_TEST(json::parse(said.back().body)["kept"]["zero"] == 6);
}

BOOST_AUTO_TEST_CASE(messages_of_another_unit_and_nonsense_bodies_do_nothing) {
  Session t;
  t.on_connected(0);
  ipc::Message m;
  m.kind = ipc::Kind::command;
  m.unit = "other";
  m.id = id_of(1);
  m.name = "print";
  t.on_message(m, 0);
  BOOST_TEST(t.take_commands().empty());
  t.hear(ipc::Kind::bind, {}, 0, "", "[1]");
  BOOST_TEST(t.take_binding()->station == "");
}

BOOST_AUTO_TEST_CASE(a_lease_is_handed_on_without_an_id_and_has_no_outcome) {
  Session camera("scan_camera");
  camera.on_connected(0);
  camera.words();
  for (int i = 0; i < 3; ++i) camera.hear(ipc::Kind::lease, {}, s, "preview", R"({"seconds":4,"width":320})");
  camera.hear(ipc::Kind::lease, {}, s, "print");
  const auto taken = camera.take_commands();
  BOOST_REQUIRE(taken.size() == 3u);
  BOOST_TEST(taken[0].name == "preview");
  BOOST_TEST(taken[0].id.is_nil());
  BOOST_TEST(camera.words() == "");
  Session printer("escpos");
  printer.on_connected(0);
  printer.hear(ipc::Kind::lease, {}, s, "preview");
  BOOST_TEST(printer.take_commands().empty());
}

BOOST_AUTO_TEST_CASE(the_bytes_of_a_reading_go_with_it) {
  Session camera("scan_camera");
  camera.on_connected(0);
  camera.words();
  auto m = reading("preview");
  m.blob = "\xFF\xD8";
  camera.say({m}, s, s);
  const auto out = camera.take_outgoing();
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(out[0].blob == "\xFF\xD8");
}
