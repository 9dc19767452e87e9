// The picture for people while somebody looks: edge leases it, it ends by itself, and without a lease nothing
// is done for it. Readings `preview` (edge/contract/ipc/BODIES.md), the JPEG beside the JSON. Pure.
#pragma once

#include "devices/drivers/card_rate.hpp"
#include "devices/drivers/driver.hpp"
#include "devices/drivers/flicker_watch.hpp"
#include "devices/transport/frame_source.hpp"
#include "devices/vision/region.hpp"
#include "devices/vision/worker_wire.hpp"

#include <optional>

namespace outpost::dev {

class CameraPreview {
public:
  static constexpr Micros pace = 120 * us_per_ms;  ///< about eight a second: a hand is followed, no more
  static constexpr Micros longest_lease = 10 * us_per_s;
  static constexpr int smallest_side = 160;
  static constexpr std::size_t max_codes = 16;  ///< of one picture; more outlines help nobody

  explicit CameraPreview(const vision::Region& region) : bounds_(region.bounds()) {}

  /// `body`: {"seconds": 4, "width": 320}. A lease of 0 seconds ends it; nonsense is no lease.
  void on_lease(const std::string& body, Micros now);
  /// Whether the next frame should be read for a preview, also when it shows nothing new.
  bool due(Micros now) const { return now < until_ && now - last_ >= pace; }
  /// For the request of a frame that goes to the reader now; side 0 = none. A still picture is shown at any
  /// pace: there is no next one.
  vision::PreviewWish wish(bool still, Micros now);
  /// The reading, when the reply holds a picture. `fps`: frames that came in the last second.
  std::optional<Message> on_reply(const vision::WorkReply& reply, std::int64_t fps, Micros now,
                                  const std::optional<Exposure>& exposure = std::nullopt);
  void forget();

private:
  vision::Region::Bounds bounds_;
  int side_ = 0;
  Micros until_ = 0, last_ = 0;
  FlickerWatch flicker_;
  CardRate card_;
};

}  // namespace outpost::dev
