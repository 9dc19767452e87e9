#include "devices/tools/scan_stages.hpp"

#include "devices/tools/scan_pictures.hpp"
#include "devices/vision/decode.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

namespace outpost::dev {
namespace {

using vision::FoundCode;

/// Passes as codes, which is what comes back from the child: first the pass itself (its name, milliseconds in
/// `margin` and how many codes follow in `looks`), then what was accepted for the first time after it.
std::vector<FoundCode> as_codes(const std::vector<vision::PassRun>& runs) {
  std::vector<FoundCode> out;
  for (const auto& run : runs) {
    const auto ms = static_cast<float>(run.took) / static_cast<float>(us_per_ms);
    out.push_back({{}, std::string(run.name), {}, {{}, static_cast<int>(run.codes.size()), ms}});
    out.insert(out.end(), run.codes.begin(), run.codes.end());
  }
  return out;
}

struct Stage {
  std::string name;
  int photos = 0, retail = 0, wrong = 0;
  double ms = 0, retail_ms = 0;
  std::map<std::string, int> gained;  // by format
};

Stage& stage_named(std::vector<Stage>& all, const std::string& name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const Stage& s) { return s.name == name; });
  return at == all.end() ? all.emplace_back(Stage{name, 0, 0, 0, 0, 0, {}}) : *at;
}

void count(std::vector<Stage>& all, const Photo& photo, const std::vector<FoundCode>& codes) {
  const bool retail = is_retail_format(photo.format);
  bool read = false;
  for (std::size_t i = 0; i < codes.size();) {
    const auto& pass = codes[i++];
    auto& stage = stage_named(all, pass.text);
    const auto ms = static_cast<double>(pass.evidence.margin);
    ++stage.photos, stage.ms += ms;
    if (retail) ++stage.retail, stage.retail_ms += ms;
    for (int k = 0; k < pass.evidence.looks && i < codes.size(); ++k, ++i) {
      stage.wrong += is_wrong(photo, codes[i]);
      if (!read && agrees(photo, codes[i])) read = true, ++stage.gained[retail ? "EAN/UPC" : photo.format];
    }
  }
}

void print(const std::vector<Stage>& all, int retail) {
  static const char* const formats[] = {"EAN/UPC", "CODE128", "QR", "DM"};
  std::printf("\nstage       all: ran on  cpu ms each | EAN/UPC: ran on  ms each  ms of the mean | gained");
  for (const auto* format : formats) std::printf(" %8s", format);
  std::printf(" | wrong\n");
  for (const auto& s : all) {
    std::printf("%-12s %10d %12.1f | %15d %8.1f %15.2f |       ", s.name.c_str(), s.photos,
                s.ms / std::max(s.photos, 1), s.retail, s.retail_ms / std::max(s.retail, 1),
                s.retail_ms / std::max(retail, 1));
    for (const auto* format : formats) {
      const auto at = s.gained.find(format);
      std::printf(" %8d", at == s.gained.end() ? 0 : at->second);
    }
    std::printf(" | %5d\n", s.wrong);
  }
}

}  // namespace

Result<void> scan_stages(const std::string& list, const std::vector<Photo>& photos) {
  const Arm passes{"passes",
                   [](const vision::GrayView& view, bool careful) {
                     ProcessClock clock;
                     return as_codes(vision::passes_of(
                         view, {.still = true, .careful = careful, .budget_us = us_per_s}, clock));
                   },
                   true};
  std::vector<Stage> all;
  int retail = 0;
  const auto take = [&](const Photo& photo, const std::vector<Outcome>& outcomes) {
    retail += is_retail_format(photo.format);
    count(all, photo, outcomes[0].codes);
  };
  OUTPOST_CHECK(each_picture(list, photos, {passes}, take));
  print(all, retail);
  return {};
}

}  // namespace outpost::dev
