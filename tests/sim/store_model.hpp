// A store's database and edge's side of the local socket, in memory: what edge/app/outbox_feed and
// apply_change do with SQL. One copyable value is the disk.
#pragma once

#include "edge/contract/sync/local.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/power.hpp"

#include <map>

namespace outpost::sim {

struct StoreDisk {
  struct Incarnation {
    Id id;
    std::vector<wire::Event> events;
  };
  std::vector<Incarnation> incs;  ///< oldest first; the last is current
  Id gen;
  std::map<Id, wire::IncCursor> cursors;
  Id down_gen;
  std::uint64_t down_seq = 0;
  std::map<std::string, std::string> totals;                    ///< what the downlink set
  std::map<std::pair<Id, std::uint64_t>, int> changes_applied;  ///< (generation, seq): how often
};

class StoreModel {
public:
  StoreModel(std::string id, Fault fault, Id first_inc) : id_(std::move(id)), fault_(fault) {
    disk_.incs.push_back({first_inc, {}});
  }

  /// Appends events to the current incarnation in one transaction.
  void commit(std::vector<wire::Event> events);
  /// Answers the agent. Throws PowerCut.
  std::vector<wire::local::Body> answer(const wire::local::Body& body);
  /// The disk of an earlier day; `fresh` is the new incarnation's id.
  void restore(const StoreDisk& backup, Id fresh);

  const StoreDisk& disk() const { return disk_; }
  const std::string& id() const { return id_; }
  Power& power() { return power_; }
  wire::local::Head head() const { return {disk_.incs.back().id, disk_.incs.back().events.size()}; }

private:
  wire::local::State state() const;
  wire::local::Rows rows(const wire::local::Fetch& fetch) const;
  void keep(const wire::local::StoreAck& ack);
  wire::local::DownState apply(const wire::local::DownApply& page);
  void apply_items(const wire::local::DownApply& page);
  void move_cursor(const wire::local::DownApply& page);

  std::string id_;
  Fault fault_;
  StoreDisk disk_;
  Power power_;
};

}  // namespace outpost::sim
