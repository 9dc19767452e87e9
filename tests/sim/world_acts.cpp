#include "tests/sim/world_state.hpp"

namespace outpost::sim {

using namespace wire;

// ---- what happens to them
// ------------------------------------------------------------------------------------

void World::sell(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  std::vector<Event> events(1 + below(4));
  for (auto& e : events) {
    const bool poison = chance(60);
    e = {poison ? "order.paid" : "sale", 1, now_, 0, std::to_string(++made_)};
  }
  out_.events += events.size();
  try {
    s.model.commit(std::move(events));
    edge_answers(i, s.model.head());
  } catch (const PowerCut&) {
    box_power_cut(i);
  }
}

void World::kill_agent(int i) {
  ++out_.kills;
  start_agent(i);
}

void World::partition(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  s.partitioned = !s.partitioned;
  // Sometimes both ends notice, sometimes messages just vanish.
  if (!s.partitioned || chance(500)) line(i, !s.partitioned);
}

void World::restore_hq() {
  if (!has_hq_backup_) return;
  ++out_.hq_restores;
  hq_.restore(hq_backup_, fresh_id());
  start_hq();
}

void World::restore_store(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  if (!s.has_backup) return;
  ++out_.store_restores;
  s.model.restore(s.backup, fresh_id());
  start_agent(i);
}

void World::act() {
  const int i = static_cast<int>(below(stores_.size()));
  auto& s = *stores_[static_cast<std::size_t>(i)];
  const auto what = below(100);
  note(what << 32);
  if (what < 45) {
    sell(i);
  } else if (what < 55) {
    partition(i);
  } else if (what < 61) {
    kill_agent(i);
  } else if (what < 69) {
    s.model.power().arm(chance(500) ? Power::Armed::before : Power::Armed::after);
  } else if (what < 77) {
    hq_.power().arm(chance(500) ? Power::Armed::before : Power::Armed::after);
  } else if (what < 87) {
    try {
      hq_.publish("k" + std::to_string(below(5)), std::to_string(++made_));
    } catch (const PowerCut&) {
      hq_power_cut();
    }
  } else if (what < 91) {
    hq_backup_ = hq_.disk();
    has_hq_backup_ = true;
  } else if (what < 94) {
    restore_hq();
  } else if (what < 97) {
    s.backup = s.model.disk();
    s.has_backup = true;
  } else {
    restore_store(i);
  }
  after(static_cast<Micros>(20 + below(static_cast<std::uint64_t>(weather_.action_every_ms))) * ms, [this] {
    if (!healing_) act();
  });
}

}  // namespace outpost::sim
