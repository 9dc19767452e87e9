#include "devices/tools/scan_folds.hpp"

#include "devices/tools/photo_list.hpp"
#include "devices/tools/scan_pictures.hpp"
#include "devices/vision/accept.hpp"
#include "devices/vision/decode.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>

namespace outpost::dev {
namespace {

using vision::FoundCode;
using vision::Limits;
using vision::Look;

constexpr std::size_t parts = 5;
/// Multiples of the product's limits that a part may choose from.
constexpr std::array<float, 9> scales = {0.05F, 0.1F, 0.2F, 0.35F, 0.5F, 0.75F, 1.F, 1.5F, 2.F};
constexpr float safety = 2;

/// All looks at a photograph, as codes: pass in `looks`, our own in the stage.
std::vector<FoundCode> as_codes(const std::vector<Look>& looks) {
  std::vector<FoundCode> out;
  for (const auto& l : looks) out.push_back({l.symbology, l.text, l.corners, {l.stage, l.pass, l.margin}});
  return out;
}

std::vector<Look> as_looks(const std::vector<FoundCode>& codes) {
  std::vector<Look> out;
  for (const auto& c : codes) {
    const auto reader =
        c.evidence.stage == vision::Stage::profile ? vision::Reader::ours : vision::Reader::zxing;
    out.push_back(
        {c.symbology, c.text, c.corners, c.evidence.stage, reader, 1, c.evidence.looks, c.evidence.margin});
  }
  return out;
}

struct Seen {
  const Photo* photo;
  std::vector<Look> looks;
};

struct Count {
  int photos = 0, read = 0, wrong = 0;
};

Count count(const std::vector<Seen>& all, const std::function<bool(std::size_t)>& in_part, float scale) {
  Limits limits;
  limits.alone *= scale, limits.together *= scale, limits.short_alone *= scale,
      limits.short_together *= scale;
  Count out;
  for (const auto& seen : all) {
    if (!in_part(std::hash<std::string>{}(seen.photo->expected) % parts)) continue;
    const bool retail = is_retail_format(seen.photo->format);
    out.photos += retail;
    bool read = false, wrong = false;
    for (const auto& code : accept(seen.looks, limits)) {
      if (!vision::is_retail(code.symbology)) continue;
      read |= agrees(*seen.photo, code), wrong |= is_wrong(*seen.photo, code);
    }
    out.read += retail && read, out.wrong += wrong;
  }
  return out;
}

float lowest_good(const std::vector<Seen>& all, std::size_t left_out) {
  for (const float scale : scales)
    if (count(
            all, [&](std::size_t p) { return p != left_out; }, scale)
            .wrong == 0)
      return scale;
  return scales.back();
}

}  // namespace

Result<void> scan_folds(const std::string& list) {
  OUTPOST_TRY(const auto photos, read_photo_list(list));
  const Arm everything{"looks",
                       [](const vision::GrayView& view, bool careful) {
                         ProcessClock clock;
                         return as_codes(vision::look_at(
                             view, {.still = true, .careful = careful, .budget_us = us_per_s}, clock));
                       },
                       true};
  std::vector<Seen> all;
  const auto keep = [&](const Photo& photo, const std::vector<Outcome>& outcomes) {
    all.push_back({&photo, as_looks(outcomes[0].codes)});
  };
  OUTPOST_CHECK(each_picture(list, photos, {everything}, keep));
  Count sum;
  for (std::size_t part = 0; part < parts; ++part) {
    const float scale = lowest_good(all, part);
    const auto c = count(
        all, [&](std::size_t p) { return p == part; }, safety * scale);
    std::printf("part %zu: the others need %.2f of the limits; with %.2f: %d of %d read, %d wrong\n",
                part + 1, static_cast<double>(scale), static_cast<double>(safety * scale), c.read, c.photos,
                c.wrong);
    sum.photos += c.photos, sum.read += c.read, sum.wrong += c.wrong;
  }
  const auto ours = count(
      all, [](std::size_t) { return true; }, 1);
  std::printf("five-fold: %d of %d read, %d wrong; with the product's limits: %d read, %d wrong\n", sum.read,
              sum.photos, sum.wrong, ours.read, ours.wrong);
  return {};
}

}  // namespace outpost::dev
