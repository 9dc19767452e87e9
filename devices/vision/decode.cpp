#include "devices/vision/decode.hpp"

#include "devices/vision/code128_reader.hpp"
#include "devices/vision/disc_reader.hpp"
#include "devices/vision/matrix_areas.hpp"
#include "devices/vision/matrix_grid.hpp"
#include "devices/vision/own_reader.hpp"
#include "devices/vision/readers.hpp"
#include "devices/vision/scene.hpp"
#include "devices/vision/shapes.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace outpost::dev::vision {
namespace {

constexpr int hard_side =
    1'280;  // the hard pass costs with the pixels; codes that need more are not held to a camera
constexpr int small_side = 640;  // a picture this small may have less than two pixels a module

/// A stream has a next frame, a still picture has not.
constexpr Patience stream_patience{4, 4, 1, Look1d::straight}, still_patience{8, 9, 4, Look1d::bent};
/// For rows that are usually not looked at: at fewer places, and the first strips may be glare.
constexpr Patience elsewhere_patience{2, 4, 2, Look1d::straight};
const Patience& patience(bool still) { return still ? still_patience : stream_patience; }

double scale_of(const GrayView& copy, const GrayView& original) {
  return static_cast<double>(copy.width) / original.width;
}

void fast_pass(Scene& s, const Hints&) {
  s.add(read_zxing(s.frame(), Effort::fast, Wanted::all, Stage::fast), 1);
}

/// Next to a code that was read, another one is about as large and as clear as the likeliest bars; a faint
/// area is print.
bool is_faint(const Scene& s, const std::vector<Scene::Spot>& spots, const BarArea& region) {
  constexpr float part = 0.1F;
  const auto bars = std::find_if(spots.begin(), spots.end(),
                                 [&](const auto& spot) { return spot.patch || s.solved(spot.region); });
  return bars != spots.end() && region.strength < part * bars->region.strength;
}

constexpr std::size_t deep_places = 2;  // the dear looks are for the likeliest

/// Who shows two codes may show a dozen, at all angles: then the quick look was not all, and every place with
/// bars is looked at.
constexpr std::size_t crowd = 2, crowd_regions = 16;
bool is_crowd(const Scene& s) { return s.codes().size() >= crowd; }

std::size_t most_regions(const Scene& s, bool still) {
  return is_crowd(s) ? std::max(crowd_regions, patience(still).regions) : patience(still).regions;
}

/// The quick look passes over QR codes that stand askew; between many it misses one in eight.
void crowd_pass(Scene& s, const Hints&) {
  if (is_crowd(s)) s.add(read_zxing(s.frame(), Effort::hard, Wanted::matrix, Stage::hard), 1);
}

/// The next piece of the frame from the `at`-th on where there are bars and no code yet; null when there is
/// none. Cut out only when it is its turn: what was read before may make it not worth it.
Scene::Spot* next_open(Scene& s, bool still, std::size_t& at) {
  auto& spots = s.spots(most_regions(s, still));
  while (at < spots.size()) {
    auto& spot = spots[at++];
    if (s.solved(spot.region)) continue;
    if (!s.codes().empty() && is_faint(s, spots, spot.region)) continue;
    if (s.patch_at(spot)) return &spot;
  }
  return nullptr;
}

/// Our own reader wherever there are bars and no code yet.
void own_pass(Scene& s, const Hints& hints) {
  const bool elsewhere = hints.turn > 0 && !is_crowd(s);
  auto p = elsewhere ? elsewhere_patience : patience(hints.still);
  if (elsewhere) p.turn = hints.turn;
  std::size_t places = 0, at = 0;
  while (auto* spot = next_open(s, hints.still, at)) {
    if (++places > deep_places) p.look = Look1d::straight;
    if (elsewhere && places > p.regions) return;
    if (!s.codes().empty()) p = stream_patience;  // a second code is as easy to read as the first, or print
    auto own = read_own(*spot->patch, p, s.limit());
    spot->like_retail = own.like_retail;
    s.add_own(std::move(own.looks));
  }
}

/// Looks at a patch, in the frame. A Code 128 is where it was seen, as it may be a small part of the bars and
/// words around it; the fit of a retail number finds its own ends in the whole.
std::vector<Look> placed(std::vector<Look> looks, const Patch& patch, const Corners& place) {
  for (auto& look : looks) {
    if (look.symbology != Symbology::code128)
      look.corners = place;
    else
      for (auto& p : look.corners) p = patch.in_frame(p.x, p.y);
  }
  return looks;
}

/// The libraries on upright patches: Code 128 at any angle, and a second opinion on retail codes.
void patch_pass(Scene& s, const Hints& hints) {
  std::size_t at = 0;
  while (const auto* spot = next_open(s, hints.still, at)) {
    if (s.limit().over()) return;
    const auto* patch = &*spot->patch;
    const auto w = static_cast<float>(patch->picture.width), h = static_cast<float>(patch->picture.height);
    const float side = w * 0.14F;  // the patch has this much beside the bars
    const Corners place = {{patch->in_frame(side, 0), patch->in_frame(w - side, 0),
                            patch->in_frame(w - side, h), patch->in_frame(side, h)}};
    s.add(
        placed(read_zxing(patch->picture.view(), Effort::hard, Wanted::linear, Stage::patch), *patch, place),
        1);
    s.add(placed(read_zbar(patch->picture.view(), Stage::patch), *patch, place), 1);
  }
}

/// Its gain over the fast mode is with bars; a frame of a stream without any is not worth it.
void hard_pass(Scene& s, const Hints& hints) {
  std::size_t at = 0;
  if (!hints.still && !next_open(s, hints.still, at)) return;
  const auto copy = reduced(s.frame(), hard_side);
  const GrayView view = copy ? copy->view() : s.frame();
  s.add(read_zxing(view, Effort::hard, Wanted::all, Stage::hard), scale_of(view, s.frame()));
}

/// zbar on the whole picture: too dear for a stream, and it sees what zxing does not.
void other_reader_pass(Scene& s, const Hints&) {
  const auto copy = reduced(s.frame(), hard_side);
  const GrayView view = copy ? copy->view() : s.frame();
  s.add(read_zbar(view, Stage::hard), scale_of(view, s.frame()));
}

/// Pixels: zbar costs with them, and what is larger is as easy for the others.
constexpr float most_near_side = 640;

/// The frame around an area: where a glare parts the bars, the area is one half of the code.
struct Near {
  GrayView view;
  int left, top;
};
Near near_to(const GrayView& frame, const BarArea& area) {
  const float half = std::min(1.5F * std::max(area.length, area.height), most_near_side) / 2;
  const auto within = [](float at, int size) { return std::clamp(static_cast<int>(at), 0, size); };
  const int left = within(area.centre.x - half, frame.width),
            top = within(area.centre.y - half, frame.height);
  const int right = within(area.centre.x + half, frame.width),
            bottom = within(area.centre.y + half, frame.height);
  const auto offset = static_cast<std::ptrdiff_t>(top) * frame.stride + left;
  return {{frame.data + offset, right - left, bottom - top, frame.stride}, left, top};
}

/// zbar around the likeliest bars, when the usual look read nothing of the frames before this one.
void near_pass(Scene& s, const Hints& hints) {
  std::size_t at = 0;
  const auto* spot = hints.turn > 0 ? next_open(s, hints.still, at) : nullptr;
  if (!spot) return;
  const auto near = near_to(s.frame(), spot->region);
  auto looks = read_zbar(near.view, Stage::hard);
  for (auto& look : looks)
    for (auto& p : look.corners) p.x += static_cast<float>(near.left), p.y += static_cast<float>(near.top);
  s.add(std::move(looks), 1);
}

/// Our own reader of retail codes whose narrow bars are lost out of focus.
void unfocused_pass(Scene& s, const Hints& hints) {
  std::size_t places = 0, at = 0;
  while (const auto* spot = next_open(s, hints.still, at)) {
    if (++places > deep_places || s.limit().over()) return;
    if (auto look = read_out_of_focus(*spot->patch, s.limit())) s.add_own({std::move(*look)});
  }
}

/// Our own reader of Code 128, where the libraries saw none or are of one mind only.
void code128_pass(Scene& s, const Hints& hints) {
  std::size_t places = 0, at = 0;
  while (const auto* spot = next_open(s, hints.still, at)) {
    if (++places > deep_places || s.limit().over()) return;
    if (spot->like_retail) continue;  // no Code 128 is laid like one
    if (auto look = read_code128(s.frame(), spot->patch->region, s.limit())) s.add_own({std::move(*look)});
  }
}

constexpr std::size_t matrix_places = 3;

/// Data Matrix that is bent, large, or printed without white around it: the modules are found by us, and the
/// library reads a drawing of them.
void matrix_pass(Scene& s, const Hints&) {
  for (const auto& place : matrix_areas(s.frame(), matrix_places)) {
    if (s.limit().over()) return;
    if (s.in_bars(place)) continue;
    const auto modules = modules_of(s.frame(), place);
    if (!modules) continue;
    s.add_at(read_zxing(drawing_of(*modules).view(), Effort::fast, Wanted::matrix, Stage::patch), place);
  }
}

/// For matrix codes: our own reader sees more of small and blurred bars than the libraries do of these
/// copies.
void enlarged_pass(Scene& s, const Hints&) {
  const auto copy = reduced(s.frame(), small_side);
  const auto large = enlarged(copy ? copy->view() : s.frame(), 2);
  s.add(read_zxing(large.view(), Effort::hard, Wanted::matrix, Stage::sharpened),
        scale_of(large.view(), s.frame()));
}

void sharpened_pass(Scene& s, const Hints&) {
  const auto copy = reduced(s.frame(), hard_side);
  const auto sharp = sharpened(copy ? copy->view() : s.frame());
  s.add(read_zxing(sharp.view(), Effort::hard, Wanted::matrix, Stage::sharpened),
        scale_of(sharp.view(), s.frame()));
}

struct Pass {
  const char* name;
  void (*run)(Scene&, const Hints&);
  bool still_only;
  bool may_end;  // what was seen by now may be all of a still picture, or of a crowd; the fast pass looks at
                 // its middle only
  bool careful;  // also after a death: no pass of libzxing over many lines
};

/// In order of cost; the cascade ends when something is accepted and nothing is in doubt.
// clang-format off
constexpr Pass cascade[] = {
    {"fast", fast_pass, false, false, true},
    {"crowd", crowd_pass, false, false, false},
    {"own", own_pass, false, true, true},
    {"patch", patch_pass, false, true, false},
    {"hard", hard_pass, false, true, false},
    {"near", near_pass, false, true, true},
    {"zbar", other_reader_pass, true, true, true},
    {"out of focus", unfocused_pass, true, true, true},
    {"code 128", code128_pass, true, true, true},
    {"matrix", matrix_pass, true, true, true},
    {"enlarged", enlarged_pass, true, true, false},
    {"sharpened", sharpened_pass, true, true, false},
};
// clang-format on

/// A QR code on the wall must not end every look: each frame that looks elsewhere wants bars too.
bool is_enough(const std::vector<FoundCode>& codes, const Hints& hints) {
  return hints.turn > 0 ? any_linear(codes) : !codes.empty();
}

/// What the cascade is told after each pass.
using Watch = std::function<void(const Pass&, const Scene&)>;

std::vector<Look> run(const GrayView& frame, const Hints& hints, Clock& clock, const Watch& watch) {
  Scene scene(frame, {&clock, clock.boot_us() + hints.budget_us});
  for (const auto& pass : cascade) {
    if ((pass.still_only && !hints.still) || (hints.careful && !pass.careful)) continue;
    if (scene.limit().over()) break;
    pass.run(scene, hints);
    if (watch) watch(pass, scene);
    if (!pass.may_end && (hints.still ? !hints.careful : is_crowd(scene))) continue;
    if (is_enough(scene.codes(), hints) && doubtful(scene.looks()).empty()) break;
  }
  return scene.looks();
}

}  // namespace

std::vector<Look> look_at(const GrayView& frame, const Hints& hints, Clock& clock, Account* account) {
  if (!account) return run(frame, hints, clock, nullptr);
  Micros began = clock.boot_us();
  std::size_t before = 0;
  return run(frame, hints, clock, [&](const Pass& pass, const Scene& scene) {
    const auto looks = scene.looks().size();
    account->passes.push_back({pass.name, clock.boot_us() - began, static_cast<int>(looks - before)});
    began = clock.boot_us(), before = looks;
  });
}

std::vector<FoundCode> decode(const GrayView& frame, const Hints& hints, Clock& clock, Account* account) {
  const auto looks = look_at(frame, hints, clock, account);
  if (account) account->texts = judge(looks);
  return accept(looks);
}

std::vector<PassRun> passes_of(const GrayView& frame, const Hints& hints, Clock& clock) {
  std::vector<PassRun> out;
  std::set<std::string> known;
  Micros began = clock.boot_us();
  run(frame, hints, clock, [&](const Pass& pass, const Scene& scene) {
    PassRun done{pass.name, clock.boot_us() - began, {}};
    for (auto& code : scene.codes())
      if (known.insert(std::string(symbology_name(code.symbology)) + code.text).second)
        done.codes.push_back(std::move(code));
    out.push_back(std::move(done));
    began = clock.boot_us();
  });
  return out;
}

}  // namespace outpost::dev::vision
