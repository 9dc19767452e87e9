// A customer holds a payment code to the kiosk's camera: the order that waits is paid, the code never leaves
// but to the provider.
#include "tests/edge/http/running_edge.hpp"
#include "tests/edge/links/fake_device.hpp"
#include "tests/sim/provider/server.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using test::field;

namespace {

const std::string key(64, 'k');

struct Shop {
  SystemClock clock;
  test::TemporaryFolder folder;
  std::unique_ptr<provider_sim::Ledger> ledger = provider_sim::Ledger::open(folder.path, clock, 100).value();
  provider_sim::FaultBox faults;
  std::unique_ptr<provider_sim::Server> provider =
      provider_sim::Server::start({.key = key}, *ledger, faults, clock).value();
  test::RunningEdge edge{{.edge_lines = "provider_url = http://127.0.0.1:" + std::to_string(provider->port()),
                          .sections = "[unit.cam1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\n",
                          .provider_key = key}};
  std::string kiosk = edge.token("kiosk", "kiosk1");

  std::string state_of(const std::string& order) const {
    return field(edge.get("/api/v1/orders/" + order, kiosk).body, "state");
  }
  bool becomes(const std::string& order, const std::string& state) const {
    for (int i = 0; i < 500 && state_of(order) != state; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return state_of(order) == state;
  }
};

const char* const good_code = "100000000000000001";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(scan_payment, Shop)

BOOST_AUTO_TEST_CASE(a_payment_code_pays_the_order_that_waits_and_is_never_shown) {
  test::FakeDevice cam(edge.dir(), "cam1");
  cam.hello("scan_camera");
  test::Wire live(edge.port());
  live.write(test::text_of({"GET", "/api/v1/events", "", kiosk}, edge.port()));
  live.read_until("id: ");
  const auto order = test::ordered(edge, kiosk);
  cam.scan(good_code);
  BOOST_TEST(becomes(order, "paid"));
  const auto seen = live.read_until("\"type\":\"paid\"");
  BOOST_TEST(seen.find("payment_code") != std::string::npos);
  BOOST_TEST(seen.find(good_code) == std::string::npos);
  const auto payments = field(edge.get("/api/v1/orders/" + order, kiosk).body, "payments");
  BOOST_TEST(payments.find("\"state\":\"approved\"") != std::string::npos);
  cam.scan(good_code);  // once more: nothing waits for it
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  BOOST_TEST(field(edge.get("/api/v1/orders/" + order, kiosk).body, "paid_fen") == "350");
}

BOOST_AUTO_TEST_CASE(a_payment_code_with_a_prefix_and_a_blank_pays_as_well) {
  test::FakeDevice cam(edge.dir(), "cam1");
  cam.hello("scan_camera");
  const auto order = test::ordered(edge, kiosk);
  cam.scan(std::string("]C0") + good_code + " ");
  BOOST_TEST(becomes(order, "paid"));
}

BOOST_AUTO_TEST_CASE(a_payment_code_without_an_order_does_nothing) {
  test::FakeDevice cam(edge.dir(), "cam1");
  cam.hello("scan_camera");
  cam.scan(good_code);
  cam.scan(test::soap);
  for (int i = 0; i < 200 && edge.get("/api/v1/carts/current", kiosk).status != 200; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(field(edge.get("/api/v1/carts/current", kiosk).body, "total_fen") == "350");
}

BOOST_AUTO_TEST_CASE(the_session_says_which_tenders_work) {
  BOOST_TEST(field(edge.get("/api/v1/session", kiosk).body, "tenders") == R"(["cash","code"])");
  test::RunningEdge plain;
  BOOST_TEST(field(plain.get("/api/v1/session", plain.token("kiosk", "kiosk1")).body, "tenders") ==
             R"(["cash"])");
}

BOOST_AUTO_TEST_CASE(a_payment_code_that_begins_no_payment_says_why) {
  test::RunningEdge plain{{.sections = "[unit.cam1]\ndriver=scan_camera\nport=folder:x\nstation=kiosk1\n"}};
  const auto screen = plain.token("kiosk", "kiosk1");
  test::FakeDevice cam(plain.dir(), "cam1");
  cam.hello("scan_camera");
  test::Wire live(plain.port());
  live.write(test::text_of({"GET", "/api/v1/events", "", screen}, plain.port()));
  live.read_until("id: ");
  const auto order = test::ordered(plain, screen);
  cam.scan(good_code);
  const auto seen = live.read_until("\"topic\":\"scan\"") + live.read_until("\n\n");
  BOOST_TEST(seen.find("\"type\":\"payment_code\"") != std::string::npos, seen);
  BOOST_TEST(seen.find("\"reason\":\"code-payment-off\"") != std::string::npos, seen);
  BOOST_TEST(field(plain.get("/api/v1/orders/" + order, screen).body, "state") == "awaiting_payment");
}

BOOST_AUTO_TEST_CASE(by_http_the_answer_says_how_it_ended_and_a_repeat_says_so_again) {
  const auto order = test::ordered(edge, kiosk);
  const std::string path = "/api/v1/orders/" + order + "/payments";
  const std::string body =
      "{\"tender\":\"code\",\"amount_fen\":350,\"auth_code\":\"" + std::string(good_code) + "\"}";
  const auto first = edge.post(path, kiosk, body, "code-1");
  BOOST_TEST(first.status == 201, first.body);
  BOOST_TEST(field(first.body, "state") == "approved");
  BOOST_TEST(field(first.body, "order.state") == "paid");
  const auto again = edge.post(path, kiosk, body, "code-1");
  BOOST_TEST(again.body == first.body);
  BOOST_TEST(again.headers.at("idempotency-replayed") == "true");
  BOOST_TEST(field(edge.get(path + "/" + field(first.body, "id"), kiosk).body, "state") == "approved");
}

BOOST_AUTO_TEST_CASE(without_its_provider_an_open_payment_is_an_alarm_until_the_provider_is_back) {
  const auto order = test::ordered(edge, kiosk);
  const auto payment =  // paid at once, told after 5 s
      edge.post("/api/v1/orders/" + order + "/payments", kiosk,
                R"({"tender":"code","amount_fen":350,"auth_code":"100000000000000009"})");
  BOOST_TEST(field(payment.body, "state") == "pending", payment.body);
  const auto alarms = [&] { return edge.get("/api/v1/alarms", edge.owner()).body; };
  BOOST_TEST(alarms().find("payment-stuck") == std::string::npos);
  edge.stop();
  edge.configure("provider_url", "; provider_url");
  edge.start();
  BOOST_TEST(alarms().find("payment-stuck") != std::string::npos);
  BOOST_TEST(alarms().find(order) != std::string::npos);
  edge.stop();
  edge.configure("; provider_url", "provider_url");
  edge.start();
  for (int i = 0; i < 500 && alarms().find("payment-stuck") != std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(alarms().find("payment-stuck") == std::string::npos);
  BOOST_TEST(state_of(order) == "paid");
}

BOOST_AUTO_TEST_CASE(amounts_and_codes_that_cannot_be) {
  const auto order = test::ordered(edge, kiosk);
  const auto pay = [&](const std::string& amount, const std::string& code) {
    return test::problem_name(
        edge.post("/api/v1/orders/" + order + "/payments", kiosk,
                  "{\"tender\":\"code\",\"amount_fen\":" + amount + ",\"auth_code\":\"" + code + "\"}"));
  };
  BOOST_TEST(pay("351", good_code) == "payment-too-much");
  BOOST_TEST(pay("700", good_code) == "payment-too-much");
  BOOST_TEST(pay("0", good_code) == "bad-amount");
  BOOST_TEST(pay("350", "6901234567892") == "bad-auth-code");
  BOOST_TEST(state_of(order) == "awaiting_payment");
}

BOOST_AUTO_TEST_SUITE_END()
