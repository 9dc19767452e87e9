// Headquarters' database, in memory: what sync/hq/store_*.cpp do with SQL, for the real session and the real
// applier. One copyable value is the disk; a transaction is a list of what to do to it.
#pragma once

#include "sync/hq/storage.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/power.hpp"

#include <map>

namespace outpost::sim {

struct HqDisk {
  struct Lane {
    Id inc;
    std::uint64_t received = 0, applied = 0, quarantined = 0;
    std::optional<wire::Hash> tail;
    std::vector<hq::LogRow> log;
    std::map<std::uint64_t, std::vector<std::string>> tables;  ///< seq: bodies, each time one was applied
  };
  Id gen;
  std::map<std::string, std::vector<Lane>> stores;
  std::vector<wire::Event> published;  ///< topic "prices": kind is the key, body the value
};

class HqModel final : public session::HqStorage, public hq::ApplyStorage {
public:
  HqModel(Fault fault, Id gen) : fault_(fault) { disk_.gen = gen; }

  void begin() { work_.clear(); }
  /// Throws PowerCut; then the transaction may or may not be on the disk.
  void commit();
  void restore(const HqDisk& backup, Id gen);
  /// What a power cut leaves.
  void lose_power();
  void publish(const std::string& key, const std::string& value);
  const HqDisk& disk() const { return disk_; }
  /// What is really on the disk; differs from disk() only where a fault makes it so.
  std::uint64_t durable_received(const std::string& store, const Id& inc) const;
  Power& power() { return power_; }
  /// "" or what is wrong with the intake log.
  std::string log_fault() const;

  Id generation() override { return disk_.gen; }
  Id renew_generation(const std::string&) override { return disk_.gen; }
  std::vector<session::StoredCursor> cursors(const std::string& store) override;
  void append(const std::string& store, const session::IntakeRow& row, Micros now) override;
  void note_hello(const std::string&, const wire::Hello&, Micros, Micros) override {}
  void note_refused(const std::string&, const std::string&, Micros) override {}
  void note_down(const std::string&, const wire::TopicCursor&, Micros) override {}
  std::vector<wire::TopicHead> heads(const std::string&) override {
    return {{"prices", disk_.published.size()}};
  }
  wire::Changes changes(const std::string&, const std::string& topic, std::uint64_t after,
                        std::uint32_t) override;

  std::vector<hq::Lane> lanes_behind(std::size_t most) override;
  std::optional<hq::LogRow> log_row(const hq::Lane& lane, std::uint64_t seq) override;
  Result<void> project(const hq::EventRef& ref, const hq::Projection&, const wire::Event& event,
                       Micros) override;
  void quarantine(const hq::EventRef& ref, const std::string&, const std::string&, ByteView raw,
                  Micros) override;
  void set_applied(const hq::Lane& lane, std::uint64_t applied, std::uint64_t newly_quarantined,
                   Micros) override;

private:
  static HqDisk::Lane& lane_of(HqDisk& disk, const std::string& store, const Id& inc);
  void write(const std::vector<std::function<void(HqDisk&)>>& work);
  using Change = std::function<void(HqDisk&)>;

  Fault fault_;
  HqDisk disk_, synced_;
  std::vector<Change> work_, cursor_work_;
  int commits_ = 0;
  Power power_;
};

}  // namespace outpost::sim
