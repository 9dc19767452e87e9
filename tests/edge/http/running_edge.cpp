#include "tests/edge/http/running_edge.hpp"

#include "edge/base/gtin.hpp"
#include "edge/base/paths.hpp"
#include "edge/compose.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace outpost::test {
namespace {

using nlohmann::json;

std::string new_folder() {
  char name[] = "/tmp/outpost-http-XXXXXX";
  if (!mkdtemp(name)) throw std::runtime_error("no temporary folder");
  return name;
}

void must(const Result<void>& r) {
  if (!r.ok()) throw std::runtime_error(r.error().text);
}

}  // namespace

std::string fresh_key() {
  static std::atomic<int> n{0};
  return "key-" + std::to_string(getpid()) + "-" + std::to_string(++n);
}

TemporaryFolder::TemporaryFolder() : path(new_folder()) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ec;
  std::filesystem::remove_all(path, ec);
}

RunningEdge::RunningEdge(EdgeSetup setup) : dir_(new_folder()) {
  if (sodium_init() < 0) throw std::runtime_error("sodium");
  config_ =
      "[edge]\nstore_id = test\nhttp_port = 0\n" +
      (setup.edge_lines.find("ui_dir") == std::string::npos ? std::string("ui_dir = /no-pages-here\n") : "") +
      setup.edge_lines + "\n" + setup.sections;
  if (!setup.provider_key.empty()) {
    must(make_folder(dir_ + "/secrets", 0700));
    must(write_secret(dir_ + "/secrets/provider.key", setup.provider_key));
  }
  start();
  if (!setup.catalogue) return;
  const auto begun = call(port_, {"POST",
                                  "/api/v1/imports/products",
                                  test_catalogue(),
                                  owner_,
                                  fresh_key(),
                                  {{"Content-Type", "text/csv"}}});
  for (int i = 0; i < 500; ++i) {
    const auto state = field(get("/api/v1/imports/" + field(begun.body, "id"), owner_).body, "state");
    if (state == "done") return;
    if (state == "failed") break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("the test catalogue was not imported: " + begun.body);
}

RunningEdge::~RunningEdge() {
  stop();
  std::error_code ec;
  std::filesystem::remove_all(dir_, ec);
}

void RunningEdge::stop() {
  if (edge_) edge_->stop();
  edge_.reset();
}

void RunningEdge::configure(const std::string& line, const std::string& other) {
  const auto at = config_.find(line);
  if (at == std::string::npos) throw std::runtime_error("there is no setting " + line);
  config_.replace(at, line.size(), other);
}

void RunningEdge::start() {
  const auto config = config::Config::parse(config_, "test.ini");
  if (!config.ok()) throw std::runtime_error(config.error().text);
  auto edge = Edge::open(*config, dir_);
  if (!edge.ok()) throw std::runtime_error(edge.error().text);
  edge_ = std::move(edge).value();
  must(edge_->start());
  port_ = std::atoi(edge_->url().substr(edge_->url().rfind(':') + 1).c_str());
  owner_ = read_secret(dir_ + "/secrets/admin.token").value();
}

void RunningEdge::tick() { edge_->tick(); }

std::string RunningEdge::token(const std::string& role, const std::string& station) {
  const json body = {{"role", role}, {"station", station}, {"label", station}, {"with_token", true}};
  const auto a = post("/api/v1/terminals", owner_, body.dump());
  if (a.status != 201) throw std::runtime_error("no terminal: " + a.body);
  return field(a.body, "token");
}

Answer RunningEdge::send(const std::string& method, const std::string& path, const std::string& token,
                         const std::string& body, const std::string& key) const {
  const bool read = method == "GET";
  return call(port_, {method,
                      path,
                      body,
                      token,
                      read          ? ""
                      : key.empty() ? fresh_key()
                                    : key,
                      {{"Content-Type", "application/json"}}});
}

Answer RunningEdge::get(const std::string& path, const std::string& token) const {
  return send("GET", path, token);
}

Answer RunningEdge::post(const std::string& path, const std::string& token, const std::string& body,
                         const std::string& key) const {
  return send("POST", path, token, body, key);
}

std::string field(const std::string& text, const std::string& path) {
  json j = json::parse(text, nullptr, false);
  std::size_t at = 0;
  while (j.is_object() && at <= path.size()) {
    const auto dot = std::min(path.find('.', at), path.size());
    const auto found = j.find(path.substr(at, dot - at));
    if (found == j.end()) return {};
    const json inner = *found;
    j = inner;
    at = dot + 1;
  }
  return j.is_string() ? j.get<std::string>() : j.is_discarded() ? "" : j.dump();
}

std::string problem_name(const Answer& answer) {
  const std::string type = field(answer.body, "type");
  return type.starts_with("/problems/") ? type.substr(10) : "";
}

std::string test_catalogue() {
  return "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
         "SOAP,肥皂,Soap," +
         std::string(soap) +
         ",3.50,piece,13,1070101010000000000,日用\n"
         "BREAD,面包,Bread,6901234567809,12.00,piece,13,1030201010000000000,食品\n"
         "APPLE,苹果,Apples,6901234567816,9.80,kg,9,1010115000000000000,食品\n";
}

std::string ordered(const RunningEdge& edge, const std::string& token, int pieces) {
  const auto cart = field(edge.post("/api/v1/carts", token).body, "id");
  const json line = {{"code", soap}, {"quantity_milli", pieces * 1'000}};
  edge.post("/api/v1/carts/" + cart + "/lines", token, line.dump());
  const auto quote = field(edge.post("/api/v1/carts/" + cart + "/quote", token).body, "id");
  const auto order = edge.post("/api/v1/orders", token, "{\"quote_id\":\"" + quote + "\"}");
  if (order.status != 201) throw std::runtime_error("no order: " + order.body);
  return field(order.body, "id");
}

}  // namespace outpost::test
