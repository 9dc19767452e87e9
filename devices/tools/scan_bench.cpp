#include "devices/tools/scan_bench.hpp"

#include "devices/tools/opencv_reader.hpp"
#include "devices/tools/scan_pictures.hpp"
#include "devices/tools/scan_stages.hpp"
#include "devices/tools/times.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

namespace outpost::dev {
namespace {

struct Count {
  int photos = 0, read = 0, wrong = 0, died = 0;
  std::vector<Micros> took, cpu;
};
constexpr const char* retail_row = "EAN/UPC";
/// By format, then reader. "all" and "EAN/UPC" are sums.
using Table = std::map<std::string, std::vector<Count>>;

void explain(const Photo& photo, const Arm& arm, const Outcome& outcome, bool read) {
  for (const auto& code : outcome.codes)
    if (is_wrong(photo, code))
      std::printf("wrong   %-8s %s %s: %s instead of %s\n", arm.name.c_str(), photo.file.c_str(),
                  std::string(vision::symbology_name(code.symbology)).c_str(), escaped(code.text).c_str(),
                  escaped(photo.expected).c_str());
  if (!read && photo.format != "NONE")
    std::printf("missed  %-8s %s %s %s\n", arm.name.c_str(), photo.file.c_str(), photo.format.c_str(),
                escaped(photo.expected).c_str());
  if (outcome.died) std::printf("died    %-8s %s\n", arm.name.c_str(), photo.file.c_str());
}

void count(Table& table, const Photo& photo, std::size_t arm, std::size_t arms, const Outcome& outcome,
           bool read, bool wrong) {
  const auto add = [&](const std::string& row) {
    auto& counts = table[row];
    counts.resize(arms);
    auto& c = counts[arm];
    ++c.photos, c.read += read, c.wrong += wrong, c.died += outcome.died;
    c.took.push_back(outcome.took);
    c.cpu.push_back(outcome.cpu);
  };
  add(photo.format);
  add("all");
  if (is_retail_format(photo.format)) add(retail_row);
}

/// "cpu ms" is the mean of the processor's time, "ms" the median by the wall's clock.
void print(const Table& table, const std::vector<Arm>& arms) {
  std::printf("%-8s %6s", "format", "photos");
  for (const auto& arm : arms) std::printf(" | %-8s read wrong died cpu ms  ms   ", arm.name.c_str());
  std::printf("\n");
  // As wide as a column, so that the others stay below their headings.
  constexpr const char* absent = " | %-39s";
  for (const auto& [format, counts] : table) {
    std::printf("%-8s %6d", format.c_str(), counts[0].photos);
    for (std::size_t a = 0; a < arms.size(); ++a) {
      const auto& c = counts[a];
      if (!arms[a].there()) {
        std::printf(absent, "not installed");
        continue;
      }
      std::printf(" | %7.1f%% %4d %5d %4d %7.1f %6.1f", 100.0 * c.read / c.photos, c.read, c.wrong, c.died,
                  mean_ms(c.cpu), median_ms(c.took));
    }
    std::printf("\n");
  }
}

}  // namespace

Result<RetailTime> scan_bench(const BenchOptions& options) {
  OUTPOST_TRY(auto photos, read_photo_list(options.list));
  std::erase_if(photos, [&](const Photo& p) { return p.file.find(options.only) == std::string::npos; });
  const auto arms = standard_arms();
  Table table;
  const auto take = [&](const Photo& photo, const std::vector<Outcome>& outcomes) {
    for (std::size_t a = 0; a < arms.size(); ++a) {
      if (!arms[a].there()) continue;
      const auto& o = outcomes[a];
      const bool read =
          std::any_of(o.codes.begin(), o.codes.end(), [&](const auto& code) { return agrees(photo, code); });
      const bool wrong = std::any_of(o.codes.begin(), o.codes.end(),
                                     [&](const auto& code) { return is_wrong(photo, code); });
      count(table, photo, a, arms.size(), o, read, wrong);
      if (options.explain) explain(photo, arms[a], o, read);
    }
  };
  OUTPOST_CHECK(each_picture(options.list, photos, arms, take));
  print(table, arms);
  if (!arms.back().there())
    std::printf("opencv: install %s and build the target outpost_bench_opencv\n", opencv_package);
  OUTPOST_CHECK(scan_stages(options.list, photos));
  const auto retail = table.find(retail_row);
  if (retail == table.end()) return RetailTime{};
  const auto& ours = retail->second[0];
  return RetailTime{ours.photos, mean_ms(ours.took), mean_ms(ours.cpu)};
}

}  // namespace outpost::dev
