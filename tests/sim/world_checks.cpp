#include "tests/sim/world_state.hpp"

namespace outpost::sim {

using namespace wire;

// ---- what must hold
// ------------------------------------------------------------------------------------------

/// Acknowledged means on the disk: what a store is about to keep must be there, in the generation that says
/// so.
void World::check_ack(int i, const local::StoreAck& ack) {
  if (ack.gen != hq_.disk().gen) return;
  const auto& store = stores_[static_cast<std::size_t>(i)]->model.id();
  for (const auto& c : ack.incs)
    if (fault_ != Fault::generation_ignored && c.received > hq_.durable_received(store, c.inc))
      violated(store + ": acknowledged " + std::to_string(c.received) + ", on headquarters' disk are " +
               std::to_string(hq_.durable_received(store, c.inc)));
}

bool World::settled() const {
  for (const auto& s : stores_) {
    if (s->model.disk().down_gen != hq_.disk().gen && !hq_.disk().published.empty()) return false;
    if (s->model.disk().down_seq != hq_.disk().published.size() && !hq_.disk().published.empty())
      return false;
    const auto lanes = hq_.disk().stores.find(s->model.id());
    for (const auto& inc : s->model.disk().incs) {
      if (inc.events.empty()) continue;
      if (lanes == hq_.disk().stores.end()) return false;
      std::uint64_t applied = 0;
      for (const auto& l : lanes->second)
        if (l.inc == inc.id) applied = l.applied;
      if (applied < inc.events.size()) return false;
    }
  }
  return true;
}

/// Every event that still exists at the store is in headquarters' tables, once and unchanged.
void World::check_store_at_end(const Store& s) {
  const auto& lanes = hq_.disk().stores.find(s.model.id());
  for (const auto& inc : s.model.disk().incs)
    for (std::size_t n = 0; n < inc.events.size(); ++n) {
      std::size_t found = 0, same = 0;
      if (lanes != hq_.disk().stores.end())
        for (const auto& l : lanes->second)
          if (l.inc == inc.id)
            if (const auto row = l.tables.find(n + 1); row != l.tables.end()) {
              found += row->second.size();
              same += row->second.front() == inc.events[n].body;
            }
      if (found != 1 || same != 1)
        return violated(s.model.id() + ": event " + std::to_string(n + 1) + " is at headquarters " +
                        std::to_string(found) + " times, unchanged " + std::to_string(same));
    }
  std::map<std::string, std::string> totals;
  for (const auto& item : hq_.disk().published) totals[item.kind] = item.body;
  for (const auto& [key, value] : totals) {
    const auto kept = s.model.disk().totals.find(key);
    if (kept == s.model.disk().totals.end() || kept->second != value)
      return violated(s.model.id() + ": " + key + " is not what headquarters published last");
  }
  for (const auto& [key, times] : s.model.disk().changes_applied)
    if (times != 1)
      return violated(s.model.id() + ": change " + std::to_string(key.second) + " was applied " +
                      std::to_string(times) + " times");
}

void World::check_end() {
  if (out_.violation.empty() && !settled()) violated("not everything had arrived after healing");
  for (const auto& s : stores_)
    if (out_.violation.empty()) check_store_at_end(*s);
}

}  // namespace outpost::sim
