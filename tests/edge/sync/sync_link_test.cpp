// The link over its real socket, with the test in the agent's place.
#include "edge/links/sync_link.hpp"

#include "edge/base/paths.hpp"
#include "tests/edge/app/shop.hpp"

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <zmq.hpp>

using namespace outpost;
using nlohmann::json;
using outpost::test::Shop;
namespace local = outpost::wire::local;

namespace {

const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");

struct Desk {
  Shop shop;
  SystemClock clock;
  std::mutex mutex;
  std::vector<std::string> published;
  std::string endpoint = *ipc_endpoint(shop.folder.path(), "sync");
  links::SyncLink link{{endpoint, shop.folder.path(), "demo", "tcp://hq:1"},
                       *shop.writer,
                       clock,
                       [this](std::string, std::string, std::string text) {
                         const std::lock_guard lock(mutex);
                         published.push_back(std::move(text));
                       }};
  zmq::context_t context{1};
  zmq::socket_t agent{context, zmq::socket_type::dealer};

  Desk() {
    BOOST_REQUIRE(link.start().ok());
    agent.set(zmq::sockopt::rcvtimeo, 5'000);
    agent.set(zmq::sockopt::linger, 0);
    agent.connect(endpoint);
  }
  void say(const local::Body& body) { agent.send(zmq::buffer(local::encode(body)), zmq::send_flags::none); }
  void say_bytes(const std::string& bytes) { agent.send(zmq::buffer(bytes), zmq::send_flags::none); }
  /// The next message of one kind; others are passed over.
  template <class T> T hear() {
    for (;;) {
      zmq::message_t frame;
      BOOST_REQUIRE_MESSAGE(agent.recv(frame, zmq::recv_flags::none), "edge is silent");
      auto body = local::decode(frame.to_string_view());
      BOOST_REQUIRE(body.ok());
      if (auto* found = std::get_if<T>(&*body)) return std::move(*found);
    }
  }
  void sell() {
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    BOOST_REQUIRE(shop.cash(shop.till, order.id, order.total_fen.v).ok());
  }
  json status() { return json::parse(link.json()); }
  template <class F> bool soon(F f) {
    for (int i = 0; i < 500; ++i) {
      if (f()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_agent_is_fed_and_its_acknowledgements_are_kept) {
  Desk d;
  d.sell();
  d.sell();
  d.say(local::Open{"test"});
  const auto state = d.hear<local::State>();
  BOOST_TEST(state.store == "demo");
  BOOST_REQUIRE(state.incs.size() == 1u);
  BOOST_TEST(state.incs[0].last == 2u);
  BOOST_TEST(state.free_bytes > 0);
  d.say(local::Fetch{9, state.incs[0].inc, 0, 100, 1 << 20});
  const auto rows = d.hear<local::Rows>();
  BOOST_TEST(rows.request == 9u);
  BOOST_TEST(rows.count == 2u);
  d.say(local::StoreAck{gen, {{state.incs[0].inc, 2, 1, 2, 0}}});
  BOOST_TEST((d.hear<local::AckStored>().gen == gen));
  BOOST_TEST(d.soon([&] { return d.status()["received_seq"] == 2 && d.status()["applied_seq"] == 1; }));
  BOOST_TEST(d.status()["queue"]["events"] == 0);
}

BOOST_AUTO_TEST_CASE(the_group_of_the_folder_may_connect_whatever_the_umask_of_the_service_is) {
  const mode_t before = umask(0077);
  Desk d;
  umask(before);
  struct stat st {};
  BOOST_REQUIRE(stat(d.endpoint.substr(6).c_str(), &st) == 0);
  BOOST_TEST(S_ISSOCK(st.st_mode));
  BOOST_TEST((st.st_mode & 0777) == 0660u);
}

BOOST_AUTO_TEST_CASE(a_commit_is_told_without_being_asked) {
  Desk d;
  d.say(local::LinkState{local::Link::connected, "tcp://hq:1", "", 5, 6, 0, ""});
  BOOST_TEST(d.hear<local::Head>().last == 0u);
  d.sell();
  local::Head head = d.hear<local::Head>();
  while (head.last == 0) head = d.hear<local::Head>();  // what there was before may be told twice
  BOOST_TEST(head.last == 1u);
}

BOOST_AUTO_TEST_CASE(changes_are_applied_and_the_cursor_is_answered) {
  Desk d;
  d.say(local::DownApply{
      gen,
      "prices",
      0,
      4,
      {{"price", 1, 0, 4, R"({"sku":"TEA","price_fen":400,"valid_from":"2026-01-01T00:00:00Z"})"}}});
  BOOST_TEST(d.hear<local::DownState>().cursor.seq == 4u);
  d.say(local::DownApply{gen, "prices", 9, 10, {}});
  BOOST_TEST(d.hear<local::DownState>().cursor.seq == 4u);
  BOOST_TEST(d.soon([&] { return d.status()["down"]["prices"] == 4; }));
}

BOOST_AUTO_TEST_CASE(the_line_is_shown_as_the_agent_says_and_its_absence_as_well) {
  Desk d;
  BOOST_TEST(d.status()["hq"]["state"] == "offline");
  BOOST_TEST(d.status()["hq"]["error"].get<std::string>().find("outpost-sync") != std::string::npos);
  d.say(local::LinkState{local::Link::refused, "tcp://hq:1", "no key", 1'767'225'600'000'000, 0, 0, ""});
  BOOST_TEST(d.soon([&] { return d.status()["hq"]["state"] == "refused"; }));
  BOOST_TEST(d.status()["hq"]["error"] == "no key");
  BOOST_TEST(d.status()["hq"]["since"] == "2026-01-01T00:00:00.000000Z");
  BOOST_TEST(d.status()["hq"]["last_contact"].is_null());
  const std::lock_guard lock(d.mutex);
  BOOST_TEST(json::parse(d.published.back())["sync"]["hq"]["state"] == "refused");
}

BOOST_AUTO_TEST_CASE(a_store_without_headquarters_says_none) {
  Desk d;
  links::SyncLink other({*ipc_endpoint(d.shop.folder.path(), "other"), d.shop.folder.path(), "demo", ""},
                        *d.shop.writer, d.clock, nullptr);
  BOOST_REQUIRE(other.start().ok());
  const auto j = json::parse(other.json());
  BOOST_TEST(j["hq"]["state"] == "none");
  BOOST_TEST(j["hq"]["configured"] == false);
}

BOOST_AUTO_TEST_CASE(nonsense_is_passed_over_and_errors_are_answered) {
  Desk d;
  SeededRandom random(3);
  for (int n = 0; n < 200; ++n) {
    std::string noise(random.next() % 300, '\0');
    for (auto& c : noise) c = static_cast<char>(random.next());
    d.say_bytes(noise);
  }
  d.say(local::Fetch{3, gen, 0, 1, 1});
  BOOST_TEST(d.hear<local::Trouble>().request == 3u);
  d.say(local::Open{"test"});
  BOOST_TEST(d.hear<local::State>().store == "demo");
}

BOOST_AUTO_TEST_CASE(stopping_with_work_in_hand_is_clean) {
  Desk d;
  for (std::uint64_t n = 0; n < 50; ++n) d.say(local::DownApply{gen, "prices", n, n + 1, {}});
  d.link.stop();
  d.link.stop();
}
