// "Dedupe off", planted in headquarters' database from outside: tables that take the same row twice, and
// marks of what is known that do not survive a crash. The product has no switch for it.
#pragma once

#include <string>

namespace outpost::e2e {

/// Rebuilds the tables of hq.db without their keys. Before headquarters' first start.
void accept_twice(const std::string& hq_dir);
/// Moves the cursors of every incarnation back by some events. While headquarters is dead.
void forget_last(const std::string& hq_dir);

}  // namespace outpost::e2e
