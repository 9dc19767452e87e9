// Whole stores and a headquarters in one thread, under a seeded scheduler: loss, duplication, reordering,
// partitions, kills, power cuts at any write, both ends put back from backups. The sessions and the applier
// are the product's own; clocks, network and disks are made here. Same seed, same trace.
#pragma once

#include "tests/sim/faults.hpp"

#include <cstdint>
#include <string>

namespace outpost::sim {

struct Outcome {
  std::string violation;  ///< "" when every invariant held
  std::uint64_t trace = 0;
  std::uint64_t events = 0, messages = 0, lost = 0, doubled = 0, power_cuts = 0, hq_restores = 0,
                store_restores = 0, kills = 0, poison = 0;
};

/// One schedule from `seed`. `through_bytes`: every message is encoded and decoded on its way.
Outcome run_schedule(std::uint64_t seed, Fault fault = Fault::none, bool through_bytes = false);

}  // namespace outpost::sim
