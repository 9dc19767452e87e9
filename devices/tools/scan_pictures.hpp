// The photographs of a list, some in memory at a time, through readers side by side.
#pragma once

#include "devices/tools/photo_list.hpp"
#include "devices/tools/side_by_side.hpp"

namespace outpost::dev {

/// Calls `done` for each photograph with an outcome for each arm. Errors: a file that cannot be read, no
/// process.
Result<void> each_picture(const std::string& list, const std::vector<Photo>& photos,
                          const std::vector<Arm>& arms,
                          const std::function<void(const Photo&, const std::vector<Outcome>&)>& done);

}  // namespace outpost::dev
