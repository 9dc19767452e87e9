// `file:PATH` for a scan_camera - a video file, played at its own speed like a camera: frames that nobody
// took in time are gone. `file:PATH?loop=1` begins again at its end.
#pragma once

#include "devices/transport/fd_io.hpp"
#include "devices/transport/frame_source.hpp"
#include "devices/transport/port_name.hpp"
#include "devices/transport/video/video_index.hpp"

namespace outpost::dev::video {

struct Settings {
  std::string path;
  bool loop = false;

  /// A path may hold a question mark, so only an ending `?loop=0` or `?loop=1` is a setting.
  static Settings parse(const PortName& port);
};

class VideoSource final : public FrameSource {
public:
  explicit VideoSource(Settings settings) : settings_(std::move(settings)) {}

  Result<void> open(Micros now) override;
  bool is_open() const override { return static_cast<bool>(fd_); }
  void wait(Micros now, std::vector<Wait>& out) const override;
  Result<void> step(Micros) override { return {}; }
  bool live() const override { return true; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override;
  void done(const Frame&, Fate) override {}
  void close() override { fd_.reset(); }
  std::vector<std::string> take_notes() override { return std::exchange(notes_, {}); }

private:
  bool ended() const;
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const;

  Settings settings_;
  Fd fd_;
  Index index_;
  Micros began_ = 0;
  std::int64_t next_ = 0;  // the first frame that was not handed out; goes on through the loops
  std::vector<std::string> notes_;
};

}  // namespace outpost::dev::video
