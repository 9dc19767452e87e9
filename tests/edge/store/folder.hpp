// A folder that goes away, and an open store in it.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/store/open.hpp"
#include "edge/store/writer.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace outpost::test {

class Folder {
public:
  explicit Folder(const std::string& below = std::filesystem::temp_directory_path().string()) {
    path_ = below + "/outpost-test-XXXXXX";
    if (!::mkdtemp(path_.data())) throw std::runtime_error("mkdtemp");
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

struct Box {
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  store::Settings settings;

  Result<store::OpenStore> open(const std::string& dir, const std::string& id = "demo") {
    return store::open_store(dir, id, ids, random, clock);
  }
  store::OpenStore must_open(const std::string& dir) {
    auto opened = open(dir);
    BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().text));
    return std::move(*opened);
  }
};

}  // namespace outpost::test
