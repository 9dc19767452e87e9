#include "devices/vision/locks.hpp"

#include <algorithm>

namespace outpost::dev::vision {

void Locks::release(Micros oldest_us) {
  std::erase_if(locks_, [&](const Lock& l) { return l.seen_us <= oldest_us; });
}

void Locks::renew(std::int64_t frame, Micros now) {
  for (auto& l : locks_)
    if (l.seen_frame == frame) l.seen_us = now;
}

std::vector<Lock*> Locks::of(const std::string& key) {
  std::vector<Lock*> out;
  for (auto& l : locks_)
    if (l.key == key) out.push_back(&l);
  return out;
}

bool Locks::held_by_other(const std::string& key, const Place& place, std::int64_t frame, int frames) const {
  return std::any_of(locks_.begin(), locks_.end(), [&](const Lock& l) {
    return l.key != key && l.linear && frame - l.seen_frame < frames && overlap(l.place, place);
  });
}

}  // namespace outpost::dev::vision
