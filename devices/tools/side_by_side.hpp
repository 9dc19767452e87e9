// Several readers on the same pictures in memory, in a child process: libraries abort on some pictures, and
// that must cost one result, not the table. The readers take turns in who is first at a picture, so that none
// always finds it warm.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"
#include "edge/base/clock.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace outpost::dev {

/// The time that this process was running: a budget that a busy machine does not eat.
class ProcessClock final : public Clock {
public:
  Micros wall_us() override { return boot_us(); }
  Micros boot_us() override;
};

struct Arm {
  std::string name;
  /// `careful`: asked again after it died on this picture. None: the reader is not on this machine.
  std::function<std::vector<vision::FoundCode>(const vision::GrayView&, bool careful)> read;
  bool again = false;  ///< ask again after a death, as the product does

  bool there() const { return static_cast<bool>(read); }
};

struct Outcome {
  std::vector<vision::FoundCode> codes;
  Micros took = 0;    ///< by the wall's clock
  Micros cpu = 0;     ///< of the processor: other programs do not count, but it may tick coarsely
  bool died = false;  ///< aborted or hung at least once
};

/// [picture][arm]; of an arm that is not there nothing. Empty when no process can be made.
std::vector<std::vector<Outcome>> side_by_side(std::span<const vision::Gray> pictures,
                                               const std::vector<Arm>& arms);

/// Outpost's reader as for a still picture; ZBar on the whole picture, ZXing's hard and fast mode, OpenCV.
std::vector<Arm> standard_arms();
/// The same as for a frame of a stream.
std::vector<Arm> stream_arms();
/// The same for the frames of one film, in their order: Outpost's reader remembers where it looked.
std::vector<Arm> film_arms();

}  // namespace outpost::dev
