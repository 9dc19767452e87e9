#include "tests/bench/http/shop.hpp"

#include "edge/base/gtin.hpp"
#include "tests/edge/http/client.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace outpost::bench {
namespace {

namespace fs = std::filesystem;

std::string programs() {
  if (const char* dir = std::getenv("OUTPOST_BIN_DIR")) return dir;
  return fs::read_symlink("/proc/self/exe").parent_path().string();
}

std::string new_folder() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base ? base : "/tmp") + "/outpost-bench-XXXXXX";
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
  return name;
}

void write_catalogue(const std::string& path) {
  std::ofstream out(path);
  out << "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n";
  for (int n = 0; n < products; ++n)
    out << fmt::format("P{:04},商品{},Product {},{},{}.50,piece,13,1070101010000000000,测试\n", n, n, n,
                       code_of(n), 1 + n % 90);
}

}  // namespace

std::string code_of(int n) {
  const std::string digits = fmt::format("69012{:07}", n);
  return digits + gs1_check_digit(digits);
}

Shop::Shop(int tills) : bin_(programs()), dir_(new_folder()) {
  std::ofstream(dir_ + "/outpost.ini") << "[edge]\nstore_id = bench\nhttp_port = 0\nlog_level = warning\n";
  write_catalogue(dir_ + "/products.csv");
  tool("init");
  tool("import products " + dir_ + "/products.csv");
  for (int i = 0; i < tills; ++i) {
    std::string token = tool(fmt::format("terminal add --role cashier --station till{}", i));
    token.resize(token.find('\n'));
    tokens_.push_back(std::move(token));
  }
  start();
}

Shop::~Shop() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ec;
  fs::remove_all(dir_, ec);
}

std::string Shop::tool(const std::string& arguments) const {
  const std::string command =
      fmt::format("'{}/outpost-store' {} --config '{}/outpost.ini' --data '{}'", bin_, arguments, dir_, dir_);
  FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  std::array<char, 4096> piece{};
  while (pipe && fgets(piece.data(), piece.size(), pipe)) out += piece.data();
  if (!pipe || pclose(pipe) != 0) throw std::runtime_error("outpost-store " + arguments + " failed");
  return out;
}

void Shop::start() {
  pid_ = fork();
  if (pid_ == 0) {
    const std::string program = bin_ + "/outpost-edge", config = dir_ + "/outpost.ini";
    if (!freopen("/dev/null", "w", stdout)) _exit(1);
    execl(program.c_str(), program.c_str(), "--config", config.c_str(), "--data", dir_.c_str(), nullptr);
    _exit(127);
  }
  for (int i = 0; i < 300 && port_ == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::ifstream in(dir_ + "/run/edge.json");
    const auto j = nlohmann::json::parse(in, nullptr, false);
    if (!j.is_object()) continue;
    const std::string url = j.value("url", "");
    port_ = std::atoi(url.substr(url.rfind(':') + 1).c_str());
  }
  if (port_ == 0) throw std::runtime_error("outpost-edge did not start");
}

double Shop::metric(const std::string& name) const {
  const std::string text = test::call(port_, {"GET", "/metrics"}).body;
  const auto at = text.find("\n" + name + " ");
  return at == std::string::npos ? 0 : std::atof(text.c_str() + at + name.size() + 2);
}

}  // namespace outpost::bench
