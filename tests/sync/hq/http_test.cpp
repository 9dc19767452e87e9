// What clients send to headquarters that they should not, over the wire.
#include "sync/hq/http_server.hpp"
#include "tests/edge/http/client.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::hq;
using outpost::test::Answer;

BOOST_AUTO_TEST_CASE(bad_bodies_and_addresses_are_answered_and_headquarters_goes_on) {
  hq::test::Hq hq;
  WriteGate gate;
  News news;
  SystemClock clock;
  Api api(*hq.db, gate, news, clock, ApiSetup{"token", "", 20 * us_per_s, [] { return std::string(); }});
  const auto server = HttpServer::start(api, "127.0.0.1", 0);
  BOOST_REQUIRE(server.ok());
  const int port = (*server)->port();
  const auto post = [&](const std::string& body, const std::string& token = "token") {
    return outpost::test::call(port, {"POST", "/api/v1/prices", body, token, "k", {}});
  };
  const std::string good = R"({"items":[{"sku":"cola","price_fen":400}]})";
  struct Row {
    const char* what;
    Answer answer;
    int status;
    const char* problem;
  };
  for (const auto& r : {
           Row{"broken", post("{\"items\":["), 400, "bad-request"},
           Row{"no UTF-8", post("{\"items\":\"\xff\xfe\"}"), 400, "bad-request"},
           Row{"1,000 levels deep",
               post("{\"items\":" + std::string(1'000, '[') + std::string(1'000, ']') + "}"), 422,
               "bad-price"},
           Row{"10 MB", post("{\"items\":\"" + std::string(10 << 20, 'x') + "\"}"), 413, "body-too-large"},
           Row{"a foreign token", post(good, "tokem"), 401, "no-token"},
           Row{"an address that is none",
               outpost::test::call(port, {"GET", "/api/v1/orders?after=%zz", "", "token", "", {}}), 400,
               "bad-address"},
       }) {
    BOOST_TEST_CONTEXT(r.what) {
      BOOST_TEST(r.answer.status == r.status, r.answer.body);
      const auto problem = nlohmann::json::parse(r.answer.body, nullptr, false);
      BOOST_REQUIRE(problem.is_object());
      BOOST_TEST(problem["type"] == "/problems/" + std::string(r.problem));
    }
  }
  BOOST_TEST(hq.count("SELECT count(*) FROM publication") == 0);
  BOOST_TEST(post(good).status == 201);  // the key of the refused calls is free
  BOOST_TEST(hq.count("SELECT count(*) FROM publication") == 1);
}

BOOST_AUTO_TEST_CASE(every_answer_tells_the_browser_what_it_may_not_do) {
  hq::test::Hq hq;
  const hq::test::Folder ui;
  std::ofstream(ui.path() + "/hq.html") << "<html>";
  WriteGate gate;
  News news;
  SystemClock clock;
  Api api(*hq.db, gate, news, clock,
          ApiSetup{"token", ui.path(), 20 * us_per_s, [] { return std::string(); }});
  const auto server = HttpServer::start(api, "127.0.0.1", 0);
  BOOST_REQUIRE(server.ok());
  for (const char* path : {"/hq.html", "/healthz", "/api/v1/stores", "/nothing", "/%zz"}) {
    BOOST_TEST_CONTEXT(path) {
      auto headers = outpost::test::call((*server)->port(), {"GET", path, "", "", "", {}}).headers;
      const auto policy = headers["content-security-policy"];
      for (const char* rule :
           {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"})
        BOOST_TEST(policy.find(rule) != policy.npos, rule);
      BOOST_TEST(policy.find("unsafe") == policy.npos);
      BOOST_TEST(headers["referrer-policy"] == "no-referrer");
      BOOST_TEST(headers["x-content-type-options"] == "nosniff");
    }
  }
}
