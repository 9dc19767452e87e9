#include "edge/app/previews.hpp"

#include <algorithm>

namespace outpost::app {

Previews::Look Previews::look(const std::string& unit, int width, Micros now_us) {
  const std::lock_guard lock(mutex_);
  Eye& eye = eyes_[unit];
  const bool fresh = eye.looked_us == 0 || now_us - eye.looked_us > Micros{lease_s} * us_per_s;
  width = std::clamp(width, least_width, most_width);
  const bool larger = fresh || width > eye.width;
  if (fresh) eye.width = width;
  eye.width = std::max(eye.width, width);
  eye.looked_us = now_us;
  Look out;
  if (eye.newest && now_us - eye.newest->at_us <= oldest)
    out.picture = eye.newest;
  else
    eye.newest.reset();
  if (larger || now_us - eye.asked_us >= lease_again) {
    eye.asked_us = now_us;
    out.ask = PreviewLease{unit, lease_s, eye.width};
  }
  return out;
}

void Previews::forget_old(Micros now_us) {
  const std::lock_guard lock(mutex_);
  for (auto& [unit, eye] : eyes_)
    if (eye.newest && now_us - eye.newest->at_us > oldest) eye.newest.reset();
}

void Previews::put(const std::string& unit, Preview picture) {
  const std::lock_guard lock(mutex_);
  picture.number = ++last_;
  eyes_[unit].newest = std::make_shared<const Preview>(std::move(picture));
}

}  // namespace outpost::app
