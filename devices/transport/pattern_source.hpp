// `pattern:ean13?fps=15&code=6901234567892&seed=1` - a drawn video: an EAN-13 that enters a grey room from
// the left, crosses it and leaves, again and again; in between the room is empty for longer than a code stays
// locked. For trying a kiosk without a camera, and for tests: every frame follows from its number and the
// seed alone. Like a camera it drops frames that nobody took.
#pragma once

#include "devices/transport/frame_source.hpp"
#include "devices/transport/port_name.hpp"

#include <memory>

namespace outpost::dev {

struct Pattern {
  static constexpr int width = 640, height = 480;

  int fps = 15;
  std::string code;        ///< 13 digits
  std::uint64_t seed = 1;  ///< of the code's height in each crossing and of the noise

  /// Error `bad-port`: another pattern than ean13, an unknown key, fps outside 1 to 60, a code that is no
  /// EAN-13.
  static Result<Pattern> parse(const PortName& port);

  /// Frames of a crossing: three seconds in sight, one and a half without the code.
  std::int64_t frames_in_sight() const { return std::int64_t{fps} * 3; }
  std::int64_t frames_of_crossing() const { return std::int64_t{fps} * 9 / 2; }
  /// Draws frame `number` into `width * height` bytes.
  void draw(std::int64_t number, std::span<std::uint8_t> into) const;
};

class PatternSource final : public FrameSource {
public:
  explicit PatternSource(Pattern pattern) : pattern_(std::move(pattern)) {}

  Result<void> open(Micros now) override;
  bool is_open() const override { return open_; }
  void wait(Micros now, std::vector<Wait>& out) const override;
  Result<void> step(Micros) override { return {}; }
  bool live() const override { return true; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override;
  void done(const Frame&, Fate) override {}
  void close() override { open_ = false; }

private:
  Pattern pattern_;
  bool open_ = false;
  Micros began_ = 0;
  std::int64_t next_ = 0;  // the first frame that was not handed out
};

}  // namespace outpost::dev
