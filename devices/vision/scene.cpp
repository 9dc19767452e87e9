#include "devices/vision/scene.hpp"

#include "devices/vision/code128_reader.hpp"
#include "devices/vision/own_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace outpost::dev::vision {
namespace {

/// Of one frame, at some milliseconds each: as many as codes that a person could hold up, and some misreads.
constexpr int most_comparisons = 16;

/// Of one number: a misread comes again in every pass. But each pass saw it on other rows.
constexpr int most_refusals = 6;

Point middle_of(const Corners& c) {
  return {(c[0].x + c[1].x + c[2].x + c[3].x) / 4, (c[0].y + c[1].y + c[2].y + c[3].y) / 4};
}

bool inside(const Point& p, const BarArea& r) {
  const float dx = p.x - r.centre.x, dy = p.y - r.centre.y, c = std::cos(r.angle), s = std::sin(r.angle);
  return std::abs(c * dx + s * dy) <= r.length / 2 && std::abs(-s * dx + c * dy) <= r.height / 2;
}

}  // namespace

void Scene::compare(Look& look) {
  if (is_matrix(look.symbology) || code_key(look).empty()) return;
  const auto sure = [&](const Look& other) {
    return other.margin >= Limits().short_together && code_key(other) == code_key(look);
  };
  if (std::any_of(looks_.begin(), looks_.end(), sure)) return;  // it passed already
  const auto refused = std::count_if(looks_.begin(), looks_.end(),
                                     [&](const Look& other) { return code_key(other) == code_key(look); });
  if (comparisons_ >= most_comparisons || refused >= most_refusals || limit_.over()) return;
  ++comparisons_;
  look.margin = is_retail(look.symbology) ? margin_of(frame_, look) : code128_margin_of(frame_, look, limit_);
}

void Scene::add(std::vector<Look> found, double scale) {
  for (auto& look : found) {
    look.pass = passes_;
    for (auto& p : look.corners) p.x = static_cast<float>(p.x / scale), p.y = static_cast<float>(p.y / scale);
    compare(look);
    looks_.push_back(std::move(look));
  }
  ++passes_;
}

void Scene::add_at(std::vector<Look> found, const Corners& place) {
  for (auto& look : found) look.corners = place;
  add(std::move(found), 1);
}

void Scene::add_own(std::vector<Look> found) {
  for (auto& look : found) {
    look.pass = passes_++;
    looks_.push_back(std::move(look));
  }
}

std::vector<Scene::Spot>& Scene::spots(std::size_t most) {
  if (spots_) return *spots_;
  spots_.emplace();
  for (const auto& region : localise(frame_, most)) spots_->push_back({region});
  return *spots_;
}

const Patch* Scene::patch_at(Spot& spot) const {
  if (!std::exchange(spot.cut, true)) {
    spot.patch = patch_of(frame_, spot.region);
    if (spot.patch && !looks_ruled(*spot.patch)) spot.patch.reset();
  }
  return spot.patch ? &*spot.patch : nullptr;
}

bool Scene::in_bars(const Corners& place) const {
  return spots_ && std::any_of(spots_->begin(), spots_->end(), [&](const Spot& spot) {
           return spot.like_retail && inside(middle_of(place), spot.patch->region);
         });
}

bool Scene::solved(const BarArea& region) const {
  const auto accepted = codes();
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const FoundCode& code) { return inside(middle_of(code.corners), region); });
}

}  // namespace outpost::dev::vision
