#include "tests/e2e/harness/files.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::e2e {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool can_bind(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool ok = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return ok;
}

}  // namespace

Folder::Folder(const std::string& name) {
  const std::string base = environment("TMPDIR").empty() ? "/tmp" : environment("TMPDIR");
  std::string pattern = base + "/" + name + "-XXXXXX";
  if (!mkdtemp(pattern.data())) throw std::runtime_error(pattern + ": " + std::strerror(errno));
  path_ = pattern;
}

Folder::~Folder() {
  if (kept_) return;
  std::error_code ignored;  // a folder that cannot be removed is not what the test is about
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush()) throw std::runtime_error(path + ": cannot be written");
}

void copy_file(const std::string& from, const std::string& to) {
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

std::uint16_t free_port() {
  static std::mt19937 random(std::random_device{}());
  constexpr int lowest = 20'000, highest = 32'000, tries = 500;  // Linux hands out 32768 to 60999
  for (int i = 0; i < tries; ++i) {
    const auto port = static_cast<std::uint16_t>(std::uniform_int_distribution(lowest, highest)(random));
    if (can_bind(port)) return port;
  }
  throw std::runtime_error("no free port");
}

std::string program_path(std::string_view name) {
  const std::string chosen = environment("OUTPOST_BIN_DIR");
  return (chosen.empty() ? std::string(OUTPOST_BUILT_BIN_DIR) : chosen) + "/" + std::string(name);
}

std::string data_folder() {
  const std::string chosen = environment("OUTPOST_DATA");
  const std::string folder = chosen.empty() ? OUTPOST_SOURCE_DIR "/../shared/data" : chosen;
  return std::filesystem::is_directory(folder) ? folder : "";
}

bool full_size() { return environment("OUTPOST_FULL") == "1"; }

}  // namespace outpost::e2e
