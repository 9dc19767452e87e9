// Real photographs with known truth, where they are on this machine: what is read, and that nothing is read
// wrong. They are no part of the repository; OUTPOST_DATA names the folder that holds `barcodes`.
#include "devices/vision/worker.hpp"
#include "edge/base/gtin.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>
#include <sstream>

using namespace outpost;
using namespace outpost::dev::vision;
namespace fs = std::filesystem;

namespace {

struct Photo {
  std::string file, format, expected, also;
};

struct Count {
  int photos = 0, read = 0, wrong = 0, crashed = 0;
  Micros took = 0;
};

std::string folder() {
  const char* set = std::getenv("OUTPOST_DATA");
  return (set ? std::string(set) : std::string(OUTPOST_SOURCE_DIR) + "/../shared/data") + "/barcodes";
}

std::string unescaped(const std::string& s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const std::string_view names = "nrt\\", values = "\n\r\t\\";
    const auto k = s[i] == '\\' && i + 1 < s.size() ? names.find(s[i + 1]) : names.npos;
    if (k == names.npos)
      out += s[i];
    else
      out += values[k], ++i;
  }
  return out;
}

std::vector<Photo> manifest(const std::string& path) {
  std::vector<Photo> out;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    Photo p;
    std::getline(fields, p.file, '\t');
    std::getline(fields, p.format, '\t');
    std::getline(fields, p.expected, '\t');
    std::getline(fields, p.also, '\t');
    p.expected = unescaped(p.expected);
    out.push_back(p);
  }
  return out;
}

/// Retail codes as 13 digits, EAN-8 and UPC-E as 8; others without FNC1, brackets and trailing blanks.
std::string normal(std::string text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (digits && text.size() == 8)
    if (const auto full = upc_e_to_upc_a(text)) return "0" + *full;
  if (digits && text.size() == 12) return "0" + text;
  std::string out;
  for (const char c : text)
    if (c != '\x1D' && c != '(' && c != ')' && c != '[' && c != ']') out += c;
  while (!out.empty() && (out.back() == ' ' || out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}

bool agrees(const Photo& p, const FoundCode& code) {
  const auto is = normal(code.text);
  return is == normal(p.expected) || code.text == p.expected;
}

bool allowed(const Photo& p, const FoundCode& code) {
  if (p.also == "*") return true;
  return !p.also.empty() &&
         (code.text == unescaped(p.also) || normal(code.text) == normal(unescaped(p.also)));
}

WorkResult read(Worker& worker, const std::string& path, Clock& clock) {
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(worker.buffer().data()),
          static_cast<std::streamsize>(worker.buffer().size()));
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
    BOOST_TEST_MESSAGE("SKIPPED: the photographs are not on this machine (" << dir << "; OUTPOST_DATA)");
    return;
  }
  SystemClock clock;
  auto worker = Worker::start(OUTPOST_REAL_WORKER, clock.boot_us());
  BOOST_REQUIRE(worker.ok());
  std::map<std::string, Count> counts;
  for (const auto& photo : manifest(dir + "/manifest.tsv")) {
    auto& c = counts[photo.format];
    ++c.photos;
    const auto result = read(**worker, dir + "/" + photo.file, clock);
    BOOST_TEST(result.reply.error == "", photo.file << ": " << result.reply.text);
    c.crashed += result.end != WorkResult::End::done;
    c.took += result.reply.took_us;
    bool right = false, wrong = false;
    for (const auto& code : result.reply.codes) {
      const bool good = photo.format != "NONE" && agrees(photo, code);
      right |= good;
      if (good || allowed(photo, code)) continue;
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
    if (format.starts_with("EAN") || format.starts_with("UPC")) retail += c.photos, retail_read += c.read;
  }
  BOOST_TEST_MESSAGE("EAN and UPC together: " << retail_read << " of " << retail
                                              << "; reader deaths: " << (*worker)->restarts());
  // What the foundation reads; the number may only go up.
  BOOST_TEST(retail_read * 100 >= retail * 70);
}
