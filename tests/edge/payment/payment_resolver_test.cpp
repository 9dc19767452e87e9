// The resolver with its threads between a real store and the pretended provider over HTTP.
#include "edge/app/payment_resolver.hpp"

#include "edge/app/alarms.hpp"
#include "edge/app/attempt_rows.hpp"
#include "edge/links/provider_http.hpp"
#include "tests/edge/app/shop.hpp"
#include "tests/edge/payment/wild_peer.hpp"
#include "tests/sim/provider/server.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

using namespace outpost;
using namespace outpost::test;
using data::OrderState;
using data::PaymentState;

namespace {

using Steady = std::chrono::steady_clock;

const std::string key = "a shared secret of more than 32 characters";
constexpr int pace_percent = 5;  // of the provider's waits, and of edge's

std::string code_of(std::string_view digits) { return "1000000000000000" + std::string(digits); }

struct Provider {
  Folder folder;
  SystemClock clock;
  provider_sim::FaultBox faults;
  std::unique_ptr<provider_sim::Ledger> ledger;
  std::unique_ptr<provider_sim::Server> server;
  Provider() {
    ledger = std::move(*provider_sim::Ledger::open(folder.path(), clock, pace_percent));
    server = std::move(*provider_sim::Server::start({"127.0.0.1", 0, key}, *ledger, faults, clock));
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()); }
};

/// Edge's half: store, client and resolver. `stop` and `start` are a restart of the process.
struct Edge {
  Shop shop;
  SystemClock clock;
  SystemRandom random;
  std::string url;
  std::unique_ptr<links::ProviderHttp> client;
  std::unique_ptr<app::AttemptRows> rows;
  std::unique_ptr<app::PaymentResolver> resolver;

  explicit Edge(std::string provider_url) : url(std::move(provider_url)) { start(); }
  ~Edge() { stop(); }

  void start() {
    links::ProviderHttpOptions o;
    o.url = url, o.key = key, o.connect_ms = 500, o.silence_ms = 400, o.whole_ms = 600;
    client = std::move(*links::ProviderHttp::open(o, clock, random));
    rows = std::make_unique<app::AttemptRows>(*shop.writer, *shop.readers);
    resolver = std::make_unique<app::PaymentResolver>(*rows, *client, clock,
                                                      core::scaled(core::code_timings(), pace_percent, 100));
    BOOST_REQUIRE(resolver->start().ok());
  }
  void stop() {
    if (resolver) resolver->stop();
    resolver.reset();
  }
  void restart() {
    stop();
    shop.reopen();
    start();
  }

  /// An order with a committed attempt that nobody has charged yet.
  app::Payment begin(const app::Actor& actor) {
    auto order = shop.order(actor, {{"TEA", 1'000}});
    auto begun = shop.write([&](store::Tx& tx) {
      return app::begin_code_payment(tx, actor, order.id, {order.total_fen, "wechat"},
                                     shop.key(order.id.text()));
    });
    BOOST_REQUIRE_MESSAGE(begun.ok(), (begun.ok() ? "" : begun.error().text));
    return begun->result.payment;
  }
  app::Payment pay(const app::Actor& actor, std::string_view digits) {
    auto payment = begin(actor);
    resolver->charge(payment.id, payment.amount_fen, app::AuthCode(code_of(digits)));
    return payment;
  }
  app::PaymentResult look(const app::Payment& p) {
    auto found = shop.read(
        [&](sqlite::Db& db) { return app::get_payment(db, shop.manager, p.order_id, p.id, shop.settings); });
    BOOST_REQUIRE(found.ok());
    return *found;
  }
  bool all_final(int within_ms) {
    auto until = Steady::now() + std::chrono::milliseconds(within_ms);
    while (resolver->open() > 0 && Steady::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return resolver->open() == 0;
  }
  std::set<std::string> alarms() {
    auto page = shop.read([&](sqlite::Db& db) { return app::list_alarms(db, shop.manager); });
    std::set<std::string> names;
    for (const auto& a : page->items) names.insert(a.name);
    return names;
  }
};

/// What the provider holds for one attempt, out of its report.
std::int64_t held_fen(const Provider& provider, const Id& attempt) {
  auto report = provider.ledger->report();
  auto at = report.find("\"trade_no\":\"" + attempt.hex() + "\"");
  if (at == std::string::npos) return 0;
  auto begin = report.rfind('{', at);
  auto held = report.find("\"held_fen\":", begin);
  return std::strtoll(report.c_str() + held + 11, nullptr, 10);
}

struct Customer {
  const char* digits;
  PaymentState end;
  const char* alarm = "";
};

constexpr Customer customers[] = {{"01", PaymentState::approved},
                                  {"02", PaymentState::declined},
                                  {"03", PaymentState::approved},
                                  {"04", PaymentState::approved},
                                  {"05", PaymentState::reversed},
                                  {"06", PaymentState::approved},
                                  {"07", PaymentState::reversed, "provider-amount"},
                                  {"08", PaymentState::approved},
                                  {"09", PaymentState::approved},
                                  {"10", PaymentState::reversed},
                                  {"11", PaymentState::reversed, "payment-after-reverse"},
                                  {"12", PaymentState::reversed},
                                  {"13", PaymentState::reversed, "payment-not-reversible"},
                                  {"14", PaymentState::reversed},
                                  {"15", PaymentState::approved},
                                  {"16", PaymentState::approved},
                                  {"17", PaymentState::declined},
                                  {"18", PaymentState::declined},
                                  {"19", PaymentState::approved}};

void check_end(Edge& edge, const Provider& provider, const app::Payment& p, PaymentState end) {
  auto now = edge.look(p);
  BOOST_TEST(data::name_of(now.payment.state) == data::name_of(end));
  bool paid = end == PaymentState::approved;
  BOOST_TEST((now.order.state == OrderState::paid) == paid);
  BOOST_TEST(held_fen(provider, p.id) == (paid ? p.amount_fen.v : 0));
}

/// Standard error in a file as long as it lives.
class Logged {
public:
  explicit Logged(const std::string& path) : old_(::dup(2)) {
    int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, 2);
    ::close(file);
  }
  ~Logged() { ::dup2(old_, 2), ::close(old_); }

private:
  int old_;
};

std::vector<std::string> files_with(const std::string& dir, const std::string& needle) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (text.view().find(needle) != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(payment_resolver)

BOOST_AUTO_TEST_CASE(every_customer_ends_right_and_leaves_no_code_behind) {
  Provider provider;
  Edge edge(provider.url());
  {
    Logged log(edge.shop.folder.path() + "/stderr.log");
    std::vector<app::Payment> payments;
    for (const auto& c : customers) {
      edge.shop.till.station = "till" + std::string(c.digits);
      payments.push_back(edge.pay(edge.shop.till, c.digits));
    }
    BOOST_TEST(edge.all_final(60'000));
    std::set<std::string> expected;
    for (std::size_t i = 0; i < payments.size(); i++) {
      BOOST_TEST_CONTEXT(customers[i].digits) check_end(edge, provider, payments[i], customers[i].end);
      if (*customers[i].alarm) expected.insert(customers[i].alarm);
    }
    BOOST_TEST(edge.alarms() == expected, boost::test_tools::per_element());
    edge.shop.check_all_ok();
    edge.stop();
    edge.shop.close();
  }
  BOOST_TEST(files_with(edge.shop.folder.path(), "10000000000000").size() == 0);
  BOOST_TEST(files_with(provider.folder.path(), "10000000000000").size() == 0);
  BOOST_TEST(files_with(edge.shop.folder.path(), "SQLite format 3").size() == 1);  // the search does find
  edge.shop.open();
}

BOOST_AUTO_TEST_CASE(a_crash_before_the_charge_ends_declined) {
  Provider provider;
  Edge edge(provider.url());
  auto payment = edge.begin(edge.shop.till);
  edge.restart();
  BOOST_TEST(edge.all_final(20'000));
  check_end(edge, provider, payment, PaymentState::declined);
  // The order can be paid again, with a new attempt.
  BOOST_TEST(data::name_of(edge.look(payment).order.state) == data::name_of(OrderState::awaiting_payment));
  BOOST_TEST(edge.shop.cash(edge.shop.till, payment.order_id, payment.amount_fen.v).ok());
}

BOOST_AUTO_TEST_CASE(restarts_in_the_middle_charge_nobody_twice) {
  Provider provider;
  Edge edge(provider.url());
  std::vector<app::Payment> payments;
  for (const auto& c : customers) {
    edge.shop.till.station = "till" + std::string(c.digits);
    payments.push_back(edge.pay(edge.shop.till, c.digits));
    if (payments.size() % 4 == 0) edge.restart();
  }
  for (int i = 0; i < 3; i++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    edge.restart();
  }
  BOOST_TEST(edge.all_final(60'000));
  for (const auto& p : payments) {
    auto now = edge.look(p);
    bool paid = now.payment.state == PaymentState::approved;
    BOOST_TEST(held_fen(provider, p.id) == (paid ? p.amount_fen.v : 0));
    BOOST_TEST((now.order.state == OrderState::paid) == paid);
  }
  auto report = provider.ledger->report();
  for (std::size_t at = 0; (at = report.find("\"charges\":", at)) != std::string::npos; at += 10)
    BOOST_TEST(std::strtol(report.c_str() + at + 10, nullptr, 10) <=
               2);  // 2: the one that is delivered twice
  edge.shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(the_reply_to_the_till_comes_as_soon_as_it_is_decided) {
  Provider provider;
  Edge edge(provider.url());
  auto paid = edge.pay(edge.shop.till, "01");
  BOOST_TEST(edge.resolver->wait_decided(paid.id, 2'500));
  BOOST_TEST(data::name_of(edge.look(paid).payment.state) == data::name_of(PaymentState::approved));
  edge.shop.till.station = "till9";
  auto typing = edge.pay(edge.shop.till, "10");
  auto begin = Steady::now();
  BOOST_TEST(!edge.resolver->wait_decided(typing.id, 200));
  BOOST_TEST((Steady::now() - begin < std::chrono::milliseconds(1'500)));
}

BOOST_AUTO_TEST_CASE(a_dead_provider_is_told_at_once) {
  std::string url;
  {
    Provider gone;
    url = gone.url();
  }
  Edge edge(url);
  auto payment = edge.pay(edge.shop.till, "01");
  BOOST_TEST(edge.resolver->wait_decided(payment.id, 2'500));
  auto now = edge.look(payment);
  BOOST_TEST(data::name_of(now.payment.state) == data::name_of(PaymentState::declined));
  BOOST_TEST(now.payment.reason == "provider-away");
}

/// A provider that accepts and never answers, with many attempts waiting on it: neither the writer nor the
/// stop waits with them.
BOOST_AUTO_TEST_CASE(a_silent_provider_holds_up_nothing_else) {
  WildPeer silent([](int, const std::atomic<bool>& ending) {
    for (int i = 0; i < 100 && !ending; i++) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  });
  Edge edge(silent.url());
  for (int i = 0; i < 40; i++) {
    edge.shop.till.station = "till" + std::to_string(i);
    edge.pay(edge.shop.till, "01");
  }
  auto begin = Steady::now();
  auto order = edge.shop.order(edge.shop.till2, {{"TEA", 1'000}});
  BOOST_TEST(edge.shop.cash(edge.shop.till2, order.id, order.total_fen.v).ok());
  BOOST_TEST((Steady::now() - begin < std::chrono::seconds(1)));
  BOOST_TEST(edge.resolver->open() == 40);
  begin = Steady::now();
  edge.stop();
  BOOST_TEST((Steady::now() - begin < std::chrono::seconds(3)));
}

/// A save that a callback of the store began is still in the store when the resolver stops: the store may be
/// gone as soon as stop() has returned.
BOOST_AUTO_TEST_CASE(stop_waits_for_a_save_on_the_stores_own_thread) {
  struct Slow final : app::AttemptStore {
    std::atomic<int> calls{0};
    std::atomic<bool> inside{false};
    std::thread own;
    Result<std::vector<app::OpenAttempt>> open_attempts() override { return std::vector<app::OpenAttempt>{}; }
    void save(const app::AttemptChange&, std::function<void(Result<void>)> done) override {
      if (++calls == 1) {  // approved by the provider, and the order does not want it: a second save follows
        own = std::thread([done = std::move(done)] { done(fail(Code::conflict, "order-paid", "")); });
        return;
      }
      inside = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      inside = false;
    }
  } slow;
  Provider provider;
  SystemClock clock;
  SystemRandom random;
  links::ProviderHttpOptions o;
  o.url = provider.url(), o.key = key;
  auto client = links::ProviderHttp::open(o, clock, random);
  BOOST_REQUIRE(client.ok());
  app::PaymentResolver resolver(slow, **client, clock, core::code_timings());
  BOOST_REQUIRE(resolver.start().ok());
  Id attempt;
  attempt.bytes[15] = 1;
  resolver.charge(attempt, Fen{350}, app::AuthCode(code_of("01")));
  for (int i = 0; i < 2'000 && !slow.inside; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  BOOST_TEST(slow.inside);
  resolver.stop();
  BOOST_TEST(!slow.inside);
  slow.own.join();
  BOOST_TEST(slow.calls == 2);
}

/// What the store says after stop() has returned finds the resolver's givers gone: nothing of theirs is
/// asked.
BOOST_AUTO_TEST_CASE(a_save_that_ends_after_the_stop_asks_nothing_that_may_be_gone) {
  struct Late final : app::AttemptStore {
    std::atomic<bool> asked{false};
    std::function<void(Result<void>)> done;
    Result<std::vector<app::OpenAttempt>> open_attempts() override { return std::vector<app::OpenAttempt>{}; }
    void save(const app::AttemptChange&, std::function<void(Result<void>)> d) override {
      done = std::move(d);
      asked = true;
    }
  } late;
  struct Watched final : Clock {
    SystemClock own;
    std::atomic<bool> gone{false}, asked_when_gone{false};
    Micros wall_us() override { return note(own.wall_us()); }
    Micros boot_us() override { return note(own.boot_us()); }
    Micros note(Micros us) {
      if (gone) asked_when_gone = true;
      return us;
    }
  } clock;
  Provider provider;
  SystemRandom random;
  links::ProviderHttpOptions o;
  o.url = provider.url(), o.key = key;
  auto client = links::ProviderHttp::open(o, clock, random);
  BOOST_REQUIRE(client.ok());
  {
    app::PaymentResolver resolver(late, **client, clock, core::code_timings());
    BOOST_REQUIRE(resolver.start().ok());
    Id attempt;
    attempt.bytes[15] = 1;
    resolver.charge(attempt, Fen{350}, app::AuthCode(code_of("01")));
    for (int i = 0; i < 2'000 && !late.asked; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    BOOST_REQUIRE(late.asked);
  }
  clock.gone = true;
  late.done({});
  BOOST_TEST(!clock.asked_when_gone);
}

BOOST_AUTO_TEST_CASE(room_is_bounded) {
  struct Endless final : app::AttemptStore {
    Result<std::vector<app::OpenAttempt>> open_attempts() override {
      std::vector<app::OpenAttempt> many(app::PaymentResolver::most_open);
      for (std::size_t i = 0; i < many.size(); i++)
        many[i].id.bytes[14] = static_cast<std::uint8_t>(i >> 8),
        many[i].id.bytes[15] = static_cast<std::uint8_t>(i), many[i].phase = core::CodePhase::reversing;
      return many;
    }
    void save(const app::AttemptChange&, std::function<void(Result<void>)> done) override { done({}); }
  } endless;
  SystemClock clock;
  SystemRandom random;
  links::ProviderHttpOptions o;
  o.url = "http://127.0.0.1:1", o.key = key;
  auto client = links::ProviderHttp::open(o, clock, random);
  BOOST_REQUIRE(client.ok());
  app::PaymentResolver resolver(endless, **client, clock, core::code_timings());
  BOOST_TEST(resolver.check_room().ok());
  BOOST_REQUIRE(resolver.start().ok());
  BOOST_TEST(resolver.check_room().error().name == "provider-busy");
}

BOOST_AUTO_TEST_SUITE_END()
