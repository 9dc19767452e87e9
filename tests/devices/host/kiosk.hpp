// A camera unit with a reader of its own, turned as the loop turns it: for the tests of camera units.
#pragma once

#include "devices/host/camera_unit.hpp"
#include "devices/transport/folder_source.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <poll.h>

namespace outpost::dev::test {

namespace fs = std::filesystem;
using nlohmann::json;

inline const std::string images = std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/images/";

struct Kiosk {
  std::string dir = (fs::temp_directory_path() / "outpost-camera-XXXXXX").string();
  SystemClock clock;
  SeededRandom random{1};
  std::unique_ptr<CameraUnit> unit;
  std::vector<Message> said;

  explicit Kiosk(const char* reader = OUTPOST_REAL_WORKER, std::unique_ptr<FrameSource> source = nullptr,
                 CameraSettings settings = {}) {
    BOOST_REQUIRE(::mkdtemp(dir.data()));
    auto worker = vision::Worker::start(reader, clock.boot_us());
    BOOST_REQUIRE(worker.ok());
    const bool scripted = static_cast<bool>(source);
    if (!source) source = std::make_unique<FolderSource>(dir);
    unit = std::make_unique<CameraUnit>("cam1", std::move(source), std::move(*worker), random,
                                        std::move(settings));
    // A live source is ready with its first frame, which may be the test's to give.
    if (!scripted) run([&] { return unit->snapshot().status.state == State::ready; });
  }
  ~Kiosk() { fs::remove_all(dir); }

  /// Turns the loop until `done`, five seconds at most.
  template <class F> bool run(F done) {
    const Micros end = clock.boot_us() + 5 * us_per_s;
    while (clock.boot_us() < end) {
      unit->step(clock.boot_us());
      for (auto& m : unit->take_messages()) said.push_back(std::move(m));
      if (done()) return true;
      std::vector<Wait> waits;
      unit->wait(clock.boot_us(), waits);
      std::vector<pollfd> fds;
      for (const auto& w : waits)
        if (w.fd >= 0) fds.push_back({w.fd, POLLIN, 0});
      ::poll(fds.data(), fds.size(), 10);
    }
    return false;
  }
  void drop(const std::string& from, const std::string& as) {
    fs::copy_file(from, dir + "/." + as);
    fs::rename(dir + "/." + as, dir + "/" + as);
  }
  /// A picture with a word for the fake reader behind its end.
  void drop_with(const char* word, const std::string& as) {
    fs::copy_file(images + "ean13.png", dir + "/." + as);
    std::ofstream(dir + "/." + as, std::ios::app) << word;
    fs::rename(dir + "/." + as, dir + "/" + as);
  }
  void write(const std::string& as, const std::string& content) { std::ofstream(dir + "/" + as) << content; }
  /// Waits for the word about the next picture; its reason, "ok" when there is none.
  std::string next() {
    std::string reason = "nothing";
    run([&] {
      for (auto& m : said)
        if (m.name == "picture") {
          const auto body = json::parse(m.body);
          reason = body["ok"] ? "ok" : body["reason"].get<std::string>();
          m.name = "told";
          return true;
        }
      return false;
    });
    return reason;
  }
  std::string scans() {
    std::string out;
    for (auto& m : said)
      if (m.name == "scan") out += json::parse(m.body)["text"].get<std::string>() + " ", m.name = "told";
    return out;
  }
};

}  // namespace outpost::dev::test
