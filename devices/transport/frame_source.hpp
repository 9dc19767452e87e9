// Where pictures come from: a folder that image files are dropped into, a drawn pattern, a video file, a
// camera. Like a Transport it never blocks and keeps no back-off; its errors have the same names.
#pragma once

#include "devices/transport/transport.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace outpost::dev {

/// A frame that was put into the caller's buffer.
struct Frame {
  enum class Kind {
    file,  ///< an encoded picture: PNG, JPEG, WebP (or MJPG of a camera)
    gray,  ///< pixels, `height` rows of `stride` bytes
  };
  Kind kind = Kind::file;
  int width = 0, height = 0, stride = 0;  ///< gray
  std::uint64_t length = 0;    ///< bytes of the frame; more than the buffer held = nothing was copied
  std::uint64_t sequence = 0;  ///< rises by one a frame; a jump means frames that nobody took
  std::string name;            ///< of the file; "" for a camera
  Micros captured_us = 0;
  bool still = false;        ///< a presentation of its own, with no next frame that could help
  bool whole = true;         ///< false: the camera gave a part of it; nothing was copied
  std::uint64_t digest = 0;  ///< of a camera: equal for equal frames; 0 = not known
};

/// How long the sensor gathers light for a frame, as the camera says it.
struct Exposure {
  bool automatic = false;
  /// Nothing while it is automatic: cameras then name the time that was set last, not the one they use.
  std::optional<Micros> time_us;
};

/// Of a frame that was looked at.
enum class Fate {
  read,         ///< a picture of goods, or without codes
  refused,      ///< no picture, or one that nobody could read
  confidential  ///< it shows a code that is no product's: who has the picture can pay with it, or be the
                ///< member
};

class FrameSource {
public:
  virtual ~FrameSource() = default;
  virtual Result<void> open(Micros now) = 0;
  virtual bool is_open() const = 0;
  virtual void wait(Micros now, std::vector<Wait>& out) const = 0;
  /// Sees what is new; an error ends the source.
  virtual Result<void> step(Micros now) = 0;
  /// True: frames come whether anybody takes them or not, and only the newest one counts; take() at any time.
  /// False: each frame counts, and the next one waits until done() was said of the last.
  virtual bool live() const = 0;
  /// Puts the next frame into `into` (live: the newest one); nothing when there is none.
  virtual Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) = 0;
  /// What became of the frame.
  virtual void done(const Frame& frame, Fate fate) = 0;
  virtual void close() = 0;

  /// What happened so far, by name; for the unit's state.
  virtual std::map<std::string, std::int64_t, std::less<>> counters() const { return {}; }
  /// Nothing where no light is gathered, or none that the source is told of.
  virtual std::optional<Exposure> exposure() const { return std::nullopt; }
  /// Sentences for the log that staff should know and that are no error.
  virtual std::vector<std::string> take_notes() { return {}; }
};

}  // namespace outpost::dev
