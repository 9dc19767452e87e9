// Real photographs with known truth, where they are on this machine: what is read, and that nothing is read
// wrong. They are no part of the repository; OUTPOST_DATA names the folder that holds `barcodes`.
#include "devices/tools/photo_list.hpp"
#include "devices/vision/worker.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::vision;
namespace fs = std::filesystem;

namespace {

struct Count {
  int photos = 0, read = 0, wrong = 0, crashed = 0;
  Micros took = 0;
};

std::string folder() {
  const char* set = std::getenv("OUTPOST_DATA");
  return (set ? std::string(set) : std::string(OUTPOST_SOURCE_DIR) + "/../shared/data") + "/barcodes";
}

WorkResult read(Worker& worker, const std::string& path, Clock& clock) {
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(worker.slot(0).data()),
          static_cast<std::streamsize>(worker.slot(0).size()));
  WorkRequest q;
  q.length = static_cast<std::uint64_t>(in.gcount());
  q.still = true;
  q.budget_us =
      20 * us_per_s;  // under sanitizers everything is slow; the figures below are of the release build
  const auto wait = [&] {
    pollfd p{worker.fd(), POLLIN, 0};
    ::poll(&p, p.fd >= 0 ? 1u : 0u, 20);
    return worker.step(clock.boot_us());
  };
  for (const bool careful : {false, true}) {
    while (!worker.ready()) wait();
    q.careful = careful;
    worker.submit(q, Worker::pixels_per_s * 20, clock.boot_us());
    std::optional<WorkResult> result;
    while (!(result = wait())) {
    }
    if (result->end != WorkResult::End::crashed || careful) return std::move(*result);
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_photograph_is_read_wrong) {
  const auto dir = folder();
  if (!fs::exists(dir + "/manifest.tsv")) {
    // printed, as a message is not shown to whoever starts this program by hand
    std::printf(
        "SKIPPED no_photograph_is_read_wrong: the photographs are not on this machine (%s; OUTPOST_DATA)\n",
        dir.c_str());
    return;
  }
  SystemClock clock;
  auto worker = Worker::start(OUTPOST_REAL_WORKER, clock.boot_us());
  BOOST_REQUIRE(worker.ok());
  std::map<std::string, Count> counts;
  const auto photos = read_photo_list(dir + "/manifest.tsv");
  BOOST_REQUIRE(photos.ok());
  for (const auto& photo : *photos) {
    auto& c = counts[photo.format];
    ++c.photos;
    const auto result = read(**worker, dir + "/" + photo.file, clock);
    BOOST_TEST(result.reply.error == "", photo.file << ": " << result.reply.text);
    c.crashed += result.end != WorkResult::End::done;
    c.took += result.reply.took_us;
    bool right = false, wrong = false;
    for (const auto& code : result.reply.codes) {
      right |= agrees(photo, code);
      if (!is_wrong(photo, code)) continue;
      wrong = true;
      BOOST_TEST_MESSAGE("WRONG: " << photo.file << " " << symbology_name(code.symbology) << " " << code.text
                                   << " instead of " << photo.expected);
    }
    c.read += right;
    c.wrong += wrong;
  }
  BOOST_TEST_MESSAGE("format    photos  read  wrong  crashed  ms/photo");
  int retail = 0, retail_read = 0;
  for (const auto& [format, c] : counts) {
    char line[128];
    std::snprintf(line, sizeof line, "%-8s %7d %5d %6d %8d %9.1f", format.c_str(), c.photos, c.read, c.wrong,
                  c.crashed, static_cast<double>(c.took) / 1'000 / c.photos);
    BOOST_TEST_MESSAGE(line);
    BOOST_TEST(c.crashed == 0, format << ": a photograph kills the reader also when it reads carefully");
    BOOST_TEST(c.wrong == 0, format << ": a wrong number charges a customer for something else");
    if (is_retail_format(format)) retail += c.photos, retail_read += c.read;
  }
  BOOST_TEST_MESSAGE("EAN and UPC together: " << retail_read << " of " << retail
                                              << "; reader deaths: " << (*worker)->restarts());
  // The numbers may only go up.
  BOOST_TEST(retail_read * 100 >= retail * 92);
  BOOST_TEST(counts["QR"].read * 100 >= counts["QR"].photos * 90);
  BOOST_TEST(counts["CODE128"].read == counts["CODE128"].photos);
  BOOST_TEST(counts["DM"].read * 100 >= counts["DM"].photos * 93);
}
