// `v4l2:/dev/v4l/by-id/NAME?width=1280&height=720&fps=30&profile=counter` - what is asked of a camera. Pure.
#pragma once

#include "devices/transport/port_name.hpp"

#include <optional>

namespace outpost::dev::v4l2 {

struct Settings {
  std::string path;
  int width = 1'280, height = 720, fps = 30;
  std::string format = "auto";     ///< auto, mjpg, yuyv or grey
  std::string profile = "auto";    ///< a column of the table in controls.cpp
  std::optional<int> exposure_us;  ///< instead of the profile's
  std::optional<int> focus;        ///< the camera's own units, as its maker counts them

  /// Error `bad-port`: one sentence that names the word, what it may be, and what was found.
  static Result<Settings> parse(const PortName& port);
};

/// True for /dev/video0 and the like: after a restart or a replug it may be another camera.
bool is_unstable_path(std::string_view path);

}  // namespace outpost::dev::v4l2
