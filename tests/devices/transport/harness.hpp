// What the port tests share: a folder that goes away, and reading until something is there.
#pragma once

#include "devices/transport/transport.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

namespace outpost::dev::test {

class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "outpost-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

inline std::string text(ByteView b) { return std::string(as_text(b)); }

/// Runs `done` every millisecond of real time until it says true; false after two seconds.
template <class F> bool soon(F done) {
  for (int i = 0; i < 2'000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

/// Reads until `count` bytes are there or the port fails; the error's name is put into `error`.
inline std::string read_from(Transport& port, std::size_t count, std::string* error = nullptr) {
  std::string out;
  soon([&] {
    std::array<std::uint8_t, 4096> buffer;
    auto stepped = port.step(0);
    auto n = stepped ? port.read(buffer, 0) : Result<std::size_t>(stepped.error());
    if (!n && error) *error = n.error().name;
    if (!n) return true;
    out += text(ByteView(buffer).first(*n));
    return out.size() >= count && (count > 0 || !error);
  });
  return out;
}

inline std::string error_of(const Result<void>& r) { return r ? "" : r.error().name; }

}  // namespace outpost::dev::test
