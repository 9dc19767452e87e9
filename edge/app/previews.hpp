// What the cameras see, for whoever looks just now: the newest small picture of each, in memory only, never
// stored and never logged. Looking is what keeps a camera at it: it is asked again while somebody fetches,
// and stops by itself when nobody does.
#pragma once

#include "edge/base/clock.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace outpost::app {

struct Preview {
  std::string jpeg;
  std::string about;         ///< JSON in ASCII: the shape Preview of the API document
  Micros at_us = 0;          ///< boot clock
  std::uint64_t number = 0;  ///< of this run of edge; filled in by put()
};

/// What a camera is to be asked for.
struct PreviewLease {
  std::string unit;
  int seconds = 0, width = 0;
};

class Previews {
public:
  static constexpr int lease_s = 4;
  static constexpr Micros lease_again = 1'500 * us_per_ms;  ///< two may get lost
  /// An older picture is shown to nobody: what it shows may have gone.
  static constexpr Micros oldest = 2 * us_per_s;
  static constexpr int least_width = 160, most_width = 480;

  struct Look {
    std::shared_ptr<const Preview> picture;  ///< nullptr: none yet, or too old
    std::optional<PreviewLease> ask;         ///< to be sent to the camera now
  };
  /// Somebody looks at `unit`, with a picture of about `width` pixels in mind. Any thread.
  Look look(const std::string& unit, int width, Micros now_us);
  /// Lets go of pictures that are too old to be shown; called about once a second. Any thread.
  void forget_old(Micros now_us);
  /// A picture came. Any thread.
  void put(const std::string& unit, Preview picture);

private:
  struct Eye {
    std::shared_ptr<const Preview> newest;
    Micros asked_us = 0, looked_us = 0;
    int width = 0;  ///< the largest that anybody wants at present
  };
  std::mutex mutex_;
  std::map<std::string, Eye> eyes_;  // units of the configuration: the caller has checked
  std::uint64_t last_ = 0;
};

}  // namespace outpost::app
