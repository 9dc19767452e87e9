// A clearing of trouble codes as text: for headquarters, and (shape_json.hpp) for screens.
#pragma once

#include "edge/app/shapes.hpp"

namespace outpost::app {

/// The body of `diagnostics.cleared`: who, when, which car, after which snapshot, and how it ended.
std::string cleared_event(const BayClear& clear);

}  // namespace outpost::app
