// What a camera is told about exposure, focus, mains flicker and white balance: a table by profile. Each
// value is read back; what the camera has not, or does otherwise, is a sentence for the log and no failure.
#pragma once

#include "devices/transport/frame_source.hpp"
#include "devices/transport/v4l2/calls.hpp"
#include "devices/transport/v4l2/settings.hpp"

#include <span>
#include <vector>

namespace outpost::dev::v4l2 {

struct ControlRow {
  std::string_view profile;
  std::string_view name;  ///< for people
  std::uint32_t id;
  std::int32_t value;
};

/// In the order in which they are set: the automatic is switched off before the value that it would move.
std::span<const ControlRow> control_table();
/// The names in the table, and "plain": nothing is set.
const std::vector<std::string_view>& profiles();
/// The rows of the settings' profile, with the settings' own exposure and focus in their places.
std::vector<ControlRow> controls_for(const Settings& settings);

/// Sets them. What did not go as asked, a sentence each; an error (`camera-lost`) only when the camera is
/// gone.
Result<std::vector<std::string>> apply_controls(Calls& calls, int fd, const std::vector<ControlRow>& rows);

/// What the camera says that it does now, whoever asked for it; nothing when it says neither mode nor time.
/// An error (`camera-lost`) only when the camera is gone.
Result<std::optional<Exposure>> read_exposure(Calls& calls, int fd);

}  // namespace outpost::dev::v4l2
