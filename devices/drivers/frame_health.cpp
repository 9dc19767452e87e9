#include "devices/drivers/frame_health.hpp"

namespace outpost::dev {

void FrameHealth::set(std::optional<Micros>& since, bool bad) const {
  if (!bad) since.reset();
  if (bad && !since) since = now_;
}

void FrameHealth::on_frame(bool whole, std::uint64_t digest, Micros now) {
  now_ = now;
  if (!whole) return set(half_, true);
  set(frozen_, digest != 0 && digest == digest_);
  digest_ = digest;
}

void FrameHealth::on_opened(int darkest, int brightest, Micros now) {
  now_ = now;
  half_.reset();
  set(dark_, brightest <= dark_level);
  set(blank_, brightest - darkest <= blank_range);
}

void FrameHealth::on_broken(Micros now) {
  now_ = now;
  set(half_, true);
}

std::string_view FrameHealth::trouble() const {
  const auto lasted = [&](const std::optional<Micros>& since, Micros limit) {
    return since && now_ - *since >= limit;
  };
  if (lasted(half_, half_limit)) return "camera-half-frames";
  if (lasted(dark_, dark_limit)) return "camera-dark";
  if (lasted(blank_, blank_limit)) return "camera-one-colour";
  if (lasted(frozen_, frozen_limit)) return "camera-frozen";
  return "";
}

}  // namespace outpost::dev
