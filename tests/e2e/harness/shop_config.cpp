#include "tests/e2e/harness/shop.hpp"

#include "edge/base/gtin.hpp"

#include <fmt/format.h>

namespace outpost::e2e {
namespace {

std::string with_folder(std::string text, const std::string& dir) {
  for (std::size_t at = 0; (at = text.find("$DIR")) != std::string::npos;) text.replace(at, 4, dir);
  return text;
}

std::string rows(const std::map<std::string, std::string>& keys, const std::string& dir) {
  std::string out;
  for (const auto& [name, value] : keys) out += fmt::format("{} = {}\n", name, with_folder(value, dir));
  return out;
}

}  // namespace

std::string small_catalogue() {
  std::string csv = "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n";
  constexpr int products = 12, rates[] = {13, 9, 6, 0};
  for (int i = 1; i <= products; ++i) {
    const std::string body = fmt::format("95299990{:04}", i);  // 952: GS1's demonstration range
    csv += fmt::format("E2E-{:02},试品{:02},Sample {:02},{}{},{}.{:02},{},{},1070101010000000000,test\n", i,
                       i, i, body, gs1_check_digit(body), i % 5 + 1, i * 37 % 100,
                       i % 6 == 0 ? "kg" : "piece", rates[i % 4]);
  }
  return csv;
}

void Shop::write_config() const {
  std::string ini = fmt::format("[edge]\nstore_id = e2e\nstore_name = E2E\nhttp_port = {}\n", edge_port_);
  if (options_.provider)
    ini += fmt::format("provider_url = http://127.0.0.1:{}\nprovider_key_file = {}/provider.key\n",
                       provider_port_, folder());
  ini += rows(options_.edge, data_) + "[sync]\n";
  if (options_.headquarters) ini += fmt::format("hq_endpoint = tcp://127.0.0.1:{}\n", sync_port_);
  ini += rows(options_.sync, data_);
  ini += fmt::format("[hq]\nhttp_port = {}\nsync_endpoint = tcp://127.0.0.1:{}\n", hq_port_, sync_port_);
  for (const auto& u : options_.units)
    ini += fmt::format("[unit.{}]\ndriver = {}\nport = {}\nstation = {}\n{}", u.name, u.driver,
                       with_folder(u.port, data_), u.station, rows(u.more, data_));
  write_file(config(), ini);
}

}  // namespace outpost::e2e
