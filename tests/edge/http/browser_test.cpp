// What protects a till that is opened in a browser: cookies, origins, host names, first run, pages.
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace outpost;
using test::problem_name;

namespace {

test::Answer with(const test::RunningEdge& edge, const std::string& method,
                  std::map<std::string, std::string> headers) {
  headers.emplace("Content-Type", "application/json");
  return test::call(edge.port(),
                    {method, method == "GET" ? "/api/v1/session" : "/api/v1/carts",
                     method == "GET" ? "" : "{}", "", method == "GET" ? "" : test::fresh_key(), headers});
}

std::string cookie_of(const test::Answer& a) {
  const auto i = a.headers.find("set-cookie");
  return i == a.headers.end() ? "" : i->second.substr(0, i->second.find(';'));
}

std::string folder_with_pages(const std::string& dir) {
  std::filesystem::create_directories(dir + "/ui/assets");
  std::ofstream(dir + "/ui/staff.html") << "<!doctype html><title>staff</title>";
  std::ofstream(dir + "/ui/assets/app-1a2b.js") << "export{}";
  std::ofstream(dir + "/secret.txt") << "secret";
  std::filesystem::create_symlink(dir + "/secret.txt", dir + "/ui/link.txt");
  return dir + "/ui";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(browser)

BOOST_AUTO_TEST_CASE(a_code_becomes_a_cookie_once) {
  test::RunningEdge edge({.catalogue = false});
  const auto made = edge.post("/api/v1/terminals", edge.owner(),
                              R"({"role":"cashier","station":"till1","label":"Till 1"})");
  BOOST_REQUIRE(made.status == 201);
  const std::string body = "{\"code\":\"" + test::field(made.body, "code") + "\"}";
  const auto enrolled = edge.post("/api/v1/enrolments", "", body, "enrol-1");
  BOOST_REQUIRE(enrolled.status == 201);
  const auto cookie = enrolled.headers.at("set-cookie");
  BOOST_TEST(cookie.find("HttpOnly") != std::string::npos);
  BOOST_TEST(cookie.find("SameSite=Strict") != std::string::npos);
  BOOST_TEST(edge.post("/api/v1/enrolments", "", body).status == 401);
  const auto again =
      edge.post("/api/v1/enrolments", "", body, "enrol-1");  // the answer got lost: the same key
  BOOST_TEST(again.body == enrolled.body);
  BOOST_TEST(again.headers.at("idempotency-replayed") == "true");

  const auto session = with(edge, "GET", {{"Cookie", cookie_of(enrolled)}});
  BOOST_TEST(session.status == 200);
  BOOST_TEST(test::field(session.body, "station") == "till1");
  BOOST_TEST(problem_name(with(edge, "POST", {{"Cookie", cookie_of(enrolled)}})) == "header-missing");
  BOOST_TEST(with(edge, "POST", {{"Cookie", cookie_of(enrolled)}, {"X-Outpost", "1"}}).status == 201);

  BOOST_TEST(
      edge.send("DELETE", "/api/v1/terminals/" + test::field(enrolled.body, "id"), edge.owner()).status ==
      204);
  BOOST_TEST(with(edge, "GET", {{"Cookie", cookie_of(enrolled)}}).status == 401);
}

BOOST_AUTO_TEST_CASE(other_sites_may_not_write) {
  test::RunningEdge edge({.catalogue = false});
  const auto till = "Bearer " + edge.token("cashier", "till1");
  const std::string own = "http://127.0.0.1:" + std::to_string(edge.port());
  BOOST_TEST(with(edge, "POST", {{"Authorization", till}, {"Origin", own}}).status == 201);
  for (const char* origin :
       {"http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1.evil.example"})
    BOOST_TEST(problem_name(with(edge, "POST", {{"Authorization", till}, {"Origin", origin}})) ==
               "origin-not-allowed");
  BOOST_TEST(problem_name(with(edge, "POST", {{"Authorization", till}, {"Sec-Fetch-Site", "cross-site"}})) ==
             "origin-not-allowed");
}

BOOST_AUTO_TEST_CASE(foreign_names_are_not_answered) {
  test::RunningEdge edge({.edge_lines = "allowed_hosts = till.example  box.lan", .catalogue = false});
  const auto owner = "Bearer " + edge.owner();
  for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "192.168.1.20:8080",
                           "till.example", "box.lan:1", "outpost-test.local"})
    BOOST_TEST(with(edge, "GET", {{"Authorization", owner}, {"Host", host}}).status == 200, host);
  for (const char* host : {"evil.example", "till.example.evil.example", "", "127.0.0.1.evil.example", "[::1"})
    BOOST_TEST(problem_name(with(edge, "GET", {{"Authorization", owner}, {"Host", host}})) ==
                   "host-not-allowed",
               host);
}

BOOST_AUTO_TEST_CASE(the_first_run_sets_the_owners_password) {
  test::RunningEdge edge({.catalogue = false});
  BOOST_TEST(test::field(edge.get("/api/v1/setup", "").body, "needed") == "true");
  std::string code;
  std::ifstream(edge.dir() + "/run/owner-code") >> code;
  BOOST_REQUIRE(code.size() == 8u);
  BOOST_TEST(edge.post("/api/v1/setup", "", R"({"code":"WRONGONE","password":"correct horse"})").status ==
             401);
  BOOST_TEST(
      problem_name(edge.post("/api/v1/setup", "", "{\"code\":\"" + code + "\",\"password\":\"short\"}")) ==
      "weak-password");
  BOOST_TEST(std::filesystem::exists(edge.dir() + "/run/owner-code"));
  const auto done =
      edge.post("/api/v1/setup", "", "{\"code\":\"" + code + "\",\"password\":\"correct horse\"}");
  BOOST_REQUIRE(done.status == 201);
  BOOST_TEST(test::field(done.body, "role") == "owner");
  BOOST_TEST(test::field(edge.get("/api/v1/setup", "").body, "needed") == "false");
  BOOST_TEST(
      edge.post("/api/v1/setup", "", "{\"code\":\"" + code + "\",\"password\":\"another one\"}").status ==
      409);
  BOOST_TEST(!std::filesystem::exists(edge.dir() + "/run/owner-code"));
  edge.stop(), edge.start();
  BOOST_TEST(!std::filesystem::exists(edge.dir() + "/run/owner-code"));

  const auto in = edge.post("/api/v1/sessions", "", R"({"password":"correct horse"})");
  BOOST_REQUIRE(in.status == 201);
  BOOST_TEST(test::field(in.body, "station") == "office");
  const auto token = test::field(in.body, "token");
  BOOST_TEST(edge.send("DELETE", "/api/v1/sessions", token).status == 204);
  BOOST_TEST(edge.get("/api/v1/session", token).status == 401);
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(edge.post("/api/v1/sessions", "", R"({"password":"wrong"})").status == 401);
  BOOST_TEST(problem_name(edge.post("/api/v1/sessions", "", R"({"password":"correct horse"})")) ==
             "too-many-tries");
}

BOOST_AUTO_TEST_CASE(pages_are_served_from_one_folder_and_nothing_beside_it) {
  char dir[] = "/tmp/outpost-ui-XXXXXX";
  BOOST_REQUIRE(mkdtemp(dir));
  const std::string ui = folder_with_pages(dir);
  {
    test::RunningEdge edge({.edge_lines = "ui_dir = " + ui, .catalogue = false});
    const auto page = edge.get("/staff.html", "");
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.headers.at("content-type") == "text/html; charset=utf-8");
    BOOST_TEST(page.headers.at("cache-control") == "no-cache");
    BOOST_TEST(page.headers.at("content-security-policy").find("default-src 'self'") == 0u);
    const auto etag = page.headers.at("etag");
    BOOST_TEST(
        test::call(edge.port(), {"GET", "/staff.html", "", "", "", {{"If-None-Match", etag}}}).status == 304);
    BOOST_TEST(edge.get("/assets/app-1a2b.js", "").headers.at("cache-control") ==
               "public, max-age=31536000, immutable");
    BOOST_TEST(edge.get("/", "").headers.at("location") == "/staff.html");
    for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt",
                             "/link.txt", "/assets", "/.hidden", "//etc/passwd"})
      BOOST_TEST(edge.get(path, "").status == 404, path);
  }
  std::filesystem::remove_all(dir);
}

BOOST_AUTO_TEST_CASE(metrics_health_and_the_document) {
  test::RunningEdge edge;
  BOOST_TEST(edge.get("/healthz", "").status == 200);
  BOOST_TEST(test::field(edge.get("/healthz", "").body, "status") == "ok");
  const auto text = edge.get("/metrics", "").body;  // from loopback
  BOOST_TEST(text.find("outpost_http_calls_total{") != std::string::npos);
  BOOST_TEST(text.find("outpost_writer_commits_total") != std::string::npos);
  BOOST_TEST(edge.get("/api/v1/openapi.json", "").body.find("\"openapi\": \"3.1.0\"") != std::string::npos);
  const auto verified = edge.get("/api/v1/verify", edge.owner());
  BOOST_TEST(test::field(verified.body, "ok") == "true");
  const auto backup = edge.post("/api/v1/backups", edge.owner(), "{}", "b1");
  BOOST_TEST(backup.status == 201, backup.body);
  BOOST_TEST(std::filesystem::exists(test::field(backup.body, "path") + "/store.db"));
  BOOST_TEST(edge.post("/api/v1/backups", edge.owner(), "{}", "b1").body == backup.body);
}

BOOST_AUTO_TEST_CASE(a_hundred_and_twenty_idle_connections_stop_nobody) {
  test::RunningEdge edge;
  const auto till = edge.token("cashier", "till1");
  std::vector<test::Wire> idle;
  for (int i = 0; i < 120; ++i) idle.emplace_back(edge.port());
  for (int i = 0; i < 20; ++i) BOOST_TEST(edge.get("/api/v1/products", till).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
