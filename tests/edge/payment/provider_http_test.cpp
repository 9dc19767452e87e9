// The client of the provider protocol against the pretended provider and against peers that no provider is.
#include "edge/links/provider_http.hpp"

#include "edge/links/provider_wire.hpp"
#include "tests/edge/payment/wild_peer.hpp"
#include "tests/sim/provider/server.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::test;
using core::CodeSay;

namespace {

const std::string key = "a shared secret of more than 32 characters";
constexpr Fen price{1'250};

struct Folder {
  std::string path = (std::filesystem::temp_directory_path() / "outpost-provider-XXXXXX").string();
  Folder() { BOOST_REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Folder() { std::filesystem::remove_all(path); }
};

/// The real clock, some way off; the server's threads look at it while the test moves it.
class ClockOff final : public Clock {
public:
  Micros wall_us() override { return real_.wall_us() + off_us; }
  Micros boot_us() override { return real_.boot_us(); }
  std::atomic<Micros> off_us{0};

private:
  SystemClock real_;
};

/// A provider in this process, its clock apart from the client's.
struct Sim {
  Folder folder;
  ClockOff clock;
  provider_sim::FaultBox faults;
  std::unique_ptr<provider_sim::Ledger> ledger;
  std::unique_ptr<provider_sim::Server> server;

  explicit Sim(const std::string& with_key = key) {
    auto opened = provider_sim::Ledger::open(folder.path, clock, 1);
    BOOST_REQUIRE(opened.ok());
    ledger = std::move(*opened);
    auto started = provider_sim::Server::start({"127.0.0.1", 0, with_key}, *ledger, faults, clock);
    BOOST_REQUIRE(started.ok());
    server = std::move(*started);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()); }
};

struct Client {
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  std::unique_ptr<links::ProviderHttp> http;
  app::ProviderOrder order{ids.next(), price};

  explicit Client(const std::string& url, int silence_ms = 500, int whole_ms = 1'000) {
    links::ProviderHttpOptions o;
    o.url = url, o.key = key, o.silence_ms = silence_ms, o.whole_ms = whole_ms, o.connect_ms = 500;
    auto opened = links::ProviderHttp::open(o, clock, random);
    BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().text));
    http = std::move(*opened);
  }
  core::ProviderReply charge(const std::string& digits) {
    return http->charge(order, app::AuthCode("1000000000000000" + digits));
  }
};

std::int64_t ms_of(const std::function<void()>& work) {
  auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin)
      .count();
}

void check(const core::ProviderReply& reply, CodeSay say, std::string_view reason = "") {
  BOOST_TEST(core::name_of(reply.say) == core::name_of(say));
  if (!reason.empty()) BOOST_TEST(reply.reason == reason);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(provider_http)

BOOST_AUTO_TEST_CASE(first_words_of_each_customer) {
  struct Row {
    const char* digits;
    CodeSay say;
    std::string_view reason;
  };
  const Row rows[] = {{"01", CodeSay::paid, ""},
                      {"02", CodeSay::refused, "balance-too-low"},
                      {"03", CodeSay::paying, ""},
                      {"04", CodeSay::unknown, "no-answer"},
                      {"05", CodeSay::unknown, "no-answer"},
                      {"06", CodeSay::paid, ""},
                      {"08", CodeSay::unknown, ""},
                      {"09", CodeSay::paid, ""},
                      {"14", CodeSay::unknown, "bad-signature"},
                      {"15", CodeSay::unknown, "bad-reply"},
                      {"16", CodeSay::unknown, "provider-reply-too-long"},
                      {"17", CodeSay::unknown, "no-answer"},
                      {"19", CodeSay::paid, ""}};
  Sim sim;
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.digits) {
      Client client(sim.url());
      auto reply = client.charge(row.digits);
      // 19: the redirect's own signed body is believed, its Location is not followed
      check(reply, row.say, row.reason);
      if (row.say == CodeSay::paid) BOOST_TEST(reply.amount_fen.value().v == price.v);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lie_about_the_amount_comes_through_as_it_is) {
  Sim sim;
  Client client(sim.url());
  auto reply = client.charge("07");
  BOOST_TEST(reply.amount_fen.value().v == price.v + 100);
}

BOOST_AUTO_TEST_CASE(an_order_from_charge_to_refund) {
  Sim sim;
  Client client(sim.url());
  check(client.http->query(client.order), CodeSay::not_found);
  check(client.http->reverse(client.order), CodeSay::not_found);
  check(client.charge("01"), CodeSay::paid);
  check(client.charge("01"), CodeSay::paid);  // the same number again charges nothing
  check(client.http->query(client.order), CodeSay::paid);
  check(client.http->close(client.order), CodeSay::paid);
  check(client.http->refund(client.order), CodeSay::reversed);
  check(client.http->refund(client.order), CodeSay::reversed);
  check(client.http->query(client.order), CodeSay::reversed);
  BOOST_TEST(sim.ledger->report().find("\"held_fen\":0,\"items\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_closed_number_takes_no_charge) {
  Sim sim;
  Client client(sim.url());
  check(client.http->close(client.order), CodeSay::reversed);
  check(client.charge("01"), CodeSay::refused, "order-closed");
}

BOOST_AUTO_TEST_CASE(the_ledger_survives_a_restart_and_a_torn_line) {
  Sim sim;
  Client client(sim.url());
  check(client.charge("01"), CodeSay::paid);
  auto before = sim.ledger->report();
  sim.server.reset();
  sim.ledger.reset();
  std::ofstream(sim.folder.path + "/ledger.jsonl", std::ios::app) << "{\"trade_no\":\"half";
  auto again = provider_sim::Ledger::open(sim.folder.path, sim.clock, 1);
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((*again)->report() == before);
}

BOOST_AUTO_TEST_CASE(keys_that_differ) {
  Sim sim("another secret that is also long enough");
  Client client(sim.url());
  check(client.charge("01"), CodeSay::unknown, "bad-signature");
  BOOST_TEST(sim.ledger->report().find("trade_no") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(clocks_that_differ_by_six_minutes) {
  Sim sim;
  sim.clock.off_us = 360 * us_per_s;
  Client client(sim.url());
  check(client.charge("01"), CodeSay::refused, "clock-skew");
  BOOST_TEST(sim.ledger->report().find("trade_no") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(scripted_faults) {
  Sim sim;
  Client client(sim.url());
  BOOST_REQUIRE(sim.faults.set("{\"down\":true}").ok());
  check(client.charge("01"), CodeSay::unknown, "no-answer");
  BOOST_REQUIRE(sim.faults.set("{\"lose_reply_percent\":100}").ok());
  check(client.charge("01"), CodeSay::unknown, "no-answer");
  BOOST_REQUIRE(sim.faults.set("{\"system_error_percent\":100}").ok());
  check(client.http->query(client.order), CodeSay::unknown);
  BOOST_REQUIRE(sim.faults.set("{\"delay_ms\":700}").ok());
  check(client.http->query(client.order), CodeSay::unknown, "no-answer");
  BOOST_REQUIRE(sim.faults.set("{}").ok());
  check(client.http->query(client.order), CodeSay::paid);  // the charge whose reply was lost
  BOOST_TEST(!sim.faults.set("{\"delay_ms\":\"long\"}").ok());
}

BOOST_AUTO_TEST_CASE(a_dead_provider_is_known_not_to_have_been_asked) {
  int port = 0;
  {
    WildPeer gone([](int, const std::atomic<bool>&) {});
    port = gone.port();
  }
  Client client("http://127.0.0.1:" + std::to_string(port));
  check(client.charge("01"), CodeSay::not_sent, "provider-away");
}

BOOST_AUTO_TEST_CASE(peers_that_are_no_provider) {
  struct Row {
    const char* name;
    std::string bytes;
  };
  const Row rows[] = {
      {"hangs up", ""},
      {"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n"},
      {"only zeros", std::string(100'000, '\0')},
      {"a header without end", "HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x')},
      {"a thousand headers", "HTTP/1.1 200 OK\r\n" +
                                 [] {
                                   std::string many;
                                   for (int i = 0; i < 1'000; i++)
                                     many += "X-" + std::to_string(i) + ": 1\r\n";
                                   return many + "\r\n";
                                 }()},
      {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"trade_no\":"},
      {"a wrong length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}"},
      {"a body without end", "HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000'000, '[')},
      {"chunks of nonsense", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"},
      {"unsigned success", "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"state\":\"success\"}"},
      {"a redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      WildPeer peer([&](int socket, const std::atomic<bool>&) { send_all(socket, row.bytes); });
      Client client(peer.url());
      check(client.charge("01"), CodeSay::unknown);
      BOOST_TEST(peer.connections() == 1);  // never sent again
    }
  }
}

BOOST_AUTO_TEST_CASE(a_byte_now_and_then_does_not_hold_the_line) {
  WildPeer peer([](int socket, const std::atomic<bool>& ending) {
    send_all(socket, "HTTP/1.1 200 OK\r\nX: ");
    while (!ending && send_all(socket, "x")) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  });
  Client client(peer.url(), 500, 600);
  auto took_ms = ms_of([&] { check(client.charge("01"), CodeSay::unknown); });
  BOOST_TEST(took_ms >= 500);
  BOOST_TEST(took_ms < 3'000);
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_left_after_its_time) {
  WildPeer peer([](int, const std::atomic<bool>& ending) {
    while (!ending) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  });
  Client client(peer.url(), 200, 5'000);
  BOOST_TEST(ms_of([&] { check(client.charge("01"), CodeSay::unknown, "no-answer"); }) < 2'000);
}

BOOST_AUTO_TEST_CASE(cancel_frees_a_waiting_question_and_refuses_new_ones) {
  WildPeer peer([](int, const std::atomic<bool>& ending) {
    while (!ending) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  });
  Client client(peer.url(), 30'000, 30'000);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    client.http->cancel();
  });
  BOOST_TEST(ms_of([&] { check(client.charge("01"), CodeSay::unknown); }) < 3'000);
  later.join();
  check(client.http->query(client.order), CodeSay::not_sent, "shutting-down");
}

/// A true reply of the provider, put in the place of another one.
BOOST_AUTO_TEST_CASE(a_reply_fits_its_own_question_only) {
  Client* asking = nullptr;
  auto with_nonce = [&](const std::string& trade_no, const std::string& nonce) {
    std::string body = links::provider::encode(links::provider::Reply{trade_no, "success", price.v, "", ""});
    std::string signature = links::provider::sign_reply(key, 200, "/v1/charge", "1", nonce, body);
    return "HTTP/1.1 200 OK\r\nOutpost-Timestamp: 1\r\nOutpost-Signature: " + signature +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  WildPeer peer([&](int socket, const std::atomic<bool>&) {
    send_all(socket, with_nonce(asking->order.attempt.hex(), std::string(32, '0')));
  });
  Client client(peer.url());
  asking = &client;
  check(client.charge("01"), CodeSay::unknown, "bad-signature");
}

BOOST_AUTO_TEST_CASE(settings_that_cannot_work) {
  SystemClock clock;
  SystemRandom random;
  auto open = [&](std::string url, std::string secret) {
    links::ProviderHttpOptions o;
    o.url = std::move(url), o.key = std::move(secret);
    auto opened = links::ProviderHttp::open(o, clock, random);
    return opened.ok() ? std::string("ok") : opened.error().name;
  };
  BOOST_TEST(open("http://127.0.0.1:1", key) == "ok");
  BOOST_TEST(open("https://127.0.0.1:1", key) == "bad-provider-url");
  BOOST_TEST(open("127.0.0.1:1", key) == "bad-provider-url");
  BOOST_TEST(open("", key) == "bad-provider-url");
  BOOST_TEST(open("http://127.0.0.1:1", "short") == "bad-provider-key");
}

BOOST_AUTO_TEST_CASE(wire_bodies_round_trip_and_bad_ones_are_refused) {
  namespace wire = links::provider;
  const std::string trade(32, 'a');
  auto request = wire::decode_request(wire::encode(wire::Request{trade, 5, "CNY", "100000000000000001"}));
  BOOST_REQUIRE(request.ok());
  BOOST_TEST(request->amount_fen.value() == 5);
  BOOST_TEST(request->auth_code == "100000000000000001");
  auto reply = wire::decode_reply(wire::encode(wire::Reply{trade, "paying", std::nullopt, "7", "why"}));
  BOOST_REQUIRE(reply.ok());
  BOOST_TEST(!reply->amount_fen.has_value());
  BOOST_TEST(reply->provider_trade_no == "7");
  for (const char* bad : {"", "[]", "null", "{\"state\":1}", "{\"amount_fen\":1.5}", "{\"amount_fen\":\"1\"}",
                          "{\"amount_fen\":9223372036854775808}", "{\"trade_no\":{}}", "{"}) {
    BOOST_TEST(!wire::decode_reply(bad).ok(), bad);
    BOOST_TEST(!wire::decode_request(bad).ok(), bad);
  }
  BOOST_TEST(!wire::decode_request("{\"trade_no\":\"ABC\"}").ok());
  BOOST_TEST(!wire::same_signature("a", "ab"));
  BOOST_TEST(wire::sign_request("k", "POST", "/a", "1", "n", "b") !=
             wire::sign_request("k", "POST", "/a", "1", "nb", ""));
}

BOOST_AUTO_TEST_SUITE_END()
