// Who is asking. Every use case has an actor; which role may call which route is a table (edge/data).
#pragma once

#include "edge/base/id.hpp"
#include "edge/data/words.hpp"

#include <string>

namespace outpost::app {

using data::Role;

struct Actor {
  Id terminal;        ///< the enrolled terminal; nil for the box itself (devices, jobs, tools)
  std::string label;  ///< what people call the terminal
  Role role = Role::device;
  std::string station;  ///< carts and payments belong to stations
  std::string person;   ///< who signed in at it, "" when nobody did
};

}  // namespace outpost::app
