#include "devices/vision/votes.hpp"

#include <algorithm>
#include <bit>

namespace outpost::dev::vision {

void Votes::next_frame() {
  for (auto& v : open_) {
    v.frames = (v.frames << 1) & ((1U << window) - 1);
    ++v.age;
  }
  std::erase_if(open_, [](const Vote& v) { return v.frames == 0; });
}

bool Votes::look(const std::string& key, const Place& place) {
  const auto vote = std::find_if(open_.begin(), open_.end(), [&](const Vote& v) {
    return v.key == key && reachable(v.place, place, std::max(v.age, 1));
  });
  if (vote == open_.end()) {
    if (open_.size() < max_open) open_.push_back({key, place});
    return false;
  }
  vote->frames |= 1U;
  vote->age = 0;
  vote->place = place;
  if (std::popcount(vote->frames) < needed) return false;
  open_.erase(vote);
  return true;
}

bool Votes::contradict(const std::string& key, const Place& place) {
  return std::erase_if(open_, [&](const Vote& v) {
           return v.key != key && (!v.place.known || !place.known || overlap(v.place, place));
         }) > 0;
}

void Votes::drop(const std::string& key) {
  std::erase_if(open_, [&](const Vote& v) { return v.key == key; });
}

}  // namespace outpost::dev::vision
