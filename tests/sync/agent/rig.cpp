#include "tests/sync/agent/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fmt/format.h>

namespace outpost::test {

using namespace e2e;

Rig::Rig() : http_port_(free_port()), sync_port_(free_port()), edge_(folder_.path(), "s1") {
  std::filesystem::create_directories(hq_dir());
  write_file(dir() + "/outpost.ini",
             fmt::format("[sync]\nhq_endpoint = tcp://127.0.0.1:{0}\n[hq]\nhttp_port = {1}\n"
                         "sync_endpoint = tcp://127.0.0.1:{0}\n",
                         sync_port_, http_port_));
  hq_command({"init"});
  BOOST_REQUIRE(run(program_path("outpost-sync"), {"keys", "--data", dir()}).ending.clean());
  copy_file(hq_dir() + "/secrets/curve.pub", dir() + "/secrets/hq.pub");
}

void Rig::start_hq() {
  hq_ = Process::start(program_path("outpost-hq"), {"--config", dir() + "/outpost.ini", "--data", hq_dir()},
                       dir() + "/hq.log");
}

void Rig::start_agent() {
  agent_ = Process::start(program_path("outpost-sync"), {"--config", dir() + "/outpost.ini", "--data", dir()},
                          dir() + "/sync.log");
}

std::string Rig::hq_command(std::vector<std::string> words) {
  words.insert(words.end(), {"--data", hq_dir()});
  const auto told = run(program_path("outpost-hq"), words);
  BOOST_REQUIRE_MESSAGE(told.ending.clean(), told.err);
  return told.out;
}

void Rig::register_store() {
  std::string key = read_file(dir() + "/secrets/curve.pub");
  while (!key.empty() && key.back() == '\n') key.pop_back();
  hq_command({"store", "add", "s1", "--key", key, "--name", "Shop 1"});
}

void Rig::start_all() {
  register_store();
  start_hq();
  start_agent();
}

std::int64_t Rig::at_hq(const std::string& sql) const {
  return sqlite::Db(hq_dir() + "/hq.db", sqlite::Access::read_only).scalar_i64(sql);
}

std::optional<Reply> Rig::hq_call(const std::string& method, const std::string& path, const std::string& body,
                                  const std::string& key) const {
  std::string token = read_file(hq_dir() + "/secrets/admin.token");
  while (!token.empty() && token.back() == '\n') token.pop_back();
  Headers headers = {{"Authorization", "Bearer " + token}};
  if (!key.empty()) headers["Idempotency-Key"] = key;
  return exchange(http_port_, {method, path, body, headers, std::chrono::seconds(10)});
}

wire::Event Rig::order(std::uint64_t n) {
  const auto body = fmt::format(
      R"({{"order":{{"id":"0190a5c2-0000-7000-8000-{0:012}","receipt_no":"s1-1-{0}","business_date":"2026-01-01",)"
      R"("station":"till1","state":"paid","lines":[{{"id":"l","sku":"cola","name":"可乐","quantity_milli":1000,)"
      R"("unit_price_fen":350,"discount_fen":0,"amount_fen":350,"net_fen":310,"tax_fen":40,"tax_rate_bp":1300}}],)"
      R"("discount_fen":0,"total_fen":350,"cash_rounding_fen":0,"paid_fen":350,"payments":[{{)"
      R"("id":"0190a5c2-1111-7000-8000-{0:012}","tender":"cash","amount_fen":350,"tendered_fen":350,"change_fen":0,)"
      R"("state":"approved"}}],"created_at":"2026-01-01T04:00:00.000000Z","paid_at":"2026-01-01T04:01:00.000000Z"}},)"
      R"("tax":[]}})",
      n);
  return {"order.paid", 1, 1'767'225'600'000'000, 0, body};
}

std::vector<wire::Event> Rig::orders(std::uint64_t from, std::uint64_t count) {
  std::vector<wire::Event> out;
  for (auto n = from; n < from + count; ++n) out.push_back(order(n));
  return out;
}

}  // namespace outpost::test
