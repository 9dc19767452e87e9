#include "devices/vision/decode.hpp"

#include "devices/vision/accept.hpp"
#include "devices/vision/readers.hpp"
#include "devices/vision/shapes.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

constexpr int hard_side =
    1'280;  // the hard pass costs with the pixels; codes that need more are not held to a camera
constexpr int small_side = 640;   // a picture this small may have less than two pixels a module
constexpr int patch_width = 380;  // from first to last bar: four pixels a module of an EAN-13
constexpr std::size_t max_patches = 6;

/// The frame and what was seen in it so far.
struct Scene {
  GrayView frame;
  std::vector<Look> looks;
  int passes = 0;

  /// Looks found in a copy of the frame that is `scale` times as large.
  void add(std::vector<Look> found, double scale) {
    for (auto& look : found) {
      look.pass = passes;
      for (auto& p : look.corners)
        p.x = static_cast<float>(p.x / scale), p.y = static_cast<float>(p.y / scale);
      looks.push_back(std::move(look));
    }
    ++passes;
  }
  /// Looks found in the area of another look.
  void add_at(std::vector<Look> found, const Corners& place) {
    for (auto& look : found) {
      look.pass = passes;
      look.corners = place;
      looks.push_back(std::move(look));
    }
    ++passes;
  }
};

double scale_of(const GrayView& copy, const GrayView& original) {
  return static_cast<double>(copy.width) / original.width;
}

void fast_pass(Scene& s) { s.add(read_zxing(s.frame, Effort::fast, Wanted::all, Stage::fast), 1); }

void hard_pass(Scene& s) {
  const auto copy = reduced(s.frame, hard_side);
  const GrayView view = copy ? copy->view() : s.frame;
  s.add(read_zxing(view, Effort::hard, Wanted::all, Stage::hard), scale_of(view, s.frame));
}

/// The other reader looks at each doubtful place, upright and large enough.
void patch_pass(Scene& s) {
  auto places = doubtful(s.looks);
  if (places.size() > max_patches) places.resize(max_patches);
  for (const auto& place : places) {
    const auto patch = upright_patch(s.frame, place.corners, patch_width);
    if (!patch) continue;
    s.add_at(read_zbar(patch->view(), Stage::patch), place.corners);
    s.add_at(read_zxing(patch->view(), Effort::hard, Wanted::linear, Stage::patch), place.corners);
  }
}

/// zbar on the whole picture: too dear for a stream, and it sees what zxing does not.
void other_reader_pass(Scene& s) {
  const auto copy = reduced(s.frame, hard_side);
  const GrayView view = copy ? copy->view() : s.frame;
  s.add(read_zbar(view, Stage::hard), scale_of(view, s.frame));
}

void enlarged_pass(Scene& s) {
  const auto copy = reduced(s.frame, small_side);
  const auto large = enlarged(copy ? copy->view() : s.frame, 2);
  s.add(read_zxing(large.view(), Effort::hard, Wanted::all, Stage::sharpened),
        scale_of(large.view(), s.frame));
}

void sharpened_pass(Scene& s) {
  const auto copy = reduced(s.frame, hard_side);
  const auto sharp = sharpened(copy ? copy->view() : s.frame);
  const double scale = scale_of(sharp.view(), s.frame);
  s.add(read_zxing(sharp.view(), Effort::hard, Wanted::all, Stage::sharpened), scale);
  s.add(read_zbar(sharp.view(), Stage::sharpened), scale);
}

struct Pass {
  void (*run)(Scene&);
  bool still_only;
  bool may_end;  // what was seen by now may be all of a still picture; the fast pass looks at its middle only
  bool careful;  // also after a death: no pass of libzxing over many lines
};

/// In order of cost; the cascade ends when something is accepted and nothing is in doubt.
constexpr Pass cascade[] = {
    {fast_pass, false, false, true},       {patch_pass, false, false, false},
    {hard_pass, false, true, false},       {patch_pass, false, true, false},
    {other_reader_pass, true, true, true}, {enlarged_pass, true, true, false},
    {sharpened_pass, true, true, false},   {patch_pass, true, true, false},
};

}  // namespace

std::vector<FoundCode> decode(const GrayView& frame, const Hints& hints, Clock& clock) {
  Scene scene{frame, {}, 0};
  const Micros end = clock.boot_us() + hints.budget_us;
  std::vector<FoundCode> codes;
  for (const auto& pass : cascade) {
    if ((pass.still_only && !hints.still) || (hints.careful && !pass.careful)) continue;
    if (clock.boot_us() >= end) break;
    pass.run(scene);
    codes = accept(scene.looks);
    if (hints.still && !hints.careful && !pass.may_end) continue;
    if (!codes.empty() && doubtful(scene.looks).empty()) break;
  }
  return codes;
}

}  // namespace outpost::dev::vision
