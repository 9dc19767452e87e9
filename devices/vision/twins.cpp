#include "devices/vision/twins.hpp"

#include "devices/vision/accept.hpp"
#include "devices/vision/place.hpp"

#include <algorithm>
#include <set>

namespace outpost::dev::vision {
namespace {

struct Copy {
  FoundCode code;
  Place place;
  std::set<int> passes;
};

bool apart(const Place& a, const Place& b) {
  return a.known && b.known && lengths_apart(a, b) > least_twin_lengths;
}

/// Another linear text was read there, and its own bars do not speak against it.
bool contested(const Place& place, const std::string& key, const std::vector<Look>& looks) {
  return std::any_of(looks.begin(), looks.end(), [&](const Look& other) {
    if (is_matrix(other.symbology) || (is_retail(other.symbology) && other.margin <= 0)) return false;
    const auto their_key = code_key(other);
    return !their_key.empty() && their_key != key && !apart(place_of(other.corners), place);
  });
}

}  // namespace

std::vector<FoundCode> twins_of(const FoundCode& code, const std::vector<Look>& looks) {
  const auto key = code_key({code.symbology, code.text, {}, {}, {}, 1, 0, 0});
  const auto own = place_of(code.corners);
  std::vector<Copy> copies;
  for (const auto& look : looks) {
    const auto place = place_of(look.corners);
    if (code_key(look) != key || !apart(place, own)) continue;
    auto copy =
        std::find_if(copies.begin(), copies.end(), [&](const Copy& c) { return !apart(c.place, place); });
    if (copy == copies.end())
      copy = copies.insert(copies.end(),
                           {{look.symbology, look.text, look.corners, {look.stage, 0, 0}}, place, {}});
    copy->passes.insert(look.pass);
    auto& evidence = copy->code.evidence;
    evidence = {std::min(evidence.stage, look.stage), static_cast<int>(copy->passes.size()),
                std::max(evidence.margin, look.margin)};
  }
  std::vector<FoundCode> out;
  for (const auto& copy : copies)
    if (is_matrix(code.symbology) || !contested(copy.place, key, looks)) out.push_back(copy.code);
  return out;
}

}  // namespace outpost::dev::vision
