// Time is injected. Wall time is UTC microseconds since 1970; boot time is CLOCK_BOOTTIME, which no person
// can set.
#pragma once

#include <cstdint>

namespace outpost {

using Micros = std::int64_t;  ///< microseconds; of UTC since 1970 where a wall time is meant

inline constexpr Micros us_per_ms = 1'000;
inline constexpr Micros us_per_s = 1'000'000;

class Clock {
public:
  virtual ~Clock() = default;
  virtual Micros wall_us() = 0;  ///< UTC; may jump either way when somebody sets the clock
  virtual Micros boot_us() = 0;  ///< since boot, goes on in suspend, never goes back
};

/// The operating system's clocks. Any thread.
class SystemClock final : public Clock {
public:
  Micros wall_us() override;
  Micros boot_us() override;
};

/// A clock that moves only when told. For tests and the simulation; not safe across threads.
class ManualClock final : public Clock {
public:
  explicit ManualClock(Micros wall = 1'767'225'600 * us_per_s) : wall_(wall) {}  // 2026-01-01T00:00:00Z
  Micros wall_us() override { return wall_; }
  Micros boot_us() override { return boot_; }
  void advance(Micros us) { wall_ += us, boot_ += us; }
  void set_wall(Micros us) { wall_ = us; }

private:
  Micros wall_;
  Micros boot_ = us_per_s;
};

}  // namespace outpost
