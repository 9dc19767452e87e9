// `v4l2:PATH` - a camera. Opened by its stable path, so that after a replug it is found again whatever its
// number; never blocks. One that is unplugged, or silent for a second, is `camera-lost`.
#pragma once

#include "devices/transport/frame_source.hpp"
#include "devices/transport/v4l2/buffers.hpp"
#include "devices/transport/v4l2/formats.hpp"
#include "devices/transport/v4l2/settings.hpp"

#include <memory>
#include <set>

namespace outpost::dev::v4l2 {

class CameraSource final : public FrameSource {
public:
  static constexpr Micros silence_limit = us_per_s;
  /// Until the first frame: a camera that was just plugged in sets itself up.
  static constexpr Micros start_limit = 3 * us_per_s;

  explicit CameraSource(Settings settings, Calls& calls = system_calls())
      : settings_(std::move(settings)), calls_(calls) {}
  ~CameraSource() override { close(); }

  Result<void> open(Micros now) override;
  bool is_open() const override { return fd_ >= 0; }
  void wait(Micros now, std::vector<Wait>& out) const override;
  Result<void> step(Micros now) override;
  bool live() const override { return true; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override;
  void done(const Frame&, Fate) override {}
  void close() override;
  std::map<std::string, std::int64_t, std::less<>> counters() const override;
  std::optional<Exposure> exposure() const override { return exposure_; }
  std::vector<std::string> take_notes() override { return std::exchange(notes_, {}); }

private:
  struct Held {
    Filled filled;
    bool whole = false;
    Micros at = 0;
  };
  Result<void> begin(Micros now);
  Result<void> hold(const Filled& filled, Micros now);
  void note(std::vector<std::string> notes);
  void copy(const Held& held, std::span<std::uint8_t> into, Frame& frame) const;

  Settings settings_;
  Calls& calls_;
  int fd_ = -1;
  bool was_open_ = false;
  std::unique_ptr<Buffers> buffers_;
  Shape shape_;
  std::optional<Exposure> exposure_;  // read at the opening, after it was set
  std::optional<Held> held_;          // the newest frame, until it is taken
  Micros due_ = 0;                    // by then a frame must have come
  std::uint32_t last_sequence_ = 0;
  bool any_ = false;  // a frame since the opening
  std::uint64_t sequence_ = 0;
  std::int64_t missed_ = 0, half_ = 0, passed_ = 0;
  std::vector<std::string> notes_;
  std::set<std::string> noted_;
};

}  // namespace outpost::dev::v4l2
