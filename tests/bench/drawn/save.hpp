// A frame for a person to look at.
#pragma once

#include "devices/vision/gray.hpp"

#include <string>

namespace outpost::bench {

/// As DIR/NAME-NUMBER.png, what is no letter or digit in the name replaced. Makes the folder.
void save(const dev::vision::Gray& frame, const std::string& folder, std::string name, std::size_t number);

}  // namespace outpost::bench
