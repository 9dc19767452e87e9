#include "devices/transport/v4l2/controls.hpp"

#include "devices/transport/v4l2/errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <linux/videodev2.h>

namespace outpost::dev::v4l2 {
namespace {

constexpr int exposure_step_us = 100;  // the unit of V4L2_CID_EXPOSURE_ABSOLUTE
// China's mains: a lamp flickers 100 times a second.
constexpr std::int32_t mains = V4L2_CID_POWER_LINE_FREQUENCY_50HZ;

// 4 ms (1/250 s) stops a product that is moved past the camera; longer, and motion over one module makes
// every reader blind. It needs the light of a counter; without it `auto` sees more.
constexpr std::array table = {
    ControlRow{"auto", "mains flicker", V4L2_CID_POWER_LINE_FREQUENCY, mains},
    ControlRow{"auto", "exposure mode", V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY},
    ControlRow{"auto", "slower frames in the dark", V4L2_CID_EXPOSURE_AUTO_PRIORITY, 0},
    ControlRow{"auto", "automatic focus", V4L2_CID_FOCUS_AUTO, 1},
    ControlRow{"auto", "automatic white balance", V4L2_CID_AUTO_WHITE_BALANCE, 1},
    ControlRow{"counter", "mains flicker", V4L2_CID_POWER_LINE_FREQUENCY, mains},
    ControlRow{"counter", "exposure mode", V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL},
    ControlRow{"counter", "exposure time", V4L2_CID_EXPOSURE_ABSOLUTE, 40},
    ControlRow{"counter", "slower frames in the dark", V4L2_CID_EXPOSURE_AUTO_PRIORITY, 0},
    ControlRow{"counter", "automatic focus", V4L2_CID_FOCUS_AUTO, 0},
    ControlRow{"counter", "automatic white balance", V4L2_CID_AUTO_WHITE_BALANCE, 0},
    ControlRow{"counter", "white balance", V4L2_CID_WHITE_BALANCE_TEMPERATURE, 4'600},
};

/// Sets `id` to `value`; adds the row at the end when the profile has none.
void override_with(std::vector<ControlRow>& rows, std::string_view name, std::uint32_t id,
                   std::int32_t value) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const ControlRow& r) { return r.id == id; });
  if (at == rows.end())
    rows.push_back({"", name, id, value});
  else
    at->value = value;
}

bool gone(int error) { return error == -ENODEV || error == -ENXIO; }

/// What did not go as asked, "" when all did; -ENODEV as an error.
Result<std::string> apply(Calls& calls, int fd, const ControlRow& row) {
  v4l2_queryctrl query{};
  query.id = row.id;
  const int known = calls.ioctl(fd, VIDIOC_QUERYCTRL, &query);
  if (gone(known)) return video_error(known, "its controls");
  if (known < 0 || (query.flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY)) != 0)
    return fmt::format("the camera has no control for {}", row.name);
  v4l2_control control{row.id, std::clamp(row.value, query.minimum, std::max(query.minimum, query.maximum))};
  const int set = calls.ioctl(fd, VIDIOC_S_CTRL, &control);
  if (gone(set)) return video_error(set, "its controls");
  if (set < 0) return fmt::format("the camera refused {} {}", row.name, row.value);
  control = {row.id, 0};
  const int got = calls.ioctl(fd, VIDIOC_G_CTRL, &control);
  if (gone(got)) return video_error(got, "its controls");
  if (got < 0) return fmt::format("the camera does not say its {}", row.name);
  if (control.value != row.value)
    return fmt::format("{} is {} and not {}: the camera goes from {} to {}", row.name, control.value,
                       row.value, query.minimum, query.maximum);
  return std::string();
}

/// Nothing when the camera has it not, or does not say.
Result<std::optional<std::int32_t>> value_of(Calls& calls, int fd, std::uint32_t id) {
  v4l2_control control{id, 0};
  const int got = calls.ioctl(fd, VIDIOC_G_CTRL, &control);
  if (gone(got)) return video_error(got, "its controls");
  return got < 0 ? std::nullopt : std::optional(control.value);
}

}  // namespace

std::span<const ControlRow> control_table() { return table; }

const std::vector<std::string_view>& profiles() {
  static const std::vector<std::string_view> names = {"auto", "counter", "plain"};
  return names;
}

std::vector<ControlRow> controls_for(const Settings& settings) {
  std::vector<ControlRow> out;
  for (const auto& row : table)
    if (row.profile == settings.profile) out.push_back(row);
  if (settings.exposure_us) {
    override_with(out, "exposure mode", V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL);
    override_with(out, "exposure time", V4L2_CID_EXPOSURE_ABSOLUTE, *settings.exposure_us / exposure_step_us);
  }
  if (settings.focus) {
    override_with(out, "automatic focus", V4L2_CID_FOCUS_AUTO, 0);
    override_with(out, "focus", V4L2_CID_FOCUS_ABSOLUTE, *settings.focus);
  }
  return out;
}

Result<std::vector<std::string>> apply_controls(Calls& calls, int fd, const std::vector<ControlRow>& rows) {
  std::vector<std::string> notes;
  for (const auto& row : rows) {
    OUTPOST_TRY(auto note, apply(calls, fd, row));
    if (!note.empty()) notes.push_back(std::move(note));
  }
  return notes;
}

Result<std::optional<Exposure>> read_exposure(Calls& calls, int fd) {
  OUTPOST_TRY(const auto mode, value_of(calls, fd, V4L2_CID_EXPOSURE_AUTO));
  OUTPOST_TRY(const auto time, value_of(calls, fd, V4L2_CID_EXPOSURE_ABSOLUTE));
  if (mode && *mode != V4L2_EXPOSURE_MANUAL && *mode != V4L2_EXPOSURE_SHUTTER_PRIORITY)
    return std::optional(Exposure{true, std::nullopt});
  if (!time || *time < 1) return std::optional<Exposure>();
  return std::optional(Exposure{false, Micros{*time} * exposure_step_us});
}

}  // namespace outpost::dev::v4l2
